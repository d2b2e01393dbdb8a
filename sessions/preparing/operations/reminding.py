"""Reminders that leave by themselves, on the days that a commission chose before its sessions."""

from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.journal.record import record
from sessions.core.models import Convocation
from sessions.core.operations.stepping import lock_session

from ..enums import LetterPurpose
from ..queries.reminders import is_reminder_day, sessions_to_remind, silent_on
from .sending import ask_for_letters, note_reminders


def send_due_reminders() -> int:
    """Remind the silent members of the sessions whose day has come; return how many letters are asked for.

    Run twice, the second does nothing.
    """
    return sum(remind_by_itself(session_id) for session_id in sessions_to_remind(clock.today()))


@transaction.atomic
def remind_by_itself(session_id: UUID) -> int:
    """Write to the members of one session who were convened, did not answer, and were written to by nobody today."""
    session = lock_session(session_id)
    today = clock.today()
    if not is_reminder_day(session, today):
        return 0
    rows = list(
        Convocation.objects.filter(session=session)
        .filter(silent_on(today))
        .exclude(reminders__day=today)
        .select_related("person", "seat", "letter")
        .order_by("number", "pk")
    )
    for row in rows:
        row.session = session
    if not rows:
        return 0
    note_reminders(rows, today, is_automatic=True)
    count = ask_for_letters(rows, LetterPurpose.REMIND, by=None)
    assert session.held_on is not None
    record(
        "remind",
        session,
        by=None,
        after={"letters": count, "automatic": True, "days_before": (session.held_on - today).days},
    )
    return count
