"""Any Django field drawn the same way, with its label, hint and error tied to the control."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template
from lxml import html as lxml_html

from foundation.ui.fields import field_parts, form_errors


def render(source: str, **context: object) -> lxml_html.HtmlElement:
    text = get_template("ui/page.html", using="jinja2").backend.env.from_string(source).render(**context)
    return lxml_html.fragment_fromstring(text, create_parent="div")


class Form(forms.Form):
    name = forms.CharField(label="Nom", max_length=50, help_text="Tel qu’à l’arrêté.")
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 9}), required=False)
    held_on = forms.DateField(label="Date")
    at = forms.TimeField()
    due = forms.DateTimeField()
    kind = forms.ChoiceField(choices=[("a", "A"), ("Groupe", [("b", "B")])])
    outcome = forms.ChoiceField(
        label="Avis", widget=forms.RadioSelect, choices=[("f", "Favorable"), ("d", "Défavorable")]
    )
    flags = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("x", "X"), ("y", "Y")], required=False
    )
    agree = forms.BooleanField(label="D’accord")
    file = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    base = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.IntegerField(min_value=1, max_value=9)


KINDS = {
    "name": "text",
    "text": "textarea",
    "held_on": "date",
    "at": "time",
    "due": "datetime-local",
    "kind": "select",
    "outcome": "radios",
    "flags": "checkboxes",
    "agree": "checkbox",
    "file": "file",
    "secret": "password",
    "base": "hidden",
    "amount": "number",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_field_has_its_control(name, kind):
    assert field_parts(Form()[name]).kind == kind


def test_dates_are_written_for_the_native_control():
    moment = datetime(2026, 9, 18, 14, 5, tzinfo=ZoneInfo("UTC"))
    form = Form(initial={"held_on": date(2026, 9, 18), "at": time(15, 0), "due": moment})
    assert [field_parts(form[name]).value for name in ("held_on", "at", "due")] == [
        "2026-09-18",
        "15:00",
        "2026-09-18T15:05",
    ]


def test_a_date_typed_by_hand_comes_back_as_typed():
    parts = field_parts(Form({"held_on": "31/02/2026"})["held_on"])
    assert (parts.kind, parts.value) == ("text", "31/02/2026")


def test_a_date_of_the_native_control_is_understood():
    form = Form({"held_on": "2026-09-18", "due": "2026-09-18T15:00"})
    form.is_valid()
    assert "held_on" not in form.errors
    assert "due" not in form.errors


def test_the_error_and_the_hint_are_tied_to_the_control():
    tree = render("{{ ui.field(form.name) }}", form=Form({"name": ""}))
    control = tree.find(".//input")
    assert control.get("aria-invalid") == "true"
    described = [tree.get_element_by_id(name).text_content() for name in control.get("aria-describedby").split()]
    assert described[0] == "Tel qu’à l’arrêté."
    assert "Ce champ est obligatoire." in described[1]
    assert tree.find(".//label").get("for") == control.get("id")


def test_limits_of_a_file_are_tied_to_its_control_too():
    tree = render('{{ ui.field(form.file, limits="PDF, 25 Mo au plus.") }}', form=Form())
    control = tree.find(".//input")
    assert [tree.get_element_by_id(name).text for name in control.get("aria-describedby").split()] == [
        "PDF, 25 Mo au plus."
    ]
    assert control.get("data-cmsic-max-bytes") == str(25 * 1024 * 1024)


def test_choices_keep_their_groups_and_what_is_chosen():
    tree = render("{{ ui.field(form.kind) }}", form=Form(initial={"kind": "b"}))
    assert [option.text for option in tree.findall(".//optgroup[@label='Groupe']/option[@selected]")] == ["B"]
    tree = render("{{ ui.field(form.outcome) }}", form=Form({"outcome": "d"}))
    assert [item.get("value") for item in tree.xpath("//input[@type='radio'][@checked]")] == ["d"]
    assert tree.find(".//legend").text.strip() == "Avis"


def test_what_was_typed_is_escaped():
    tree = render(
        "{{ ui.field(form.name) }}{{ ui.field(form.text) }}",
        form=Form({"name": '"><script>', "text": "</textarea><b>"}),
    )
    assert tree.xpath("//script|//b") == []
    assert tree.find(".//input").get("value") == '"><script>'
    assert tree.find(".//textarea").text.strip() == "</textarea><b>"


def test_a_password_is_never_written_back():
    assert field_parts(Form({"secret": "azerty"})["secret"]).value == ""


def test_the_first_line_of_a_text_is_not_lost():
    # HTML drops one line end after <textarea>: the macro writes its own.
    source = (
        get_template("ui/page.html", using="jinja2")
        .backend.env.from_string("{{ ui.field(form.text) }}")
        .render(form=Form({"text": "\nun"}))
    )
    assert ">\n\nun</textarea>" in source


def test_every_error_is_listed_with_its_anchor():
    class Crossed(forms.Form):
        start = forms.DateField(label="Début")

        def clean(self):
            raise forms.ValidationError("La fin précède le début.")

    form = Crossed({"start": ""})
    assert form_errors(form) == [
        ("", "La fin précède le début.", ""),
        ("Début", "Ce champ est obligatoire.", "id_start"),
    ]


def test_a_form_that_posts_has_its_token_and_a_fresh_key():
    source = "{{ ui.form_open(csrf_input, action='/x/', version=3) }}{{ ui.form_close('Enregistrer') }}"
    keys = set()
    for _ in range(2):
        tree = render(source, csrf_input="JETON")
        assert "JETON" in tree.text_content()
        values = {item.get("name"): item.get("value") for item in tree.xpath("//input[@type='hidden']")}
        assert values["version"] == "3"
        keys.add(values["idempotency_key"])
    assert len(keys) == 2


def test_a_form_that_posts_without_token_is_refused_at_once():
    with pytest.raises(ValueError, match="csrf_input"):
        render("{{ ui.form_open(action='/x/') }}")


def test_a_form_of_filters_has_neither():
    tree = render("{{ ui.form_open(method='get') }}{{ ui.form_close() }}")
    assert tree.xpath("//input") == []


def test_the_name_of_a_stored_file_is_shown():
    class Stored:
        url = "/f/1"

        def __str__(self) -> str:
            return "arrete.pdf"

    assert field_parts(Form(initial={"file": Stored()})["file"]).current == "arrete.pdf"
    assert field_parts(Form({}, {"file": SimpleUploadedFile("a.pdf", b"x")})["file"]).current == ""
