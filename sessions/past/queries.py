"""What the page of a session held on paper tells besides its agenda."""

from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.typography import capitalize_first, long_date
from recommendations.models import Recommendation
from sessions.core.models import CommissionSession
from sessions.core.rules import can_read_presence

from .rules import can_correct_past


def past_told(user: User, session: CommissionSession) -> tuple[str, dict[str, Any] | None]:
    """Who a source says came, and what it says was recommended; nothing for a session held in the portal (no query)."""
    if not session.is_reconstituted:
        return "past", None
    sees_presence = can_read_presence(user, session)
    return "past", {
        "sees_presence": sees_presence,
        "presence": _presence(session) if sees_presence else [],
        "recommendations": [
            {
                "text": row.text,
                "href": reverse("recommendations:detail", args=[row.pk]),
                "note": ", ".join(part for part in (row.addressee_label, _due(row), row.get_state_display()) if part),
            }
            for row in Recommendation.objects.visible_to(user)
            .filter(origin__session=session)
            .order_by("origin__item__position", "number", "pk")
        ],
        "correct_href": reverse("sessions:correct_past", args=[session.pk]) if can_correct_past(user, session) else "",
    }


def _presence(session: CommissionSession) -> list[dict[str, str]]:
    rows = session.presence_events.filter(cancelled_at=None).select_related("seat").order_by("seat__position", "pk")
    return [
        {
            "name": row.person_name or "nom non renseigné",
            "function": capitalize_first(row.seat.label),
            "note": row.get_kind_display(),
        }
        for row in rows
    ]


def _due(row: Recommendation) -> str:
    return f"pour le {long_date(row.due_on, weekday=False)}" if row.due_on else ""
