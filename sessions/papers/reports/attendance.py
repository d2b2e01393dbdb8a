"""The attendance sheet: to sign before the session, filled in after it from the same events as the procès-verbal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from commissions.enums import HolderKind
from commissions.models import Seat
from foundation.accounts.models import Person
from foundation.common.typography import UNKNOWN, capitalize_first, hour, long_date
from sessions.core.enums import OVER, PresenceKind
from sessions.core.models import CommissionSession, PresenceEvent
from sessions.core.queries.roll import seats_of
from sessions.core.reports.wording import at_hour, by_gender, commission_in_words, session_of
from sessions.meeting.queries.presence import SeatPresence, events_of, read_presence

from .participation import ENTRANCES
from .pv import Letterhead, letterhead
from .signatures import SignatureLine, person_at, secretary_of

SCHEMA = "cmsic/feuille-d-emargement/1"
BLANK_LINES = 5  # for guests who were not announced


@dataclass(frozen=True)
class SheetLine:
    rank: int
    name: str
    function: str
    substitute: str
    attendance: str  # filled in after the session
    arrived: str
    left: str


@dataclass(frozen=True)
class GuestLine:
    name: str
    function: str


@dataclass(frozen=True)
class AttendanceSheet:
    schema: str
    session_id: str
    session_reference: str
    held_on: date | None
    is_filled: bool
    is_fictitious: bool
    letterhead: Letterhead
    title: str
    when: str
    where: str
    lines: tuple[SheetLine, ...]
    guests: tuple[GuestLine, ...]
    blank_lines: int
    secretary: SignatureLine  # who certifies it


def build_attendance_sheet(session: CommissionSession) -> AttendanceSheet:
    """Seats in protocol order with their holders of the day (5 queries)."""
    is_filled = session.state in OVER
    heading = letterhead(session)
    body = commission_in_words(session.commission, heading.acronym, heading.ministry)
    seats, events = seats_of(session), events_of(session)
    substitutes = {seat.pk: _stands_in(seat) for seat in seats}
    lines = []
    presence = read_presence(seats, events)
    names = {line.seat_id: line.person_name or line.label for line in presence}
    by_id = {seat.pk: seat for seat in seats}
    for rank, line in enumerate(presence, start=1):
        person = person_at(by_id[line.seat_id], line.holder_name)
        own = [event for event in events if event.seat_id == line.seat_id]
        entered = any(event.kind in ENTRANCES for event in own)
        attendance = _attendance(session, line, own, person, names) if is_filled else ""
        left = line.left_at if line.left_at and not line.is_present else None
        lines.append(
            SheetLine(
                rank=rank,
                name=line.holder_name,
                function=capitalize_first(by_id[line.seat_id].quality_of(person)),
                substitute=substitutes.get(line.seat_id, ""),
                attendance=attendance,
                arrived=at_hour(line.arrived_at) if is_filled else "",
                left=at_hour(left or session.lifted_at) if is_filled and entered else "",
            )
        )
    return AttendanceSheet(
        schema=SCHEMA,
        session_id=str(session.pk),
        session_reference=session.reference,
        held_on=session.held_on,
        is_filled=is_filled,
        is_fictitious=session.is_fictitious,
        letterhead=heading,
        title=f"Feuille d’émargement {session_of(session, body)}",
        when=f"{capitalize_first(long_date(session.held_on))}, à {hour(session.opened_at or session.starts_at)}"
        if session.held_on
        else UNKNOWN,
        where=session.place or UNKNOWN,
        lines=tuple(lines),
        guests=tuple(
            GuestLine(guest.name, capitalize_first(guest.function))
            for guest in session.guests.order_by("position", "pk")
        ),
        blank_lines=0 if is_filled else BLANK_LINES,
        secretary=secretary_of(seats, events),
    )


def _attendance(
    session: CommissionSession,
    line: SeatPresence,
    own: Sequence[PresenceEvent],
    person: Person | None,
    names: Mapping[UUID, str],
) -> str:
    """« Présente », « Représenté par … », « Absente », in the gender of the holder."""
    if any(event.kind in ENTRANCES for event in own):
        if not line.by_substitute:
            return by_gender(person, "Présent", "Présente")
        return f"{by_gender(person, 'Représenté', 'Représentée')} par {line.person_name}"
    if line.proxy_to:
        return f"Procuration à {names.get(line.proxy_to, UNKNOWN)}"
    if any(event.kind == PresenceKind.EXCUSED for event in own):
        return by_gender(person, "Excusé", "Excusée")
    return "" if line.is_vacant or session.is_reconstituted else by_gender(person, "Absent", "Absente")


def _stands_in(seat: Seat) -> str:
    """Who may sign for the seat that day: who exercises its rights par intérim, else its substitute."""
    names = {mandate.kind: mandate.person.full_name for mandate in seat.holders_then}
    if interim := names.get(HolderKind.INTERIM):
        return f"{interim}, par intérim"
    return names.get(HolderKind.SUBSTITUTE, "")
