"""The quorum ledger: who counts at an instant, read from the events and the article. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from commissions.enums import HolderKind, QuorumBase, SeatRole
from commissions.models import Mandate, Seat, Statute

from ..enums import PresenceKind, SessionState
from ..models import CommissionSession, PresenceEvent


@dataclass(frozen=True)
class SeatPresence:
    """One seat at an instant."""

    seat_id: UUID
    label: str
    role: str
    has_vote: bool
    holder_name: str  # the titular on the day of the session, or empty when the seat is vacant
    person_name: str  # who actually sits
    is_present: bool = False
    by_substitute: bool = False
    proxy_to: UUID | None = None  # the seat that votes for this one
    is_excused: bool = False
    recused_items: frozenset[UUID] = frozenset()
    arrived_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def is_vacant(self) -> bool:
        return not self.holder_name


@dataclass(frozen=True)
class Quorum:
    """The quorum at an instant, with what it was computed from. `required` is None when no text gives the rule."""

    at: datetime | None
    base: int
    present: int
    represented: int
    counted: int
    required: int | None
    article: str
    rule: str
    absent: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool | None:
        return None if self.required is None else self.counted >= self.required

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
            "article": self.article,
            "rule": self.rule,
        }


@dataclass
class _Seat:
    """What the events say of one seat, while they are read in order."""

    present: bool = False
    person_name: str = ""
    substitute: bool = False
    proxy_to: UUID | None = None
    excused: bool = False
    recused: set[UUID] = field(default_factory=set)
    arrived_at: datetime | None = None
    left_at: datetime | None = None


def seats_of(session: CommissionSession) -> list[Seat]:
    """Return the seats of the commission on the session's day, in protocol order, holders prefetched (2 queries)."""
    day = session.held_on
    seats = Seat.objects.filter(commission_id=session.commission_id).in_protocol_order()
    mandates = Mandate.objects.select_related("person").order_by("valid_from", "pk")
    if day is not None:
        seats = seats.in_force(day)
        mandates = mandates.in_force(day)
    return list(seats.prefetch_related(Prefetch("mandates", queryset=mandates, to_attr="holders_then")))


def events_of(session: CommissionSession) -> list[PresenceEvent]:
    """Return the events still standing, in the order of their instants; those without an hour come first (1 query)."""
    return in_order(PresenceEvent.objects.filter(session=session, cancelled_at=None).order_by("at", "pk"))


def in_order(events: Iterable[PresenceEvent]) -> list[PresenceEvent]:
    """Put first those without an hour."""
    return sorted(events, key=lambda e: (e.at is not None, e.at or datetime.min))  # noqa: DTZ901 - only compared among events without an hour


def presiding(events: Sequence[PresenceEvent]) -> PresenceEvent | None:
    """Return the last event that says who presides, or None when nobody was named."""
    return next((event for event in reversed(events) if event.kind == PresenceKind.PRESIDES), None)


def chair_among(presence: Sequence[SeatPresence]) -> SeatPresence | None:
    """Who presides when nobody says otherwise: the president if he sits, else the vice-president."""
    sitting = {line.role: line for line in reversed(presence) if line.is_present}
    return sitting.get(SeatRole.PRESIDENT) or sitting.get(SeatRole.VICE_PRESIDENT)


def read_presence(seats: Sequence[Seat], events: Iterable[PresenceEvent], *, at: datetime | None = None) -> list[SeatPresence]:
    """Replay the events up to `at` (inclusive; all of them when None) over the seats. No query when holders are prefetched."""
    states: dict[UUID, _Seat] = {seat.pk: _Seat() for seat in seats}
    for event in events:
        if at is not None and event.at is not None and event.at > at:
            continue
        state = states.get(event.seat_id)
        if state is None:
            continue
        kind = PresenceKind(event.kind)
        if kind in (PresenceKind.ARRIVED, PresenceKind.CAME_BACK, PresenceKind.REPRESENTED):
            state.present, state.proxy_to, state.excused, state.left_at = True, None, False, None
            state.person_name, state.substitute = event.person_name, kind == PresenceKind.REPRESENTED
            state.arrived_at = state.arrived_at or event.at
        elif kind == PresenceKind.LEFT:
            state.present, state.left_at = False, event.at
        elif kind == PresenceKind.PROXY:
            if state.present:
                state.left_at = event.at
            state.present, state.proxy_to = False, event.proxy_seat_id
        elif kind == PresenceKind.EXCUSED:
            state.excused, state.present = True, False
        elif kind == PresenceKind.RECUSED and event.item_id:
            state.recused.add(event.item_id)
    result = []
    for seat in seats:
        state = states[seat.pk]
        holders = getattr(seat, "holders_then", None) or []
        titular = next((m.person.full_name for m in holders if m.kind == HolderKind.TITULAR), "")
        result.append(
            SeatPresence(
                seat_id=seat.pk,
                label=seat.label,
                role=seat.role,
                has_vote=seat.has_vote,
                holder_name=titular,
                person_name=state.person_name or titular,
                is_present=state.present,
                by_substitute=state.substitute,
                proxy_to=state.proxy_to,
                is_excused=state.excused,
                recused_items=frozenset(state.recused),
                arrived_at=state.arrived_at,
                left_at=state.left_at,
            )
        )
    return result


