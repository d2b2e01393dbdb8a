"""Characters that nobody sees: refused at the field, where they can still be effaced, rather than when a letter or a
paper is made.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

# Commands (the nul has Django's own refusal; tab and ends of lines are text), and the signs that turn or isolate the
# direction of reading.
HIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


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


def guard_text_fields() -> None:
    """Have every text field of the forms and of the API refuse them: those of the portal, and those of its
    libraries.
    """
    fields: tuple[Any, ...] = (forms.CharField, serializers.CharField)
    for field in fields:
        field.default_validators = [*field.default_validators, refuse_hidden]
