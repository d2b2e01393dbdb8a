"""The presence statement for the accountant: who sat and how long, with the hours of the procès-verbal."""

from dataclasses import dataclass
from datetime import date

from commissions.models import Seat
from foundation.common.typography import UNKNOWN, capitalize_first, hour, long_date
from sessions.core.models import CommissionSession
from sessions.core.reports.wording import at_hour, commission_in_words, session_of
from sessions.meeting.queries.hours import MemberHours, hours_of
from sessions.meeting.queries.presence import events_of, seats_of

from .pv import Letterhead, letterhead
from .signatures import SignatureLine, person_at, secretary_of

SCHEMA = "cmsic/etat-de-presence/1"


@dataclass(frozen=True)
class StatementLine:
    rank: int
    name: str
    function: str
    note: str  # « suppléant de … »
    arrived: str
    left: str
    duration: str  # « 2 h 15 »; empty when an hour is not known
    minutes: int | None


@dataclass(frozen=True)
class PresenceStatement:
    schema: str
    session_id: str
    session_reference: str
    held_on: date | None
    is_fictitious: bool
    letterhead: Letterhead
    title: str
    when: str
    where: str
    opened: str
    lifted: str
    lines: tuple[StatementLine, ...]
    total: str
    total_minutes: int
    secretary: SignatureLine  # who certifies it


def build_presence_statement(session: CommissionSession) -> PresenceStatement:
    """Who sat, in protocol order (8 queries)."""
    heading = letterhead(session)
    body = commission_in_words(session.commission, heading.acronym, heading.ministry)
    rows = hours_of(session)
    seats = seats_of(session)
    by_id = {seat.pk: seat for seat in seats}
    total = sum(row.minutes or 0 for row in rows)
    return PresenceStatement(
        schema=SCHEMA,
        session_id=str(session.pk),
        session_reference=session.reference,
        held_on=session.held_on,
        is_fictitious=session.is_fictitious,
        letterhead=heading,
        title=f"État de présence {session_of(session, body)}",
        when=f"{capitalize_first(long_date(session.held_on))}, à {hour(session.opened_at or session.starts_at)}"
        if session.held_on
        else UNKNOWN,
        where=session.place or UNKNOWN,
        opened=at_hour(session.opened_at),
        lifted=at_hour(session.lifted_at),
        lines=tuple(_line(rank, row, by_id.get(row.seat_id)) for rank, row in enumerate(rows, start=1)),
        total=duration(total),
        total_minutes=total,
        secretary=secretary_of(seats, events_of(session)),
    )


def _line(rank: int, row: MemberHours, seat: Seat | None) -> StatementLine:
    return StatementLine(
        rank=rank,
        name=row.name,
        function=capitalize_first(
            seat.quality_of(person_at(seat, row.replaces or row.name)) if seat is not None else row.label
        ),
        note=f"pour {row.replaces}" if row.replaces else "",
        arrived=at_hour(row.arrived_at),
        left=at_hour(row.left_at),
        duration=duration(row.minutes) if row.minutes is not None else "",
        minutes=row.minutes,
    )


def duration(minutes: int) -> str:
    """« 2 h 15 », « 0 h 40 »"""
    return f"{minutes // 60} h {minutes % 60:02d}"