def quorum_of(statute: Statute | None, presence: Sequence[SeatPresence], *, at: datetime | None = None, item_id: UUID | None = None) -> Quorum:
    """Apply the article to a presence. Who is recused on the item is counted neither in the base nor among the present (D5).

    A proxy counts only while its holder sits, and only where the article counts the represented; when the article is
    silent on that point, the represented are not counted.
    """
    voting = [line for line in presence if line.has_vote and (item_id is None or item_id not in line.recused_items)]
    sitting = {line.seat_id for line in voting if line.is_present}
    present = len(sitting)
    represented = sum(1 for line in voting if not line.is_present and line.proxy_to in sitting)
    filled = [line for line in voting if not line.is_vacant or line.is_present]
    by_filled = statute is not None and statute.quorum_base == QuorumBase.FILLED_SEATS
    base = len(filled) if by_filled else len(voting)
    counted = present + (represented if statute is not None and statute.quorum_counts_proxies else 0)
    return Quorum(
        at=at,
        base=base,
        present=present,
        represented=represented,
        counted=counted,
        required=statute.required_for(base) if statute is not None else None,
        article=statute.quorum_article if statute is not None else "",
        rule=statute.quorum_sentence if statute is not None else "",
        absent=tuple(line.person_name or line.label for line in voting if not line.is_present and line.proxy_to not in sitting),
    )


def is_freed_by_second_convocation(session: CommissionSession) -> bool:
    """Whether this session follows one that found no quorum, and the article then asks for none."""
    if session.statute is None or not session.statute.second_quorum_free or session.postponed_from_id is None:
        return False
    former = session.postponed_from
    return former is not None and former.state in (SessionState.NO_QUORUM, SessionState.ARCHIVED) and former.opened_at is None


def quorum_for(session: CommissionSession, presence: Sequence[SeatPresence], *, at: datetime | None = None, item_id: UUID | None = None) -> Quorum:
    """Apply the session's own rule to a presence: the article, or that of the second convocation."""
    quorum = quorum_of(session.statute, presence, at=at, item_id=item_id)
    if quorum.required is not None and session.statute is not None and is_freed_by_second_convocation(session):
        rule = "seconde convocation : sans condition de quorum"
        return replace(quorum, required=0, article=session.statute.second_convocation_article, rule=rule)
    return quorum


def quorum_at(session: CommissionSession, at: datetime | None = None, *, item_id: UUID | None = None) -> Quorum:
    """Compute the quorum of a session at an instant (now, when None): 4 queries, whatever the number of events."""
    presence = read_presence(seats_of(session), events_of(session), at=at)
    return quorum_for(session, presence, at=at, item_id=item_id)


def quorum_ledger(session: CommissionSession, seats: Sequence[Seat], events: Sequence[PresenceEvent]) -> list[Quorum]:
    """Return the quorum after each instant at which something happened: the table printed in the PV."""
    instants = sorted({event.at for event in events if event.at is not None and event.kind != PresenceKind.RECUSED})
    ledger: list[Quorum] = []
    for instant in instants:
        reading = quorum_for(session, read_presence(seats, events, at=instant), at=instant)
        if not ledger or (reading.present, reading.represented) != (ledger[-1].present, ledger[-1].represented):
            ledger.append(reading)
    return ledger
