"""« Ce qui vous attend »: the sum of the duties of every app, the most pressing first."""

from dataclasses import dataclass
from datetime import date

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.duties import Duty, Place, duties, places
from ministries.models import Ministry
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession
from sessions.core.queries.notice import notice_of


@dataclass(frozen=True)
class LegalStep:
    label: str
    on: date | None
    is_done: bool
    is_late: bool
    left: str = ""  # « dans 9 jours »


@dataclass(frozen=True)
class NextSession:
    session: CommissionSession
    days: int
    steps: tuple[LegalStep, ...]


def duties_of(user: User, today: date | None = None) -> list[Duty]:
    """Return what awaits this user; a fixed number of queries, whatever the number of rows."""
    day = today or clock.today()
    return sorted((duty for each in duties for duty in each(user, day)), key=lambda duty: duty.rank)


def places_of(user: User) -> list[Place]:
    """What each role comes to the portal for, so that nobody's home is empty."""
    return [place for each in places for place in each(user)]


def next_session_of(user: User, today: date | None = None) -> NextSession | None:
    """Return the nearest session to come among one's commissions, with the countdown of its legal steps."""
    day = today or clock.today()
    session = (
        CommissionSession.objects.visible_to(user)
        .filter(
            commission_id__in=user.access.commissions(),
            state__in=[SessionState.PREPARING, SessionState.CONVENED],
            held_on__gte=day,
        )
        .select_related("commission", "statute")
        .order_by("held_on", "pk")
        .first()
    )
    if session is None or session.held_on is None:
        return None
    last_day = notice_of(session.statute, sent_on=day, held_on=session.held_on).last_day
    convened = session.state != SessionState.PREPARING
    steps = (
        LegalStep(
            "Convoquer au plus tard",
            last_day,
            convened,
            not convened and last_day is not None and last_day < day,
            "" if convened else Duty("", "", "", last_day, is_late=True).told(day),
        ),
        LegalStep("Tenir la session", session.held_on, False, False),
    )
    return NextSession(session, (session.held_on - day).days, steps)


def ministries_of(user: User) -> list[Ministry]:
    """The ministries one belongs to, for the links of the home page."""
    return list(Ministry.objects.filter(scope_id__in=user.access.scopes()).alphabetical()[:5])
