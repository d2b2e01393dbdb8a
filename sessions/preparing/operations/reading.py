"""Keep what a reader has seen of a session, so that his next visit shows what changed."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from sessions.core.models import CommissionSession

from ..models import SessionReading
from ..queries.reading import News, news_for, reading_of, shown_in
from ..queries.sheet import Agenda, agenda_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

VISIT = timedelta(minutes=30)  # pages opened closer than that are one visit: its marks stay while one reads
STEP = timedelta(minutes=1)


def open_page(session: CommissionSession, agenda: Agenda, user: "User") -> News:
    """Return what changed since the visit before this one, and keep what is shown now. One read, and one write a minute
    at most.

    No line in the journal: what somebody reads is not an act.
    """
    now, shown, reading = clock.now(), shown_in(agenda), reading_of(session, user)
    if reading is None:
        # Two tabs opened at once: the first keeps it.
        SessionReading.objects.bulk_create(
            [SessionReading(session=session, user=user, read_at=now, opened_at=now, seen=shown, latest=shown)],
            ignore_conflicts=True,
        )
        return News()
    if now - reading.opened_at > VISIT:
        reading.seen, reading.read_at = reading.latest, reading.opened_at
    if now - reading.opened_at > STEP or reading.latest != shown:
        SessionReading.objects.filter(pk=reading.pk).update(
            seen=reading.seen, read_at=reading.read_at, latest=shown, opened_at=now
        )
    return news_for(reading, agenda)


@transaction.atomic
def mark_read(session_id: UUID, *, by: "User") -> SessionReading:
    """Take everything that this reader may see now as read."""
    session = CommissionSession.objects.get(pk=session_id)
    now, shown = clock.now(), shown_in(agenda_of(session, by))
    reading, _ = SessionReading.objects.update_or_create(
        session=session, user=by, defaults={"read_at": now, "opened_at": now, "seen": shown, "latest": shown}
    )
    return reading
