"""The result of a vote, computed from the majority rule and never typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .facts import Event, Key, MajorityBase, MajorityRule, Rules, RulesError, Seat
from .quorum import Quorum, quorum_of
from .roll import Line, entitled, roll

CHOICES = ("for", "against", "abstain")


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    TIED = "tied"  # an equal split that nobody breaks
    NO_QUORUM = "no_quorum"  # the vote could not be held
    UNKNOWN = "unknown"  # the act gives no majority, or leaves open what decides the quorum


@dataclass(frozen=True)
class Tally:
    """Voices counted together (show of hands, secret vote).

    `chair` is how whoever presides voted, where it is known.
    """

    for_: int = 0
    against: int = 0
    abstentions: int = 0
    chair: str = ""

    def __post_init__(self) -> None:
        if min(self.for_, self.against, self.abstentions) < 0:
            raise RulesError("Un nombre de voix n’est pas négatif.")
        if self.chair not in ("", *CHOICES):
            raise RulesError("La voix du président est pour, contre ou abstention.")
        if self.chair and not {"for": self.for_, "against": self.against, "abstain": self.abstentions}[self.chair]:
            raise RulesError("La voix du président ne se trouve pas dans le compte. Recomptez.")

    @property
    def total(self) -> int:
        return self.for_ + self.against + self.abstentions


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    tally: Tally
    entitled: int
    needed: int | None
    quorum: Quorum
    used_casting_vote: bool = False
    not_voting: tuple[Key, ...] = ()  # known for a vote by name only
    sentence: str = ""


def needed(rule: MajorityRule, *, tally: Tally, entitled: int, seats: int, filled: int) -> int:
    """Return the voices needed: a part of the voices cast, of those present or represented, or of the seats."""
    bases = {
        MajorityBase.CAST: tally.for_ + tally.against,
        MajorityBase.VOTING: tally.total,
        MajorityBase.PRESENT: entitled,
        MajorityBase.FILLED: filled,
        MajorityBase.SEATS: seats,
    }
    return rule.needed_of(bases[rule.base])


def result(
    rules: Rules,
    seats: Sequence[Seat],
    events: Iterable[Event],
    votes: Tally | Mapping[Key, str],
    *,
    at: Any = None,
    item: Key | None = None,
    chair: Key | None = None,
    is_second: bool = False,
) -> Result:
    """Count a vote held at `at` on `item`: a tally, or seat → "for" / "against" / "abstain" for a vote by name.

    In a vote by name the voice of somebody represented stands under his own seat. Raise RulesError for more voices than
    voters and for the vote of somebody who has none.
    """
    return result_of(rules, roll(rules, seats, events, at=at, item=item), votes, chair=chair, is_second=is_second)


def result_of(
    rules: Rules,
    lines: Sequence[Line],
    votes: Tally | Mapping[Key, str],
    *,
    chair: Key | None = None,
    is_second: bool = False,
) -> Result:
    """The same from a roll that is already read."""
    voters = entitled(lines) if rules.proxies_allowed else [line for line in entitled(lines) if line.is_present]
    tally, silent = (votes, ()) if isinstance(votes, Tally) else _by_name(votes, voters, chair)
    if tally.total > len(voters):
        raise RulesError(
            f"{_voices(tally.total)} pour {len(voters)} votant{'s' if len(voters) > 1 else ''} : recomptez."
        )
    found = quorum_of(rules, lines, is_second=is_second)
    if found.is_reached is False:
        return Result(
            Outcome.NO_QUORUM,
            tally,
            len(voters),
            None,
            found,
            not_voting=silent,
            sentence=f"quorum non atteint : {found.sentence}",
        )
    if rules.majority is None or (found.is_reached is None and found.silent_on != ("quorum",)):
        missing = "l’acte ne fixe pas de majorité" if rules.majority is None else found.sentence
        return Result(Outcome.UNKNOWN, tally, len(voters), None, found, not_voting=silent, sentence=missing)
    voting = [line for line in lines if line.seat.has_vote]
    threshold = needed(
        rules.majority,
        tally=tally,
        entitled=len(voters),
        seats=len(voting),
        filled=sum(bool(line.seat.holder) or line.is_present for line in voting),
    )
    outcome, used, sentence = decide(rules, tally, threshold)
    return Result(outcome, tally, len(voters), threshold, found, used, silent, sentence)


def decide(rules: Rules, tally: Tally, threshold: int) -> tuple[Outcome, bool, str]:
    """(outcome, whether the casting vote decided, sentence).

    On an equal split the voice of the chair weighs one more, where the act says so.
    """
    assert rules.majority is not None
    rule = rules.majority
    named = ", ".join(part for part in (rule.label, rule.article) if part)
    sentence = (
        f"{_voices(tally.for_)} pour, {threshold} requise{'s' if threshold > 1 else ''}{f' ({named})' if named else ''}"
    )
    if tally.for_ >= threshold:
        return Outcome.ADOPTED, False, sentence
    # A split: equal sides, and one voice more would do.
    if tally.for_ == tally.against > 0 and tally.for_ + 1 >= threshold:
        if rules.casting_vote and tally.chair in ("for", "against"):
            article = rules.casting_article or "article non renseigné"
            said = f"{sentence} ; partage des voix, voix prépondérante de la présidence ({article})"
            return (Outcome.ADOPTED if tally.chair == "for" else Outcome.REJECTED), True, said
        return Outcome.TIED, False, f"{sentence} ; partage des voix"
    return Outcome.REJECTED, False, sentence


def _by_name(votes: Mapping[Key, str], voters: Sequence[Line], chair: Key | None) -> tuple[Tally, tuple[Key, ...]]:
    may = {line.seat.key: line for line in voters}
    for key, choice in votes.items():
        if choice not in CHOICES:
            raise RulesError(f"Vote illisible : {choice!r}. Un vote est pour, contre ou abstention.")
        if key not in may:
            raise RulesError(
                f"{key} n’est pas parmi les votants de ce point : ni présent avec voix délibérative, ni représenté."
            )
    counts = {choice: sum(given == choice for given in votes.values()) for choice in CHOICES}
    silent = tuple(key for key in may if key not in votes)
    return (
        Tally(counts["for"], counts["against"], counts["abstain"], votes.get(chair, "") if chair is not None else ""),
        silent,
    )


def _voices(count: int) -> str:
    return f"{count} voix"
