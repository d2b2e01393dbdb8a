"""The quorum ledger: who counts at an instant, read from the events and the article. Nothing here writes."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commissions.enums import HolderKind, SeatRole
from commissions.models import Seat, Statute
from foundation.accounts.models import Person
from foundation.common.typography import capitalize_first
from sessions import rulebook
from sessions.core.enums import PresenceKind
from sessions.core.models import CommissionSession, PresenceEvent
from sessions.core.queries.act_rules import act_of, is_second_convocation, rules_of
from sessions.core.queries.roll import seats_of


@dataclass(frozen=True)
class SeatPresence:
    """One seat at an instant."""

    seat_id: UUID
    label: str
    role: str
    has_vote: bool
    holder_name: str  # the titular on the day of the session, or empty when the seat is vacant
    person_name: str  # who actually sits
    quality: str = ""  # the function of who sits, in his own gender; that of the seat, when he is not known
    honorific: str = ""  # of who sits
    holder_honorific: str = ""
    is_present: bool = False
    by_substitute: bool = False
    proxy_to: UUID | None = None  # the seat that votes for this one
    proxy_rank: int = 0  # the place of that gift among the events
    is_excused: bool = False
    is_on_leave: bool = False
    recused_items: frozenset[UUID] = frozenset()
    arrived_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def is_vacant(self) -> bool:
        return not self.holder_name


@dataclass(frozen=True)
class Quorum:
    """The quorum at an instant, with what it was computed from.

    `required` is None when nothing gives the rule; `silent_on` names what the act does not say and the answer hangs on.
    """

    at: datetime | None
    base: int
    present: int
    represented: int
    counted: int
    required: int | None
    article: str
    rule: str
    absent: tuple[str, ...] = ()
    sum_sentence: str = ""  # « 7 présents + 1 représenté sur 12 sièges pourvus, 7 requis (article 9) »
    silent_on: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool | None:
        return None if self.required is None or self.silent_on else self.counted >= self.required

    @property
    def missing(self) -> int:
        return 0 if self.required is None else max(0, self.required - self.counted)

    @property
    def sentence(self) -> str:
        """« 8 sur 12, 7 requis, article 9 »"""
        if self.required is None:
            return f"{self.counted} sur {self.base} ; règle de quorum non renseignée"
        return f"{self.counted} sur {self.base}, {self.required} requis" + (f", {self.article}" if self.article else "")

    def as_snapshot(self) -> dict:
        """What is stored with a vote or a step: plain values, so that a past figure is never recomputed."""
        return {
            "at": self.at.isoformat() if self.at else None,
            "base": self.base,
            "present": self.present,
            "represented": self.represented,
            "counted": self.counted,
            "required": self.required,
            "reached": self.is_reached,
            "sum": self.sum_sentence,
            "article": self.article,
            "rule": self.rule,
        }


def quorum_refusal(*, counted: int, required: int | None, article: str) -> str:
    """« Le quorum n’est pas atteint (6 présents, 7 requis, article 9) », or nothing when it is reached or its rule
    unknown.
    """
    if required is None or counted >= required:
        return ""
    present = f"{counted} présent{'s' if counted > 1 else ''}"
    return f"Le quorum n’est pas atteint ({present}, {required} requis{f', {article}' if article else ''})."


SILENCES = {
    "quorum": "L’acte ne fixe pas de quorum",
    "counts_proxies": "L’acte ne dit pas si les représentés comptent dans le quorum, et la réponse en décide",
    "leave_out_of_base": "L’acte ne dit pas si les membres en congé sortent du compte, et la réponse en décide",
}


def silence_refusal(*, required: int | None, silent_on: Sequence[str]) -> str:
    """What the act does not say and must be answered for this session first, or nothing. No default is law."""
    silent = list(silent_on) or (["quorum"] if required is None else [])
    if not silent:
        return ""
    said = " ; ".join(SILENCES[name] for name in silent)
    return (
        f"{said} : dites ce qui vaut pour cette session et sur quoi vous vous fondez (« Ce que l’acte ne dit pas »). Le"
        " procès-verbal l’imprime."
    )


def events_of(session: CommissionSession) -> list[PresenceEvent]:
    """Return the events still standing, in the order of their instants; those without an hour come first (1 query)."""
    return in_order(PresenceEvent.objects.filter(session=session, cancelled_at=None).order_by("at", "pk"))


def in_order(events: Iterable[PresenceEvent]) -> list[PresenceEvent]:
    """Put first those without an hour."""
    return sorted(events, key=lambda e: (e.at is not None, e.at or datetime.min))  # noqa: DTZ901 - only compared among events without an hour


SITTING = (PresenceKind.ARRIVED, PresenceKind.CAME_BACK, PresenceKind.REPRESENTED)


def presiding(events: Sequence[PresenceEvent]) -> PresenceEvent | None:
    """Return the last event that says who presides, or None when nobody was named."""
    return next((event for event in reversed(events) if event.kind == PresenceKind.PRESIDES), None)


def chair_among(presence: Sequence[SeatPresence]) -> SeatPresence | None:
    """Who presides when nobody says otherwise: the president if he sits, else the vice-president."""
    sitting = {line.role: line for line in reversed(presence) if line.is_present}
    return sitting.get(SeatRole.PRESIDENT) or sitting.get(SeatRole.VICE_PRESIDENT)


def read_presence(
    seats: Sequence[Seat], events: Iterable[PresenceEvent], *, at: datetime | None = None
) -> list[SeatPresence]:
    """Replay the events up to `at` (inclusive; all of them when None) over the seats.

    No query when holders are prefetched.
    """
    standing = [event for event in events if at is None or event.at is None or event.at <= at]
    names = {event.seat_id: event.person_name for event in standing if PresenceKind(event.kind) in SITTING}
    titulars = {seat.pk: _titular(seat) for seat in seats}
    facts = [rulebook.Seat(seat.pk, seat.label, titulars[seat.pk], seat.has_vote) for seat in seats]
    lines = rulebook.roll(rulebook.Rules(), facts, [_event(event, number) for number, event in enumerate(standing)])
    result = []
    for seat, line in zip(seats, lines, strict=True):
        name = names.get(seat.pk, "") or titulars[seat.pk]
        person, holder = _holder(seat, name), _holder(seat, titulars[seat.pk])
        result.append(
            SeatPresence(
                seat_id=seat.pk,
                label=seat.label,
                role=seat.role,
                has_vote=seat.has_vote,
                holder_name=titulars[seat.pk],
                person_name=name,
                quality=_quality(seat, person),
                honorific=person.honorific if person is not None else "",
                holder_honorific=holder.honorific if holder is not None else "",
                is_present=line.is_present,
                by_substitute=line.by_substitute,
                proxy_to=line.proxy_to if isinstance(line.proxy_to, UUID) else None,
                proxy_rank=line.proxy_rank,
                is_excused=line.is_excused,
                is_on_leave=line.is_on_leave,
                recused_items=frozenset(key for key in line.recused_items if isinstance(key, UUID)),
                arrived_at=line.arrived_at,
                left_at=line.left_at,
            )
        )
    return result


def is_held_by(seat: Seat, person_id: UUID | None) -> bool:
    """Whether this person holds the seat, in his own right or ad interim: an answer goes with who gave it."""
    holders = getattr(seat, "holders_then", None) or []
    return any(row.person_id == person_id and row.kind != HolderKind.SUBSTITUTE for row in holders)


def _titular(seat: Seat) -> str:
    return next(
        (
            mandate.person.full_name
            for mandate in getattr(seat, "holders_then", None) or []
            if mandate.kind == HolderKind.TITULAR
        ),
        "",
    )


def _holder(seat: Seat, name: str) -> Person | None:
    holders = getattr(seat, "holders_then", None) or []
    return next((mandate.person for mandate in holders if name and mandate.person.full_name == name), None)


def _quality(seat: Seat, person: Person | None) -> str:
    if person is None:
        return seat.label
    said = seat.quality_of(person)
    return capitalize_first(said) if seat.label[:1].isupper() else said


def _event(event: PresenceEvent, number: int) -> rulebook.Event:
    return rulebook.Event(
        event.seat_id,
        rulebook.Kind(event.kind),
        at=event.at,
        to=event.proxy_seat_id,
        item=event.item_id,
        sequence=number,
    )


def lines_of(
    rules: rulebook.Rules, presence: Sequence[SeatPresence], *, item_id: UUID | None = None
) -> list[rulebook.Line]:
    """The presence as the rules engine reads it: who is recused on the item, whose voice can be used."""
    lines = [
        rulebook.Line(
            seat=rulebook.Seat(row.seat_id, row.label, row.holder_name, row.has_vote),
            is_present=row.is_present,
            by_substitute=row.by_substitute,
            proxy_to=row.proxy_to,
            proxy_rank=row.proxy_rank,
            is_excused=row.is_excused,
            is_on_leave=row.is_on_leave,
            recused_items=row.recused_items,
        )
        for row in presence
    ]
    return rulebook.settle(rules, lines, item=item_id)


def quorum_of(
    act: Statute | None,
    presence: Sequence[SeatPresence],
    *,
    at: datetime | None = None,
    item_id: UUID | None = None,
    is_second: bool = False,
) -> Quorum:
    """Apply the article to a presence, by the rules engine (docs/regles.md)."""
    act = act if act is not None else Statute()
    rules = rules_of(act)
    lines = lines_of(rules, presence, item_id=item_id)
    found = rulebook.quorum_of(rules, lines, is_second=is_second)
    names: dict[Hashable, str] = {row.seat_id: row.person_name or row.label for row in presence}
    absent = [
        line
        for line in lines
        if line.seat.has_vote and not line.is_recused and not line.is_present and not line.is_represented
    ]
    is_free = is_second and rules.second is not None and rules.second.is_free
    return Quorum(
        at=at,
        base=found.base,
        present=found.present,
        represented=found.represented,
        counted=found.counted,
        required=found.required,
        article=found.article,
        rule=(
            "seconde convocation : sans condition de quorum"
            if is_free
            else act.second_quorum_sentence
            if is_second and rules.second
            else act.quorum_sentence
        ),
        absent=tuple(names[line.seat.key] for line in absent),
        sum_sentence=found.sentence,
        silent_on=found.silent_on if found.required is not None else (),
    )


def quorum_for(
    session: CommissionSession,
    presence: Sequence[SeatPresence],
    *,
    at: datetime | None = None,
    item_id: UUID | None = None,
) -> Quorum:
    """Apply the session's own rule to a presence: the article, or that of the second convocation."""
    return quorum_of(act_of(session), presence, at=at, item_id=item_id, is_second=is_second_convocation(session))


def quorum_at(session: CommissionSession, at: datetime | None = None, *, item_id: UUID | None = None) -> Quorum:
    """Compute the quorum of a session at an instant (now, when None): 4 queries, whatever the number of events."""
    presence = read_presence(seats_of(session), events_of(session), at=at)
    return quorum_for(session, presence, at=at, item_id=item_id)
