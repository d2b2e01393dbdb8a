"""Characters that nobody sees: refused at the field, where they can still be effaced, rather than when a letter or a
paper is made.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

from .pasted import as_typed

# Commands (the nul has Django's own refusal; tab and ends of lines are text), and the signs that turn or isolate the
# direction of reading.
HIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# What the API takes on one line, as the forms do.
ONE_LINE = frozenset(
    {
        "acronym",
        "act_reference",
        "article",
        "code",
        "full_name",
        "function",
        "issuer",
        "label",
        "meeting_place",
        "name",
        "phone",
        "place",
        "quality",
        "reference",
        "room",
        "theme",
        "title",
    }
)


def refuse_hidden(value: object) -> None:
    """Raise ValidationError with the place of the first such character, told by the words before it."""
    text = str(value)
    if not (found := HIDDEN.search(text)):
        return
    before = HIDDEN.sub("", text[: found.start()]).split("\n")[-1][-30:].strip()
    place = f"après « {before} »" if before else "au début d’une ligne"
    raise ValidationError(
        f"Ce texte contient un caractère invisible (U+{ord(found[0]):04X}), {place}. Il fausserait la lecture : effacez"
        " ce passage et retapez-le au clavier.",
        code="hidden_character",
    )


def refuse_line_ends(value: object) -> None:
    if re.search(r"[\r\n\u2028\u2029\x85]", str(value).strip()):
        raise ValidationError(
            "Ce texte tient sur une seule ligne : remplacez le retour à la ligne par une espace.", code="line_end"
        )


def _form_field_has_one_line(field: forms.CharField) -> bool:
    return isinstance(field.widget, forms.TextInput)


def _payload_field_has_one_line(field: serializers.CharField) -> bool:
    """The API has no widget: what the forms ask on one line is known by its name and its size."""
    return field.field_name in ONE_LINE and (field.max_length or 0) <= 500


def _with_one_line(run: Any, has_one_line: Any) -> Any:
    def run_validators(field: Any, value: Any) -> None:
        if isinstance(value, str) and has_one_line(field):
            refuse_line_ends(value)
        run(field, value)

    return run_validators


def _as_typed(read: Any, is_text: Any) -> Any:
    def to_value(field: Any, value: Any) -> Any:
        found = read(field, value)
        return as_typed(found) if isinstance(found, str) and is_text(field) else found

    return to_value


def guard_text_fields() -> None:
    """Have every text field of the forms and of the API refuse them, and bring what is pasted to what is typed: the
    portal's and its libraries'. A password stays as it is.
    """
    fields: tuple[tuple[Any, Any], ...] = (
        (forms.CharField, _form_field_has_one_line),
        (serializers.CharField, _payload_field_has_one_line),
    )
    for field, has_one_line in fields:
        field.default_validators = [*field.default_validators, refuse_hidden]
        field.run_validators = _with_one_line(field.run_validators, has_one_line)
    forms.CharField.to_python = _as_typed(  # type: ignore[method-assign]
        forms.CharField.to_python, lambda field: not isinstance(field.widget, forms.PasswordInput)
    )
    serializers.CharField.to_internal_value = _as_typed(  # type: ignore[method-assign]
        serializers.CharField.to_internal_value, lambda field: True
    )
