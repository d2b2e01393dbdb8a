"""How long each member sat: from the same events as the procès-verbal, to the minute that it prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sessions.core.enums import PresenceKind, SessionAction
from sessions.core.models import CommissionSession, PresenceEvent
from sessions.core.queries.roll import seats_of

from .presence import SITTING, events_of, read_presence

LEAVING = (PresenceKind.LEFT, PresenceKind.PROXY, PresenceKind.EXCUSED, PresenceKind.ON_LEAVE)


@dataclass(frozen=True)
class MemberHours:
    """Somebody who sat at a seat. `minutes` is None when an hour is not known."""

    seat_id: UUID
    name: str
    label: str
    replaces: str  # the titular, when a substitute sat
    arrived_at: datetime | None
    left_at: datetime | None
    minutes: int | None


def to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def suspensions_of(session: CommissionSession, *, until: datetime | None) -> list[tuple[datetime, datetime]]:
    """When the session was suspended (1 query)."""
    spans: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for step in session.steps.filter(action__in=[SessionAction.SUSPEND, SessionAction.RESUME]).order_by("at", "pk"):
        if step.action == SessionAction.SUSPEND:
            since = step.at
        elif since is not None:
            spans.append((since, step.at))
            since = None
    if since is not None and until is not None:
        spans.append((since, until))
    return spans


def hours_of(session: CommissionSession) -> list[MemberHours]:
    """Who sat and how long, between the opening and the end, without the suspensions; in protocol order (6 queries)."""
    seats, events = seats_of(session), events_of(session)
    opened, ended = session.opened_at, session.lifted_at
    suspended = suspensions_of(session, until=ended)
    lines = []
    for line in read_presence(seats, events):
        for name, spans in _sittings([event for event in events if event.seat_id == line.seat_id]):
            first, last = spans[0][0], spans[-1][1]
            is_known = opened is not None and ended is not None and all(start is not None for start, _ in spans)
            minutes = None
            if is_known and opened is not None and ended is not None:
                minutes = sum(
                    _minutes(max(start, opened), min(end or ended, ended), suspended)
                    for start, end in spans
                    if start is not None
                )
            lines.append(
                MemberHours(
                    line.seat_id,
                    name,
                    line.label,
                    line.holder_name if name != line.holder_name else "",
                    first,
                    last or (ended if is_known else None),
                    minutes,
                )
            )
    return lines


def _sittings(events: Sequence[PresenceEvent]) -> list[tuple[str, list[tuple[datetime | None, datetime | None]]]]:
    """Each person who sat at the seat, with the spans during which he did; an open span lasts to the end."""
    people: dict[str, list[tuple[datetime | None, datetime | None]]] = {}
    current: tuple[str, datetime | None] | None = None
    for event in events:
        if event.kind in SITTING or event.kind in LEAVING:
            if current is not None:
                people.setdefault(current[0], []).append((current[1], event.at))
            current = (event.person_name, event.at) if event.kind in SITTING else None
    if current is not None:
        people.setdefault(current[0], []).append((current[1], None))
    return list(people.items())


def _minutes(start: datetime, end: datetime, suspended: Sequence[tuple[datetime, datetime]]) -> int:
    start, end = to_the_minute(start), to_the_minute(end)
    if end <= start:
        return 0
    total = (end - start).total_seconds()
    for since, until in suspended:
        since, until = max(to_the_minute(since), start), min(to_the_minute(until), end)
        total -= max(0.0, (until - since).total_seconds())
    return int(total // 60)
