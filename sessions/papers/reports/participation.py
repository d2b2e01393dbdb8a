"""Who sat, who was represented, excused or absent, and what the quorum was at each moment: read from the
events alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from commissions.enums import HolderKind
from commissions.models import Seat
from commissions.models.seat import held_as
from foundation.common.typography import UNKNOWN, capitalize_first, plural
from sessions.core.enums import BallotState, PresenceKind
from sessions.core.models import Ballot, CommissionSession, Guest, PresenceEvent
from sessions.core.reports.wording import at_hour, by_gender, is_she
from sessions.meeting.queries.presence import Quorum, SeatPresence
from sessions.meeting.queries.room import Room

from .signatures import person_at

ENTRANCES = (PresenceKind.ARRIVED, PresenceKind.CAME_BACK, PresenceKind.REPRESENTED)


@dataclass(frozen=True)
class MemberLine:
    name: str
    function: str
    note: str = ""


@dataclass(frozen=True)
class Participation:
    """`is_known` is false when no source says who was there: nobody is then called absent."""

    is_known: bool
    summary: str
    present: tuple[MemberLine, ...]  # with a vote
    attending: tuple[MemberLine, ...]  # seated without a vote
    represented: tuple[MemberLine, ...]
    excused: tuple[MemberLine, ...]
    absent: tuple[MemberLine, ...]
    vacant: tuple[str, ...]
    guests: tuple[MemberLine, ...]


@dataclass(frozen=True)
class QuorumLine:
    at: str
    event: str
    present: int
    represented: int
    counted: int
    base: int
    required: int | None
    reached: bool | None


@dataclass(frozen=True)
class QuorumTable:
    statement: str
    rule: str
    article: str
    lines: tuple[QuorumLine, ...]


def participation(room: Room, guests: Iterable[Guest]) -> Participation:
    """Sort the seats of the session's day by what happened to them."""
    session, events = room.session, room.events
    invited = tuple(MemberLine(guest.name, capitalize_first(guest.function)) for guest in guests)
    lists: dict[str, list[MemberLine]] = {
        "present": [],
        "attending": [],
        "represented": [],
        "excused": [],
        "absent": [],
    }
    vacant: list[str] = []
    final = room.presence
    names = {line.seat_id: line.person_name or line.label for line in final}
    by_id = {seat.pk: seat for seat in room.seats}
    for line in final:
        own = [event for event in events if event.seat_id == line.seat_id]
        group, row = _place(session, line, by_id[line.seat_id], own, names)
        if group == "vacant":
            vacant.append(capitalize_first(line.label))
        elif group:
            lists[group].append(row)
    counts = [
        plural(len(lists["present"]), "membre présent", "membres présents"),
        plural(len(lists["represented"]), "représenté"),
        plural(len(lists["excused"]), "excusé"),
        plural(len(lists["absent"]), "absent"),
        plural(len(invited), "invité ou personne-ressource", "invités ou personnes-ressources"),
    ]
    is_known = bool(events)
    return Participation(
        is_known=is_known,
        summary=(
            ", ".join(counts[:1] + [count for count in counts[1:] if not count.startswith("0")]) + "."
            if is_known
            else f"Membres présents, excusés et absents : {UNKNOWN}s."
        ),
        present=tuple(lists["present"]),
        attending=tuple(lists["attending"]),
        represented=tuple(lists["represented"]),
        excused=tuple(lists["excused"]),
        absent=tuple(lists["absent"]),
        vacant=tuple(vacant) if is_known and not session.is_reconstituted else (),
        guests=invited,
    )


def _place(
    session: CommissionSession, line: SeatPresence, seat: Seat, events: Sequence[PresenceEvent], names: dict
) -> tuple[str, MemberLine]:
    entered = [event for event in events if event.kind in ENTRANCES]
    sitting = line.person_name if entered and entered[-1].kind != PresenceKind.REPRESENTED else line.holder_name
    function = capitalize_first(seat.quality_of(person_at(seat, sitting)))
    if (sittings := _sittings(events)) and len({name for name, *_ in sittings}) > 1:
        # Two people shared the seat, which was held from the first to the last: it is present.
        return "present" if line.has_vote else "attending", MemberLine(
            line.holder_name or line.person_name, function, _shared(session, line, seat, sittings)
        )
    if entered and entered[-1].kind == PresenceKind.REPRESENTED:
        return "represented", MemberLine(
            line.holder_name or line.person_name,
            function,
            _joined([_represented_by(line, seat), *_hours(session, events)]),
        )
    if entered:
        proxy = [f"puis procuration à {names.get(line.proxy_to, UNKNOWN)}"] if line.proxy_to else []
        return "present" if line.has_vote else "attending", MemberLine(
            line.person_name, function, _joined([*_hours(session, events), *proxy])
        )
    name = line.holder_name or line.person_name
    if line.proxy_to:
        return "represented", MemberLine(name, function, f"par procuration à {names.get(line.proxy_to, UNKNOWN)}")
    if line.is_excused:
        return "excused", MemberLine(
            name,
            function,
            next((event.note for event in reversed(events) if event.kind == PresenceKind.EXCUSED and event.note), ""),
        )
    if line.is_vacant:
        return "vacant" if line.has_vote else "", MemberLine("", function)
    if not line.has_vote:
        return "", MemberLine(name, function)
    # A source that names those who came does not say that the others stayed away.
    return ("" if session.is_reconstituted else "absent"), MemberLine(name, function)


