"""The result of a vote, computed from the majority rule and never typed."""

from dataclasses import dataclass

from commissions.enums import MajorityRule
from commissions.models import Statute

from ..enums import BallotResult


@dataclass(frozen=True)
class VoteOutcome:
    result: BallotResult
    needed: int
    used_casting_vote: bool
    explanation: str  # « 5 voix pour, 4 requises (majorité simple des suffrages exprimés, article 11) »


def clear_majority(statute: Statute | None) -> MajorityRule | None:
    """Return the rule the text gives, or None when no text gives one."""
    return MajorityRule(statute.majority_rule) if statute is not None and statute.majority_rule else None


def needed_votes(rule: MajorityRule, *, cast: int, entitled: int, seats: int) -> int:
    """Return the votes needed: `cast` = for + against, `entitled` = present or represented with a vote, `seats` = all voting seats."""
    if rule == MajorityRule.SIMPLE_CAST:
        return cast // 2 + 1
    if rule == MajorityRule.ABSOLUTE_PRESENT:
        return entitled // 2 + 1
    if rule == MajorityRule.ABSOLUTE_MEMBERS:
        return seats // 2 + 1
    return -(-2 * entitled // 3)


def vote_outcome(statute: Statute, *, votes_for: int, votes_against: int, entitled: int, seats: int, president_vote: str = "") -> VoteOutcome:
    """Apply the majority rule. On an equal split the president's own vote decides, where the article gives it weight."""
    rule = clear_majority(statute)
    if rule is None:
        raise ValueError("the statute has no majority rule")
    needed = needed_votes(rule, cast=votes_for + votes_against, entitled=entitled, seats=seats)
    article = f", {statute.majority_article}" if statute.majority_article else ""
    explanation = f"{votes_for} voix pour, {needed} requises ({rule.label}{article})"
    if votes_for >= needed:
        return VoteOutcome(BallotResult.ADOPTED, needed, False, explanation)
    if votes_for == votes_against and votes_for > 0 and rule == MajorityRule.SIMPLE_CAST:
        if statute.casting_vote and president_vote in ("for", "against"):
            casting = f" ; partage des voix, voix prépondérante du président ({statute.casting_vote_article or 'article non renseigné'})"
            result = BallotResult.ADOPTED if president_vote == "for" else BallotResult.REJECTED
            return VoteOutcome(result, needed, True, explanation + casting)
        return VoteOutcome(BallotResult.TIED, needed, False, explanation + " ; partage des voix")
    return VoteOutcome(BallotResult.REJECTED, needed, False, explanation)
