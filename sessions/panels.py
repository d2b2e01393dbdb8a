"""What sessions tell the commissions and texts below them."""

from commissions.extensions import StatuteUse
from commissions.models import Commission, Statute
from foundation.accounts.models import User
from foundation.common.typography import local_day
from ministries.extensions import Panel
from ministries.models import LegalText, Ministry

from .consultations.models import Consultation
from .core.enums import SessionState
from .core.models import CommissionSession, Decision

SHOWN = 6
ENDED = (SessionState.ARCHIVED, SessionState.CANCELLED, SessionState.POSTPONED, SessionState.NO_QUORUM)


def sessions_panel(commission: Commission, user: User) -> Panel | None:
    """The latest sessions of a commission, among those the reader may see: two queries."""
    rows = CommissionSession.objects.visible_to(user).filter(commission=commission)
    latest = list(rows.order_by("-held_on", "-year", "-number", "pk")[:SHOWN])
    return Panel(
        "Sessions",
        "sessions/commission_panel.html",
        {"sessions": latest},
        position=10,
        count=rows.count(),
        anchor="sessions",
    )


def ministry_sessions(ministry: Ministry, user: User) -> Panel | None:
    """The latest sessions of the commissions of a ministry, among those the reader may see."""
    rows = CommissionSession.objects.visible_to(user).filter(commission__ministry=ministry)
    latest = list(rows.order_by("-held_on", "-year", "-number", "pk")[:SHOWN])
    return (
        Panel(
            "Sessions",
            "sessions/commission_panel.html",
            {"sessions": latest},
            position=20,
            count=rows.count(),
            anchor="sessions",
        )
        if latest
        else None
    )


def decisions_under(text: LegalText, user: User) -> Panel | None:
    """The decisions taken under the rules a text gives: by sessions that follow a version of the rules
    entered from it.
    """
    rows = (
        Decision.objects.visible_to(user)
        .filter(session__statute__legal_text=text)
        .select_related("session", "commission", "item")
    )
    latest = list(rows.order_by("-decided_at", "pk")[:SHOWN])
    return (
        Panel(
            "Décisions prises sous ses règles",
            "sessions/text_panel.html",
            {"decisions": latest},
            position=20,
            count=rows.count(),
        )
        if latest
        else None
    )


def open_sessions(commission: Commission) -> list[str]:
    """Sessions that are not over: preparing, convened, held and not archived."""
    rows = (
        commission.commission_sessions.exclude(state__in=ENDED).exclude(is_reconstituted=True).order_by("held_on", "pk")
    )
    return [f"La {session.label} est à l’état « {session.get_state_display()} »." for session in rows]


def sessions_under(statute: Statute) -> list[StatuteUse]:
    rows = statute.commission_sessions.exclude(state__in=[SessionState.CANCELLED, SessionState.POSTPONED]).order_by(
        "held_on", "pk"
    )
    uses = [StatuteUse(session.label, session.held_on, session.state != SessionState.PREPARING) for session in rows]
    asked = Consultation.objects.filter(statute=statute).order_by(
        "opened_at", "pk"
    )  # it has its act from the day it is opened
    return uses + [
        StatuteUse(row.reference, local_day(row.opened_at) if row.opened_at else None, True) for row in asked
    ]
