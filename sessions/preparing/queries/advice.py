"""The recommendations that a national body addresses to a ministry, on the agenda of its commission."""

from typing import Any

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.lists import Button
from foundation.common.typography import long_date, short_date
from ministries.extensions import Panel
from recommendations.models import Recommendation
from sessions.core.enums import Outcome
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession

from ..rules import can_table_advice

NOT_HELD = (State.CANCELLED, State.NO_QUORUM)
EDITABLE = (State.PREPARING, State.POSTPONED, State.CONVENED)
SHOWN = 8


def examining(**of: Any) -> Any:
    """The items that examine them, or did: neither withdrawn nor put off, of a session that is not lost."""
    rows = AgendaItem.objects.filter(**of, withdrawn_at=None, postponed_to=None)
    return rows.exclude(session__state__in=NOT_HELD).exclude(outcome=Outcome.ADJOURNED)


def unexamined(rows: Any) -> Any:
    """Those that no agenda has examined."""
    return rows.exclude(pk__in=examining(recommendation__isnull=False).values("recommendation_id"))


def advice_waiting(session: CommissionSession) -> tuple[str, list[Recommendation]]:
    """Beside an agenda in preparation: those received and open that no agenda has examined, the soonest due first."""
    rows = unexamined(Recommendation.objects.received_by(session.commission).open())
    found = rows.select_related("commission").defer("search").order_by("due_on", "issued_on", "pk")
    return "waiting_advice", list(found[:SHOWN])


def advice_told(row: Recommendation) -> str:
    """What the item says of it: who asks, of whom, for when."""
    due = f", pour le {long_date(row.due_on, weekday=False)}" if row.due_on else ""
    asked = f"{row.commission.name} la recommande à : {row.addressee_label}{due}." if row.addressee_label else ""
    return "\n\n".join(filter(None, [row.text, asked, row.origin_label]))


def sessions_for(user: User, recommendation: Recommendation) -> Any:
    """The sessions in preparation of the addressee's commission that this user keeps."""
    rows = CommissionSession.objects.filter(commission_id__in=user.access.commissions(Role.SECRETARY))
    rows = rows.filter(scope=recommendation.addressee_scope, state__in=EDITABLE)
    return rows.exclude(commission__ministry=None).order_by("held_on", "pk")


def advice_buttons(recommendation: Recommendation, user: User) -> list[Button]:
    """On the page of a recommendation received: to put it on an agenda, while no agenda has it."""
    if not recommendation.is_open or not can_table_advice(user, recommendation):
        return []
    if examining(recommendation=recommendation).exists() or not sessions_for(user, recommendation).exists():
        return []
    return [Button("Inscrire à l’ordre du jour", reverse("sessions:table_advice", args=[recommendation.pk]), "primary")]


def agenda_panel(recommendation: Recommendation, user: User) -> Panel | None:
    """On the page of a recommendation: the items that examine it, among those that the reader may see (1 query)."""
    rows = AgendaItem.objects.visible_to(user).filter(recommendation=recommendation)
    found = [
        {
            "title": f"{item.session.commission.code}, {item.session.label}",
            "href": f"{reverse('sessions:detail', args=[item.session_id])}#point-{item.pk}",
            "day": short_date(item.session.held_on) if item.session.held_on else "date non renseignée",
            "note": "retiré" if item.withdrawn_at else item.get_outcome_display() or "à examiner",
        }
        for item in rows.select_related("session__commission").order_by("-session__held_on", "pk")
    ]
    if not found:
        return None
    return Panel(
        title="À l’ordre du jour",
        template="sessions/advice_panel.html",
        context={"items": found},
        position=15,
        count=len(found),
        anchor="ordre-du-jour",
    )
