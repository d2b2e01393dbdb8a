"""The result of a vote, computed by the rules engine from the majority of the act and never typed."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from uuid import UUID

from commissions.models import Statute
from sessions import rulebook
from sessions.core.enums import BallotResult
from sessions.core.models import CommissionSession
from sessions.core.queries.act_rules import act_of, is_second_convocation, rules_of

from .live_votes import Franchise
from .presence import lines_of

RESULTS = {
    rulebook.Outcome.ADOPTED: BallotResult.ADOPTED,
    rulebook.Outcome.REJECTED: BallotResult.REJECTED,
    rulebook.Outcome.TIED: BallotResult.TIED,
}


@dataclass(frozen=True)
class VoteOutcome:
    result: BallotResult
    needed: int
    used_casting_vote: bool
    explanation: str  # « 5 voix pour, 4 requises (majorité simple des suffrages exprimés, article 11) »


def vote_outcome(
    act: Statute,
    *,
    votes_for: int,
    votes_against: int,
    entitled: int,
    seats: int,
    abstentions: int = 0,
    filled: int | None = None,
    president_vote: str = "",
) -> VoteOutcome:
    """Apply the majority of an act (docs/regles.md) to a count; raise ValueError where it gives none.

    `entitled` = present or represented with a vote on the item, `seats` = all seats with a vote, `filled` = those that
    somebody holds.
    """
    rules = rules_of(act)
    if rules.majority is None:
        raise ValueError("the act has no majority rule")
    tally = rulebook.Tally(votes_for, votes_against, abstentions, president_vote)
    needed = rulebook.needed(
        rules.majority, tally=tally, entitled=entitled, seats=seats, filled=seats if filled is None else filled
    )
    outcome, used_casting_vote, sentence = rulebook.decide(rules, tally, needed)
    return VoteOutcome(RESULTS[outcome], needed, used_casting_vote, sentence)


def named_outcome(
    session: CommissionSession,
    franchise: Franchise,
    votes: Mapping[Hashable, str],
    *,
    item_id: UUID,
    chair: UUID | None,
) -> rulebook.Result:
    """Count a vote by name: seat → voice, a voice given by proxy under the seat that gave it (docs/regles.md)."""
    rules = rules_of(act_of(session))
    lines = lines_of(rules, franchise.roll, item_id=item_id)
    return rulebook.result_of(rules, lines, votes, chair=chair, is_second=is_second_convocation(session))
