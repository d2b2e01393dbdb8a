"""The fields of filters are made once for the process: no form changes another."""

from django.http import QueryDict

from ministries.enums import LegalTextKind
from ministries.filters import LegalTextFilter
from ministries.models import LegalText

KINDS = [("", "toutes les natures"), *LegalTextKind.choices]


def found(query="", **changed):
    found = LegalTextFilter(QueryDict(query), LegalText.objects.all())
    for name, choices in changed.items():
        found.filters[name].extra["choices"] = choices
    return found


def test_what_one_form_changes_stays_its_own():
    first = found().form
    first.fields["kind"].choices = [("2", "autre")]
    first.fields["kind"].widget.attrs["data-x"] = "y"
    first.fields["q"].label = "Autre"
    second = found().form
    assert list(first.fields["kind"].choices) == [KINDS[0], ("2", "autre")]
    assert list(second.fields["kind"].choices) == list(second.fields["kind"].widget.choices) == KINDS
    assert "data-x" not in second.fields["kind"].widget.attrs
    assert second.fields["q"].label == "Mots ou référence"


def test_a_filter_changed_for_one_request_is_as_declared_for_the_next():
    assert list(found(kind=[("3", "l’un")]).form.fields["kind"].choices) == [KINDS[0], ("3", "l’un")]
    assert list(found().form.fields["kind"].choices) == KINDS


def test_a_value_that_is_no_choice_finds_nothing():
    asked = found("kind=8")
    assert asked.errors.keys() == {"kind"}
    assert asked.qs.query.is_empty()
