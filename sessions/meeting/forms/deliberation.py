"""What is typed beside the live page: the register of decisions, the items adopted together, the
explanations of vote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from foundation.common.facts import fact, form_of, offer
from sessions.core.enums import Relation

from ..operations.consent import OUTCOMES


@dataclass(frozen=True)
class Effect:
    """What a decision does to an earlier one."""

    kind: Relation = fact("effet")


@dataclass(frozen=True)
class Proof:
    """By what a reserve is lifted."""

    proof: str = fact(
        "preuve", lines=2, help_text="La pièce, sa référence, sa date : « récépissé APDP n° 12 du 3 mars 2026 »."
    )


RelationForm, ProofForm = form_of(Effect), form_of(Proof)


class BlockForm(forms.Form):
    outcome = forms.ChoiceField(label="Conclusion", choices=[(outcome.value, outcome.label) for outcome in OUTCOMES])


class SeatForm(forms.Form):
    """A form in the name of one seat, among those that one may speak for."""

    seat: forms.ChoiceField
    unsaid = ""  # what the empty choice says

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        is_sole = self.fields["seat"].required and len(seats) == 1
        offer(self, "seat", seats if is_sole else [("", self.unsaid), *seats])


class ObjectionForm(SeatForm):
    """Empty: the secretary takes the item out himself."""

    seat = forms.ChoiceField(label="À la demande de", required=False)
    objection = forms.CharField(label="Motif", required=False, max_length=1000, help_text="Facultatif.")
    unsaid = "le secrétaire"


class ExplanationForm(SeatForm):
    seat = forms.ChoiceField(label="Membre", error_messages={"required": "Choisissez le membre qui explique son vote."})
    text = forms.CharField(
        label="Explication de vote",
        required=False,
        max_length=10_000,
        help_text="Imprimée au procès-verbal telle quelle.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    unsaid = "choisir"
