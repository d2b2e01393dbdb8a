"""What is declared once: fields from the columns of a model, payloads, columns of a list."""

from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict

from foundation.common.acts import Warned, form_page, tell
from foundation.common.api_views import VisibleViewSet
from foundation.common.days import DayField
from foundation.common.facts import FactsForm, edited_input, new_input, offer, rows_offered, shown_of
from foundation.common.lists import Button, Column
from foundation.ui.buttons import Act
from ministries.filters import CouncilFilter, LegalTextFilter, StructureFilter
from ministries.models import CouncilRecord, LegalText, Structure
from tests.factories import StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


class LifeForm(FactsForm):
    class Meta:
        model = Structure
        fields = ("name", "parent", "valid_from")


def test_the_form_of_columns_reads_days_as_they_are_typed():
    assert isinstance(LifeForm.base_fields["valid_from"], DayField)


class Chosen(forms.Form):
    parent = forms.ModelChoiceField(queryset=Structure.objects.none(), empty_label="à choisir")
    colour = forms.ChoiceField(choices=[("red", "rouge"), ("green", "vert")])
    words = forms.CharField()


def test_a_field_offers_the_rows_or_the_values_that_it_is_told():
    kept, other = StructureFactory(), StructureFactory()
    form = Chosen()
    offer(form, "parent", Structure.objects.filter(pk__in=[kept.pk, other.pk]), said=lambda row: f"« {row.name} »")
    offer(form, "parent", lambda rows: rows.exclude(pk=other.pk))
    assert list(rows_offered(form, "parent")) == [kept]
    assert [str(label) for _, label in form.fields["parent"].choices] == ["à choisir", f"« {kept.name} »"]
    assert offer(form, "parent", empty=None) is form.fields["parent"]
    assert [str(label) for _, label in form.fields["parent"].choices] == [f"« {kept.name} »"]
    offer(form, "colour", [("blue", "bleu")])
    assert form.fields["colour"].choices == [("blue", "bleu")]
    assert Chosen().fields["colour"].choices == [("red", "rouge"), ("green", "vert")]
    with pytest.raises(AssertionError):
        offer(form, "words", [("blue", "bleu")])


def test_the_words_of_a_button_never_stand_for_its_switch():
    act = Act("Clore", "/", "primary", "check", "Clore ?", "Oui")
    assert (act.posts, act.confirm, act.confirm_label) == (False, "Clore ?", "Oui")
    with pytest.raises(TypeError):
        Button("Clore", "/", "primary", "check", "Clore ?")


def test_a_meta_may_say_otherwise_how_its_fields_are_made():
    class Plain(FactsForm):
        class Meta:
            model = Structure
            fields = ("valid_from",)
            formfield_callback = staticmethod(lambda column, **options: forms.CharField())

    assert type(Plain.base_fields["valid_from"]) is forms.CharField


def test_a_choice_is_narrowed_with_its_own_words():
    kept, other = StructureFactory(), StructureFactory()
    form = LifeForm(user=UserFactory())
    form.choose("parent", "directement", Structure.objects.filter(pk=kept.pk), lambda row: f"« {row.name} »")
    assert [str(label) for _, label in form.fields["parent"].choices] == ["directement", f"« {kept.name} »"]
    assert str(other.pk) not in str(form["parent"])


def test_rows_offered_already_are_put_under_words_with_an_empty_line_or_none():
    first, second = StructureFactory(kind="dsi"), StructureFactory(kind="sgm")
    form = LifeForm(user=UserFactory())
    offer(form, "parent", Structure.objects.filter(pk__in=[first.pk, second.pk]).order_by("kind"))
    form.choose("parent", "directement", under=lambda row: row.kind)
    assert '<option value="" selected>directement</option>' in str(form["parent"])
    assert str(form["parent"]).count("<optgroup") == 2
    offer(form, "parent", empty=None)
    assert '<option value=""' not in str(form["parent"])
    assert str(form["parent"]).count("<option ") == 2


