"""Who may vote on an item at an instant, and what is stored of it with the vote."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commissions.models import Statute
from sessions.core.enums import BallotMethod, BallotState
from sessions.core.models import Ballot, CommissionSession
from sessions.core.queries.act_rules import act_of, rules_of
from sessions.core.queries.roll import seats_of

from ..models import BallotMark, BallotVote
from .presence import Quorum, SeatPresence, events_of, lines_of, quorum_for, read_presence


@dataclass(frozen=True)
class Voter:
    """One voice: that of who sits, or of whom he represents."""

    line: SeatPresence
    through: SeatPresence | None = None

    @property
    def name(self) -> str:
        return self.line.person_name or self.line.label

    @property
    def through_id(self) -> UUID | None:
        return self.through.seat_id if self.through is not None else None

    @property
    def through_name(self) -> str:
        return (self.through.person_name or self.through.label) if self.through is not None else ""

    @property
    def through_label(self) -> str:
        return self.through.label if self.through is not None else ""


@dataclass(frozen=True)
class Franchise:
    """The voters of one item: those who sit, and those they vote for. Who is recused on the item is in neither."""

    present: tuple[SeatPresence, ...]
    proxies: tuple[tuple[SeatPresence, SeatPresence], ...]  # who gave it, who holds it
    recused: tuple[SeatPresence, ...]
    seats: int
    filled: int  # seats with a vote that somebody holds
    quorum: Quorum
    roll: tuple[SeatPresence, ...] = ()  # every seat, in order

    @property
    def voters(self) -> list[Voter]:
        """Every voice, in the order of the seats."""
        by_seat = {line.seat_id: Voter(line) for line in self.present} | {
            giver.seat_id: Voter(giver, holder) for giver, holder in self.proxies
        }
        return [by_seat[line.seat_id] for line in self.roll if line.seat_id in by_seat]

    @property
    def count(self) -> int:
        return len(self.present) + len(self.proxies)

    @property
    def sentence(self) -> str:
        """« 8 votants : 7 présents, 1 procuration »"""
        proxies = f", {len(self.proxies)} procuration{'s' if len(self.proxies) > 1 else ''}" if self.proxies else ""
        plural = "s" if self.count > 1 else ""
        return (
            f"{self.count} votant{plural} : {len(self.present)} présent{'s' if len(self.present) > 1 else ''}{proxies}"
        )

    def as_snapshot(self) -> dict:
        return {
            "entitled": self.count,
            "seats": self.seats,
            "filled": self.filled,
            "present": [
                {
                    "seat": str(line.seat_id),
                    "label": line.label,
                    "name": line.person_name,
                    "by_substitute": line.by_substitute,
                }
                for line in self.present
            ],
            "proxies": [
                {
                    "seat": str(giver.seat_id),
                    "label": giver.label,
                    "name": giver.person_name,
                    "holder": str(holder.seat_id),
                    "holder_name": holder.person_name,
                }
                for giver, holder in self.proxies
            ],
            "recused": [
                {"seat": str(line.seat_id), "label": line.label, "name": line.person_name} for line in self.recused
            ],
            "quorum": self.quorum.as_snapshot(),
        }


def franchise_of(
    session: CommissionSession, presence: Sequence[SeatPresence], *, item_id: UUID | None, at: datetime | None = None
) -> Franchise:
    """Read the voters from a presence.

    A proxy votes only where the article allows proxies and while its holder sits.
    """
    act = act_of(session)
    by_seat: dict[Hashable, SeatPresence] = {row.seat_id: row for row in presence}
    voting = [line for line in lines_of(rules_of(act), presence, item_id=item_id) if line.seat.has_vote]
    proxies = [line for line in voting if line.is_represented] if act.proxies_allowed else []
    return Franchise(
        present=tuple(by_seat[line.seat.key] for line in voting if line.is_present and not line.is_recused),
        proxies=tuple((by_seat[line.seat.key], by_seat[line.votes_through]) for line in proxies),
        recused=tuple(by_seat[line.seat.key] for line in voting if line.is_present and line.is_recused),
        seats=len(voting),
        filled=sum(bool(line.seat.holder) or line.is_present for line in voting),
        quorum=quorum_for(session, presence, at=at, item_id=item_id),
        roll=tuple(presence),
    )


def franchise_at(session: CommissionSession, at: datetime | None = None, *, item_id: UUID | None = None) -> Franchise:
    """Compute the voters of an item at an instant: 4 queries."""
    return franchise_of(session, read_presence(seats_of(session), events_of(session), at=at), item_id=item_id, at=at)


def rule_snapshot(act: Statute) -> dict:
    """The majority rule as it was when the vote closed."""
    if not act.majority_rule:
        return {
            "code": "",
            "label": "règle de majorité non renseignée",
            "article": "",
            "casting_vote": None,
            "casting_vote_article": "",
        }
    return {
        "code": act.majority_rule,
        "label": act.majority_sentence,
        "article": act.majority_article,
        "casting_vote": act.casting_vote,
        "casting_vote_article": act.casting_vote_article,
    }


def counted_ballots(session: CommissionSession) -> list[Ballot]:
    """The votes whose presence must stay true: those closed, and the one that is open."""
    return list(
        Ballot.objects.filter(session=session, state__in=[BallotState.OPEN, BallotState.CLOSED])
        .select_related("item")
        .order_by("opened_at", "pk")
    )


def voted_in(ballot: Ballot) -> set[str]:
    """The seats whose voice is already told in an open vote (at most 1 query)."""
    if ballot.method == BallotMethod.BY_NAME:
        return {str(key) for key in BallotVote.objects.filter(ballot=ballot).values_list("seat_id", flat=True)}
    if ballot.method == BallotMethod.SECRET:
        return {str(key) for key in BallotMark.objects.filter(ballot=ballot).values_list("seat_id", flat=True)}
    return set(ballot.snapshot.get("voted", []))