Sitting = tuple[str, datetime | None, datetime | None]  # who, from when, until when


def _sittings(events: Sequence[PresenceEvent]) -> list[Sitting]:
    """Who sat at the seat, one after the other; None until when for whoever stayed."""
    found: list[Sitting] = []
    for event in events:
        if event.kind in ENTRANCES:
            if found and found[-1][2] is None:
                if found[-1][0] == event.person_name:
                    continue
                found[-1] = (found[-1][0], found[-1][1], event.at)
            found.append((event.person_name, event.at, None))
        elif event.kind in (PresenceKind.LEFT, PresenceKind.PROXY) and found and found[-1][2] is None:
            found[-1] = (found[-1][0], found[-1][1], event.at)
    return found


def _shared(session: CommissionSession, line: SeatPresence, seat: Seat, sittings: Sequence[Sitting]) -> str:
    """« présent jusqu’à 10 h 00, puis représenté par Justin HOUÉSSOU, suppléant, à partir de 10 h 05 »"""
    he, she = ("présent", "présente"), ("représenté", "représentée")
    titular = next((row.person for row in seat.holders_then if row.kind == HolderKind.TITULAR), None)
    feminine = is_she(titular)
    parts = []
    for rank, (name, since, until) in enumerate(sittings):
        if name == line.holder_name:
            words = he[feminine]
        else:
            words = f"{she[feminine]} {_represented_by(replace(line, person_name=name), seat)}"
        begun = rank and since is not None and (session.opened_at is None or since > session.opened_at)
        ended = until is not None and (session.lifted_at is None or until < session.lifted_at)
        comma = "," if "," in words and (begun or ended) else ""
        begins = f" à partir de {at_hour(since)}" if begun else ""
        ends = f" jusqu’à {at_hour(until)}" if ended else ""
        parts.append(f"{words}{comma}{begins}{ends}")
    return ", puis ".join(parts)


def _represented_by(line: SeatPresence, seat: Seat) -> str:
    """« par Justin HOUÉSSOU, suppléant » or « par intérim »; whoever was never named is called neither."""
    own = [row for row in seat.holders_then if row.person.full_name == line.person_name]
    known = {row.kind: held_as(row.kind, row.person) for row in own}
    said = known.get(HolderKind.INTERIM) or known.get(HolderKind.SUBSTITUTE, "")
    return f"par {line.person_name}" + (f", {said}" if said else "")


def _hours(session: CommissionSession, events: Sequence[PresenceEvent]) -> list[str]:
    """« à partir de 15 h 20 », « hors séance de 15 h 40 à 15 h 55 », « jusqu’à 16 h 40 »."""
    notes: list[str] = []
    out_since: datetime | None = None
    is_in = False
    for event in events:
        if event.kind in ENTRANCES and not is_in:
            if out_since is not None and event.at is not None:
                notes.append(f"hors séance de {at_hour(out_since)} à {at_hour(event.at)}")
            elif (
                out_since is None
                and event.at is not None
                and session.opened_at is not None
                and at_hour(event.at) != at_hour(session.opened_at)
                and event.at > session.opened_at
            ):
                notes.append(f"à partir de {at_hour(event.at)}")
            is_in, out_since = True, None
        elif event.kind in (PresenceKind.LEFT, PresenceKind.PROXY) and is_in:
            is_in, out_since = False, event.at
    if not is_in and out_since is not None and (session.lifted_at is None or out_since < session.lifted_at):
        notes.append(f"jusqu’à {at_hour(out_since)}")
    return notes


def _joined(notes: Sequence[str]) -> str:
    return " ; ".join(note for note in notes if note)