def test_a_payload_of_a_model_is_named_after_it_and_an_edit_has_its_version():
    new, edited = new_input(Structure, "name", "position", required=("position",)), edited_input(Structure, "name")
    assert (new.__name__, list(new().fields)) == ("NewStructure", ["name", "position"])
    assert new().fields["position"].required
    assert (edited.__name__, list(edited().fields)) == ("EditedStructure", ["name", "base_version"])
    assert not edited(data={"name": "DSI"}).is_valid()
    sent = {"name": "DSI", "base_version": 1}
    corrected = edited_input(Structure, "name", "position")
    read = corrected(data=sent)
    assert read.is_valid(), read.errors
    assert read.validated_data == sent | {"position": 0}  # without a row; with one, it is the row's (tests of the API)
    assert corrected().fields["position"].help_text.endswith("Absent : inchangé.")


def test_what_is_shown_is_never_written():
    serializer = shown_of(Structure, "id", "name")
    assert all(field.read_only for field in serializer().fields.values())


@pytest.mark.parametrize(
    ("path", "row", "value"),
    [
        ("name", {"name": "DSI"}, "DSI"),
        ("held_on", {"held_on": None}, None),
        ("ministry.name", {"ministry": None}, ""),
        ("ministry.name", {"ministry": SimpleNamespace(name="Santé")}, "Santé"),
        ("get_kind_display", {"get_kind_display": lambda: "arrêté"}, "arrêté"),
    ],
)
def test_a_column_reads_along_its_path(path, row, value):
    assert Column("Colonne", path).read(SimpleNamespace(**row)) == value


def test_a_list_of_the_api_without_filters_proposes_no_other_words():
    assert VisibleViewSet()._meant(None) == {}


def test_every_word_is_looked_for_in_every_column_without_accents():
    found = CouncilRecord.objects.create(held_on="2024-05-05", kind="decision", title="Réseau", text="des communes")
    CouncilRecord.objects.create(held_on="2024-05-05", kind="decision", title="Réseau", text="des ministères")
    rows = CouncilRecord.objects.all()
    assert list(CouncilFilter(QueryDict("q=COMMUNES reseau"), queryset=rows).qs) == [found]


def test_a_day_in_force_is_a_filter_of_whatever_lives_between_two_days():
    old = StructureFactory(valid_from="2016-01-01", valid_to="2021-01-01")
    StructureFactory(valid_from="2021-01-01")
    rows = Structure.objects.filter(ministry=old.ministry)
    assert list(StructureFilter(QueryDict("in_force_on=2020-05-05"), queryset=rows).qs) == [old]


def test_the_former_names_of_the_days_are_still_read():
    rows = LegalText.objects.all()
    filters = LegalTextFilter(QueryDict("after=2020-01-01&before=2021-01-01"), queryset=rows)
    assert filters.is_valid()
    assert filters.form.cleaned_data["since"].year == 2020
    assert filters.form.cleaned_data["until"].year == 2021
    cursor = LegalTextFilter(QueryDict("after=WyJhIl0"), queryset=rows)
    assert cursor.is_valid()
    assert cursor.form.cleaned_data["since"] is None


def test_cancelling_goes_back_to_the_last_page_above():
    page = form_page("Fermer", "Fermer la structure", [("Accueil", "/"), ("Ministères", "/ministeres/")])
    assert page.cancel_href == "/ministeres/"
    assert list(page.breadcrumb)[-1] == ("Fermer la structure", "")


def test_a_warning_is_told_as_a_warning(rf, monkeypatch):
    told = []
    for level in ("success", "warning"):
        monkeypatch.setattr(
            f"foundation.common.acts.messages.{level}", lambda request, said, level=level: told.append((level, said))
        )
    tell(rf.get("/"), ["Fait.", Warned("Vérifiez."), Warned("")])
    assert told == [("success", "Fait."), ("warning", "Vérifiez.")]
