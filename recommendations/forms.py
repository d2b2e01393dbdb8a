from typing import Any

from django import forms

from commissions.models import Seat
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import FactsForm, form_of, offer
from ministries.models import Structure

from .models import Recommendation, RecommendationReport
from .operations.following import NewDate

ISSUED = (
    "commission",
    "text",
    "seat",
    "structure",
    "ministry",
    "commune",
    "is_for_asin",
    "addressee_label",
    "due_on",
    "priority",
    "theme",
    "project",
    "origin_label",
)
REPORTED = ("text", "proof_link")
ADDRESSEES = ("seat", "structure", "ministry", "commune", "is_for_asin")


NewDateForm = form_of(NewDate)


class ReportForm(FactsForm):
    conditional = ("proof_file", "proof_link")  # one of both
    proof_file = forms.FileField(
        label="Pièce", required=False, help_text="Une pièce, ou l’adresse où la preuve se lit : l’une des deux."
    )

    class Meta:
        model = RecommendationReport
        fields = REPORTED


class IssueForm(FactsForm):
    """A recommendation issued outside a session: by letter, at a conference, by the secretariat."""

    class Meta:
        model = Recommendation
        fields = ISSUED

    def __init__(self, *args: Any, commissions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows, today = list(commissions), clock.today()
        scopes = [row.scope_id for row in rows]
        offer(self, "commission", commissions, empty=None).label = "Au nom de"
        offer(self, "seat", Seat.objects.in_force(today).filter(commission__in=rows).in_protocol_order())
        structures = Structure.objects.in_force(today).filter(scope__in=scopes)
        offer(self, "structure", structures.order_by("position", SortKey("name"), "pk"))
        offer(self, "ministry", lambda found: found.in_force(today).alphabetical())
        offer(self, "commune", lambda found: found.order_by(SortKey("name"), "pk"))
        offer(self, "project", lambda found: found.filter(scope__in=scopes).order_by("title", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        commission, seat = cleaned.get("commission"), cleaned.get("seat")
        if commission is not None and seat is not None and seat.commission_id != commission.pk:
            self.add_error("seat", "Ce siège est celui d’une autre commission.")
        named = [name for name in ADDRESSEES if cleaned.get(name)]
        for name in named[1:]:
            self.add_error(
                name,
                "Une recommandation a un seul destinataire : gardez le siège, la structure, le ministère, la commune ou"
                " l’ASIN.",
            )
        return cleaned
