"""Which members wait to be reminded, and when: the days that the commission chose. Nothing here writes."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q

from foundation.common.typography import local_day, long_date, plural
from foundation.notifications.enums import MailState
from sessions.core.enums import Answer
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, Reminder


def is_reminder_day(session: CommissionSession, today: date) -> bool:
    """The commission chose this day before this session; never for a rehearsal, nor once the commission is dissolved.

    Needs `commission`.
    """
    commission = session.commission
    if (
        session.state != State.CONVENED
        or session.held_on is None
        or session.held_on <= today
        or commission.is_rehearsal
        or commission.closed_on is not None
    ):
        return False
    return (session.held_on - today).days in commission.reminder_days


def reminder_opens_on(session: CommissionSession) -> date | None:
    """The first day on which silent members are reminded by hand: so many days after the convocation, or on the eve of
    the session when that comes first; None when nobody was convened.

    Needs `commission`.
    """
    if session.convened_at is None:
        return None
    convened = local_day(session.convened_at)
    day = convened + timedelta(days=session.commission.days_to_answer)
    return max(convened, min(day, session.held_on - timedelta(days=1))) if session.held_on is not None else day


def sessions_to_remind(today: date) -> list[UUID]:
    """The sessions whose silent members are written to today, the soonest first (1 query)."""
    rows = CommissionSession.objects.filter(state=State.CONVENED, held_on__gt=today).exclude(
        commission__reminder_days=[]
    )
    return [
        row.pk for row in rows.select_related("commission").order_by("held_on", "pk") if is_reminder_day(row, today)
    ]


def silent_on(today: date) -> Q:
    """The convocations without an answer whose letter left before today, to an address that may still be good."""
    dead = Q(mail__state=MailState.FAILED, mail__to_email=F("person__email"))
    return Q(answer=Answer.NONE, sent_at__isnull=False) & ~Q(sent_at__date__gte=today) & ~Q(person__email="") & ~dead


@dataclass(frozen=True)
class ReminderPlan:
    """What the page of the convocations says of reminders."""

    is_set: bool  # the commission chose days
    coming: tuple[date, ...]
    given: dict[UUID, tuple[Reminder, ...]]  # convocation → its reminders, oldest first
    opens_on: date | None = None  # the day from which silent members are reminded by hand; None once it has come

    @property
    def sentence(self) -> str:
        """« Rappel automatique prévu le 12 mars et le 17 mars, aux membres qui n’auront pas répondu. »"""
        if not self.coming:
            return ""
        days = " et ".join(f"le {long_date(day, weekday=False)}" for day in self.coming)
        return (
            f"{'Rappel automatique prévu' if len(self.coming) == 1 else 'Rappels automatiques prévus'} {days}, aux"
            " membres qui n’auront pas répondu."
        )

    @property
    def done(self) -> list[str]:
        """« Rappelés le 5 mars par le portail : 4 membres. »"""
        counts: dict[date, int] = {}
        for rows in self.given.values():
            for row in rows:
                if row.is_automatic:
                    counts[row.day] = counts.get(row.day, 0) + 1
        return [
            f"Rappel automatique du {long_date(day, weekday=False)} :"
            f" {plural(counts[day], 'membre rappelé', 'membres rappelés')}."
            for day in sorted(counts)
        ]


def reminder_plan(session: CommissionSession, today: date) -> ReminderPlan:
    """The days to come and the reminders given (1 query). A day is to come until its reminders are given."""
    given: dict[UUID, tuple[Reminder, ...]] = {}
    for row in Reminder.objects.filter(convocation__session=session).order_by("day", "pk"):
        given[row.convocation_id] = (*given.get(row.convocation_id, ()), row)
    given_today = any(row.day == today and row.is_automatic for rows in given.values() for row in rows)
    coming: list[date] = []
    if session.held_on is not None:
        for before in session.commission.reminder_days:
            day = session.held_on - timedelta(days=before)
            if is_reminder_day(session, day) and (day > today or (day == today and not given_today)):
                coming.append(day)
    opens = reminder_opens_on(session)
    waits = opens if opens is not None and opens > today else None
    return ReminderPlan(bool(session.commission.reminder_days), tuple(sorted(coming)), given, waits)
