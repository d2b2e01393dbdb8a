"""Who presided, who kept the minutes and who signs, each with the title and the gender of the day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from commissions.enums import HolderKind, SeatRole
from commissions.models import Mandate, Seat
from foundation.accounts.models import Person
from sessions.core.enums import PresenceKind
from sessions.core.models import CommissionSession, PresenceEvent, TextRevision
from sessions.core.queries.roll import person_then
from sessions.core.reports.wording import agreed, by_gender, chair_title, reporter_title
from sessions.meeting.queries.presence import SeatPresence, chair_among, read_presence


@dataclass(frozen=True)
class SignatureLine:
    role: str
    name: str
    capacity: str


@dataclass(frozen=True)
class Chair:
    """Who presided, and from when; no hour for whoever opened the session."""

    since: datetime | None
    signature: SignatureLine


def chairs_of(session: CommissionSession, seats: Sequence[Seat], events: Sequence[PresenceEvent]) -> list[Chair]:
    """Who presided, one after the other, as recorded; else who sat in those seats that day. Nobody is invented."""
    by_id = {seat.pk: seat for seat in seats}
    presiding = [event for event in events if event.kind == PresenceKind.PRESIDES and event.seat_id in by_id]
    if presiding:
        return [Chair(event.at, _chair_line(by_id[event.seat_id], event.person_name)) for event in presiding]
    if session.chair is not None or session.chair_capacity:
        own = next(
            (seat for seat in seats if any(mandate.person_id == session.chair_id for mandate in _titulars(seat))), None
        )
        chair = person_then(session, session.chair)
        title = chair_title(own.role if own is not None else "", chair)
        if chair is None:
            return [Chair(None, SignatureLine(title, "", session.chair_capacity))]
        quality = own.quality_of(chair) if own is not None else agreed(chair.function, chair)
        return [Chair(None, SignatureLine(title, chair.titled_name, session.chair_capacity or quality))]
    line = chair_among(
        [
            replace(line, is_present=line.is_present or line.arrived_at is not None)
            for line in read_presence(seats, events)
        ]
    )
    return [Chair(None, _chair_line(by_id[line.seat_id], line.person_name))] if line is not None else []


def _chair_line(seat: Seat, name: str) -> SignatureLine:
    """The title of the seat is that of its titular; whoever stands in for him presides the sitting."""
    person = person_at(seat, name)
    is_titular = any(mandate.person_id == person.pk for mandate in _titulars(seat)) if person is not None else False
    return SignatureLine(
        chair_title(seat.role if is_titular else "", person),
        person.titled_name if person is not None else name,
        seat.quality_of(person),
    )


def rapporteur_of(session: CommissionSession, seats: Sequence[Seat], events: Sequence[PresenceEvent]) -> SignatureLine:
    if (reporter := person_then(session, session.rapporteur)) is not None:
        return SignatureLine(reporter_title("", reporter), reporter.titled_name, agreed(reporter.function, reporter))
    sitting = {line.role: line for line in reversed(read_presence(seats, events)) if line.is_present or line.arrived_at}
    line = sitting.get(SeatRole.RAPPORTEUR) or sitting.get(SeatRole.SECRETARY)
    if line is None:
        return SignatureLine("Le Rapporteur", "", "")
    return role_and_name(next(seat for seat in seats if seat.pk == line.seat_id), line)


def role_and_name(seat: Seat, line: SeatPresence) -> SignatureLine:
    """Whoever kept the minutes from this seat."""
    person = person_at(seat, line.person_name)
    return SignatureLine(
        reporter_title(line.role, person),
        person.titled_name if person is not None else line.person_name,
        seat.quality_of(person),
    )


def secretary_of(seats: Sequence[Seat], events: Sequence[PresenceEvent]) -> SignatureLine:
    """Who certifies a sheet: whoever sits at the secretary's seat, else its holder; the role alone when nobody does."""
    line = next((row for row in read_presence(seats, events) if row.role == SeatRole.SECRETARY), None)
    if line is None:
        return SignatureLine("Le Secrétaire", "", "")
    person = person_at(next(seat for seat in seats if seat.pk == line.seat_id), line.person_name)
    name = person.titled_name if person is not None else line.person_name
    return SignatureLine(by_gender(person, "Le Secrétaire", "La Secrétaire"), name, "")


def secretariat_of(session: CommissionSession, rapporteur: SignatureLine) -> str:
    """Who kept the minutes: the rapporteur or the secretary present; else whoever wrote the most of them, as their
    revisions say.
    """
    if rapporteur.name or session.is_reconstituted:
        return named_signature(rapporteur)
    written = (
        TextRevision.objects.filter(minute_text__session=session)
        .values("author_name")
        .annotate(n=Count("pk"))
        .order_by("-n", "author_name")
        .first()
    )
    return str(written["author_name"]) if written is not None else ""


def _titulars(seat: Seat) -> list[Mandate]:
    return [mandate for mandate in seat.holders_then if mandate.kind == HolderKind.TITULAR]


def person_at(seat: Seat, name: str) -> Person | None:
    return next((mandate.person for mandate in seat.holders_then if mandate.person.full_name == name), None)


def named_signature(line: SignatureLine) -> str:
    """« Madame …, le ministre ou son représentant »: within a sentence the article takes no capital."""
    capacity = (
        line.capacity[:1].lower() + line.capacity[1:]
        if line.name and line.capacity.startswith(("Le ", "La ", "L’", "Les "))
        else line.capacity
    )
    return ", ".join(part for part in (line.name, capacity) if part)
