"""Who is there at an instant: the events replayed over the seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .facts import Event, Key, Kind, Rules, Seat

KINDS = list(Kind)


@dataclass(frozen=True)
class Line:
    """One seat at an instant, for one item when one is given."""

    seat: Seat
    is_present: bool = False
    by_substitute: bool = False
    proxy_to: Key | None = None  # who was given the voice, whether or not it can be used now
    proxy_rank: int = 0  # the place of that gift among the events
    votes_through: Key | None = (
        None  # who uses it now: he sits, has a vote on this item, and holds no more than the limit
    )
    is_excused: bool = False
    is_on_leave: bool = False
    is_recused: bool = False
    recused_items: frozenset[Key] = frozenset()
    arrived_at: Any = None
    left_at: Any = None

    @property
    def is_represented(self) -> bool:
        return self.votes_through is not None


@dataclass
class _State:
    present: bool = False
    substitute: bool = False
    proxy_to: Key | None = None
    proxy_rank: int = 0
    excused: bool = False
    on_leave: bool = False
    recused: set[Key] = field(default_factory=set)
    arrived_at: Any = None
    left_at: Any = None


def in_order(events: Iterable[Event], *, at: Any = None) -> list[Event]:
    """Return the events up to `at` (inclusive; all when None) in the order of their instants, whatever order they came
    in.
    """
    standing = [event for event in events if at is None or event.at is None or event.at <= at]
    undated = [event for event in standing if event.at is None]
    dated = [event for event in standing if event.at is not None]
    return sorted(undated, key=_rank) + sorted(sorted(dated, key=_rank), key=lambda event: event.at)


def _rank(event: Event) -> tuple[int, int, str, str, str]:
    return (event.sequence or 0, KINDS.index(event.kind), repr(event.seat), repr(event.to), repr(event.item))


def roll(
    rules: Rules, seats: Sequence[Seat], events: Iterable[Event], *, at: Any = None, item: Key | None = None
) -> list[Line]:
    """Replay the events over the seats and say of each who sits, who is represented, who is away; in the order of the
    seats.
    """
    states = {seat.key: _State(on_leave=seat.is_on_leave) for seat in seats}
    for number, event in enumerate(in_order(events, at=at)):
        state = states.get(event.seat)
        if state is not None:
            _apply(state, event, number)
    return settle(rules, [_line(seat, states[seat.key]) for seat in seats], item=item)


def settle(rules: Rules, lines: Sequence[Line], *, item: Key | None = None) -> list[Line]:
    """Say who is recused on the item and whose voice can be used.

    A voice given counts while its holder sits, has a vote on the item and holds no more voices than the limit, the
    first given first. Whoever comes back takes his voice back.
    """
    sitting = {
        line.seat.key for line in lines if line.seat.has_vote and line.is_present and item not in line.recused_items
    }
    givers = [
        line
        for line in lines
        if line.seat.has_vote and line.proxy_to is not None and not line.is_present and item not in line.recused_items
    ]
    held: dict[Key, int] = {}
    through: dict[Key, Key] = {}
    for line in sorted(givers, key=lambda line: (line.proxy_rank, repr(line.seat.key))):
        holder = line.proxy_to
        if (
            holder not in sitting
            or rules.proxies_allowed is False
            or (rules.proxy_limit is not None and held.get(holder, 0) >= rules.proxy_limit)
        ):
            continue
        held[holder] = held.get(holder, 0) + 1
        through[line.seat.key] = holder
    return [
        replace(
            line, votes_through=through.get(line.seat.key), is_recused=item is not None and item in line.recused_items
        )
        for line in lines
    ]


def entitled(lines: Sequence[Line]) -> list[Line]:
    """Those whose voice counts on the item: who sits with a vote and is not recused, and whom such a one represents."""
    return [
        line
        for line in lines
        if line.seat.has_vote and not line.is_recused and (line.is_present or line.is_represented)
    ]


def _apply(state: _State, event: Event, number: int) -> None:
    if event.kind in (Kind.ARRIVED, Kind.CAME_BACK, Kind.REPRESENTED):
        state.present, state.substitute = True, event.kind == Kind.REPRESENTED
        state.proxy_to, state.excused, state.left_at = None, False, None
        state.on_leave = state.on_leave and state.substitute
        state.arrived_at = state.arrived_at if state.arrived_at is not None else event.at
    elif event.kind == Kind.LEFT:
        state.present, state.left_at = False, event.at
    elif event.kind == Kind.PROXY:
        if state.present:
            state.left_at = event.at
        state.present, state.proxy_to, state.proxy_rank = False, event.to, number
    elif event.kind == Kind.EXCUSED:
        state.excused, state.present = True, False
    elif event.kind == Kind.ON_LEAVE:
        state.on_leave, state.present = True, False
    elif event.kind == Kind.RECUSED:
        state.recused.add(event.item)


def _line(seat: Seat, state: _State) -> Line:
    return Line(
        seat=seat,
        is_present=state.present,
        by_substitute=state.substitute,
        proxy_to=state.proxy_to,
        proxy_rank=state.proxy_rank,
        is_excused=state.excused,
        is_on_leave=state.on_leave,
        recused_items=frozenset(state.recused),
        arrived_at=state.arrived_at,
        left_at=state.left_at,
    )
