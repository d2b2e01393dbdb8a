"""What is typed beside the live page: the register of decisions, the items adopted together, the
explanations of vote.
"""

from collections.abc import Sequence
from typing import Any

from django import forms

from sessions.core.enums import Relation

from ..operations.consent import OUTCOMES


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label="Effet", choices=Relation.choices)


class ProofForm(forms.Form):
    proof = forms.CharField(
        label="Preuve",
        max_length=5000,
        help_text="La pièce, sa référence, sa date : « récépissé APDP n° 12 du 3 mars 2026 ».",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BlockForm(forms.Form):
    outcome = forms.ChoiceField(label="Conclusion", choices=[(outcome.value, outcome.label) for outcome in OUTCOMES])


class ObjectionForm(forms.Form):
    """Empty: the secretary takes the item out himself."""

    seat = forms.ChoiceField(label="À la demande de", required=False)
    objection = forms.CharField(label="Motif", required=False, max_length=1000, help_text="Facultatif.")

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seat"].choices = [("", "le secrétaire"), *seats]  # type: ignore[attr-defined]


class ExplanationForm(forms.Form):
    seat = forms.ChoiceField(label="Membre", error_messages={"required": "Choisissez le membre qui explique son vote."})
    text = forms.CharField(
        label="Explication de vote",
        required=False,
        max_length=10_000,
        help_text="Imprimée au procès-verbal telle quelle.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seat"].choices = seats if len(seats) == 1 else [("", "choisir"), *seats]  # type: ignore[attr-defined]
