"""The room of a session, read once: who is seated, what happened, the rules and the votes. Every act of the session
asks it; nothing here writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from commissions.models import Seat, Statute
from foundation.common.exceptions import Refused
from sessions.core.enums import BallotState, PresenceKind
from sessions.core.models import Ballot, CommissionSession, PresenceEvent
from sessions.core.queries.act_rules import act_of, is_second_convocation
from sessions.core.queries.roll import seats_of

from .live_votes import Franchise, counted_ballots, franchise_of
from .presence import (
    Quorum,
    SeatPresence,
    chair_among,
    events_of,
    in_order,
    presiding,
    quorum_of,
    quorum_refusal,
    read_presence,
    silence_refusal,
)

NOTE_PRESENCE = "Relevez les présences, ou suspendez la session."


@dataclass(frozen=True)
class Room:
    session: CommissionSession
    seats: tuple[Seat, ...]
    events: tuple[PresenceEvent, ...]  # those still standing, in order
    ballots: tuple[Ballot, ...]  # those closed, and the one that is open; others only where they were asked for

    @cached_property
    def act(self) -> Statute:
        """The act as it holds for this session, completed by the answers to its silences."""
        return act_of(self.session)

    @cached_property
    def is_second(self) -> bool:
        return is_second_convocation(self.session)

    @cached_property
    def presence(self) -> list[SeatPresence]:
        """Each seat now."""
        return self.presence_at(None)

    def presence_at(self, at: datetime | None) -> list[SeatPresence]:
        return read_presence(self.seats, self.events, at=at)

    def line_of(self, seat_id: object, at: datetime | None = None) -> SeatPresence | None:
        lines = self.presence if at is None else self.presence_at(at)
        return next((line for line in lines if str(line.seat_id) == str(seat_id)), None)

    def seat(self, seat_id: object) -> Seat | None:
        return next((seat for seat in self.seats if str(seat.pk) == str(seat_id)), None)

    def quorum(self, *, item_id: UUID | None = None, at: datetime | None = None) -> Quorum:
        """The session's own rule over a presence: the article, or that of the second convocation."""
        lines = self.presence if at is None else self.presence_at(at)
        return quorum_of(self.act, lines, at=at, item_id=item_id, is_second=self.is_second)

    def ledger(self) -> list[Quorum]:
        """The quorum after each instant at which something changed it: the table printed in the procès-verbal."""
        instants = {event.at for event in self.events if event.at is not None and event.kind != PresenceKind.RECUSED}
        ledger: list[Quorum] = []
        for instant in sorted(instants):
            reading = self.quorum(at=instant)
            if not ledger or (reading.present, reading.represented) != (ledger[-1].present, ledger[-1].represented):
                ledger.append(reading)
        return ledger

    def franchise(self, item_id: UUID | None) -> Franchise:
        """Who votes on an item."""
        return franchise_of(self.session, self.presence, item_id=item_id)

    @property
    def presides(self) -> PresenceEvent | None:
        """The event that says who presides; None before anybody was named."""
        return presiding(self.events)

    @cached_property
    def chair(self) -> SeatPresence | None:
        """The seat of who presides, as named, else as the seats say; he may be away."""
        event = self.presides
        return self.line_of(event.seat_id) if event is not None else chair_among(self.presence)

    @property
    def open_ballot(self) -> Ballot | None:
        return next((ballot for ballot in self.ballots if ballot.state == BallotState.OPEN), None)

    def last_closed(self, item_id: UUID) -> Ballot | None:
        """The last vote closed on an item."""
        closed = [row for row in self.ballots if row.item_id == item_id and row.state == BallotState.CLOSED]
        return max(closed, key=lambda row: (row.closed_at, row.pk)) if closed else None

    def without(self, event: PresenceEvent) -> "Room":
        """The room as if this event had not been noted."""
        return replace(self, events=tuple(other for other in self.events if other.pk != event.pk))

    def having(self, *events: PresenceEvent) -> "Room":
        """The room with these events too."""
        return replace(self, events=tuple(in_order(_by_hour([*self.events, *events]))))

    def until(self, at: datetime) -> "Room":
        """The room as it was at an instant."""
        return replace(self, events=tuple(event for event in self.events if event.at is None or event.at <= at))

    def refuse_without_quorum(self, act: str, *, item_id: UUID | None = None, remedy: str = NOTE_PRESENCE) -> Quorum:
        """Raise Refused when the quorum is missing, or when what the act does not say would decide; else return it."""
        quorum = self.quorum(item_id=item_id)
        if unsaid := silence_refusal(required=quorum.required, silent_on=quorum.silent_on):
            raise Refused(f"Impossible {act}. {unsaid}", article=quorum.article)
        if short := quorum_refusal(counted=quorum.counted, required=quorum.required, article=quorum.article):
            raise Refused(f"Impossible {act}. {short} {remedy}", article=quorum.article)
        return quorum

    def refuse_without_chair(self, act: str) -> None:
        """Raise Refused when whoever presided is gone and nobody took the chair; a session opened before this was noted
        goes on.
        """
        event = self.presides
        if event is not None and (self.chair is None or not self.chair.is_present):
            raise Refused(
                f"Impossible {act} : {event.person_name}, qui préside, n’est plus noté présent. Nommez qui préside à"
                " présent."
            )


def room_of(session: CommissionSession, *also: BallotState) -> Room:
    """Read the room; called inside an act, the session locked (5 queries, fewer where the act is silent on nothing).
    `also`: the ballots in other states that one reads of, beside those that count.
    """
    ballots = counted_ballots(session, *also)
    return Room(session, tuple(seats_of(session)), tuple(events_of(session)), tuple(ballots))


def _by_hour(events: Iterable[PresenceEvent]) -> Sequence[PresenceEvent]:
    """In the order of the hours, then of the keys; those without an hour keep their place."""
    rows = list(events)
    dated = sorted((row for row in rows if row.at is not None), key=lambda row: (row.at, row.pk))
    return [*(row for row in rows if row.at is None), *dated]