def quorum_table(room: Room, ballots: Iterable[Ballot], numbers: Mapping[UUID, int]) -> QuorumTable:
    """The quorum at the opening, at each change and at each vote (`ballots`: those closed, and those that fell with the
    quorum), as it was stored with the vote.
    """
    session, seats, events = room.session, room.seats, room.events
    statute = session.statute
    rule, article = (statute.quorum_sentence, statute.quorum_article) if statute is not None else ("", "")
    if not events or session.is_reconstituted:  # of those who came, a source says neither the hours nor the seats
        return QuorumTable(f"Quorum : {UNKNOWN}.", rule, article, ())
    opening = room.quorum(at=session.opened_at)
    lines = [(session.opened_at, _line(opening, at_hour(session.opened_at) or UNKNOWN, "Ouverture de la séance"))]
    if session.opened_at is not None:
        for reading in room.ledger():
            if (
                reading.at is not None
                and reading.at > session.opened_at
                and (session.lifted_at is None or reading.at <= session.lifted_at)
            ):
                lines.append(
                    (reading.at, _line(reading, at_hour(reading.at), _what_happened(reading.at, seats, events)))
                )
    lines += _votes(ballots, numbers)
    ordered = sorted(lines, key=lambda pair: (pair[0] is not None, pair[0]))
    return QuorumTable(_statement(opening), opening.rule, opening.article, tuple(line for _, line in ordered))


def _line(reading: Quorum, at: str, event: str) -> QuorumLine:
    return QuorumLine(
        at,
        event,
        reading.present,
        reading.represented,
        reading.counted,
        reading.base,
        reading.required,
        reading.is_reached,
    )


def _what_happened(at: datetime, seats: Sequence[Seat], events: Sequence[PresenceEvent]) -> str:
    words = {
        PresenceKind.ARRIVED: "arrivée",
        PresenceKind.CAME_BACK: "retour",
        PresenceKind.LEFT: "départ",
        PresenceKind.PROXY: "procuration",
    }
    by_id = {seat.pk: seat for seat in seats}

    def word(event: PresenceEvent) -> str:
        if event.kind != PresenceKind.REPRESENTED:
            return words[PresenceKind(event.kind)]
        seat = by_id.get(event.seat_id)
        sitting = person_at(seat, event.person_name) if seat is not None else None
        return f"arrivée {by_gender(sitting, 'du suppléant', 'de la suppléante')}"

    titles = {seat.pk: seat.label for seat in seats}
    then = [
        f"{word(event)} : {event.person_name or titles.get(event.seat_id, '')}"
        for event in events
        if event.at == at and event.kind in (*words, PresenceKind.REPRESENTED)
    ]
    return capitalize_first(" ; ".join(then))


def _votes(ballots: Iterable[Ballot], numbers: Mapping[UUID, int]) -> list[tuple[datetime | None, QuorumLine]]:
    lines = []
    for ballot in ballots:
        stored = ballot.snapshot.get("quorum")
        if not stored:
            continue
        event = f"Vote sur le point {numbers[ballot.item_id]}" if ballot.item_id in numbers else "Vote"
        if ballot.state == BallotState.CANCELLED:
            event += " clos sans résultat"
        lines.append(
            (
                ballot.closed_at,
                QuorumLine(
                    at_hour(ballot.closed_at),
                    event,
                    stored["present"],
                    stored["represented"],
                    stored["counted"],
                    stored["base"],
                    stored["required"],
                    stored["reached"],
                ),
            )
        )
    return lines


def _statement(opening: Quorum) -> str:
    counted = plural(
        opening.counted,
        "membre ayant voix délibérative est présent" + _or_represented(opening),
        "membres ayant voix délibérative sont présents" + _or_represented(opening, many=True),
    )
    out_of = f"{counted} sur {opening.base}"
    if opening.required is None:
        return f"À l’ouverture, {out_of} ; la règle de quorum de la commission est {UNKNOWN}e."
    source = f" ({opening.article} : {opening.rule})" if opening.article else f" ({opening.rule})"
    if opening.is_reached:
        return (
            f"À l’ouverture, {out_of}, pour {opening.required} requis{source} : le quorum est atteint et la commission"
            " peut valablement délibérer."
        )
    return f"À l’ouverture, {out_of}, pour {opening.required} requis{source} : le quorum n’est pas atteint."


def _or_represented(opening: Quorum, *, many: bool = False) -> str:
    return "" if opening.counted == opening.present else " ou représentés" if many else " ou représenté"


__all__ = ["MemberLine", "Participation", "QuorumLine", "QuorumTable", "participation", "quorum_table"]
