"""Which two versions of an agenda to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.common.facts import offer
from sessions.core.models import AgendaRelease


class ComparisonForm(forms.Form):
    de = forms.TypedChoiceField(label="De la version", coerce=int)
    a = forms.TypedChoiceField(label="À la version", coerce=int)

    def __init__(self, *args: Any, releases: Sequence[AgendaRelease], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.number, row.letter) for row in releases]
        for name in self.fields:
            offer(self, name, choices)
