"""What a need is worth: weighted means of the scores of the members, and how far the members are apart.

Pure functions of the criteria and the scores: no query. A criterion that nobody scored is not zero: there is no total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

METHOD_VERSION = 1
FORMULA = (
    "Note d’un besoin : somme de (moyenne des notes données à chaque critère × poids du critère) ÷ somme des poids, au"
    " centième. Sans note à chacun des critères, le besoin n’est pas noté : il n’a pas zéro."
)
SPREAD_FORMULA = (
    "Écart entre notateurs : la plus haute moins la plus basse des notes que donnent, seuls, ceux qui ont noté tous les"
    " critères ; il faut en être deux."
)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class CriterionScore:
    criterion: Any
    mean: Decimal | None
    lowest: int | None
    highest: int | None
    count: int

    @property
    def spread(self) -> int | None:
        return self.highest - self.lowest if self.highest is not None and self.lowest is not None else None


@dataclass(frozen=True)
class NeedScores:
    """`total` is None as long as a criterion has no score; `spread`, as long as two members did not score them all."""

    criteria: Sequence[CriterionScore]
    total: Decimal | None
    spread: Decimal | None
    scorer_count: int

    @property
    def missing(self) -> list[str]:
        return [str(each.criterion) for each in self.criteria if not each.count]


def rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def weighted(values: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Values with their weights, in one; exact until it is rounded."""
    return sum((value * weight for value, weight in values), Decimal()) / sum(weight for _, weight in values)


def scores_of(criteria: Sequence[Any], scores: Iterable[Any]) -> NeedScores:
    """Of one need. `scores` are those under other grids too: only these criteria count."""
    given: dict[Any, dict[Any, int]] = {criterion.pk: {} for criterion in criteria}
    for score in scores:
        if score.criterion_id in given:
            given[score.criterion_id][score.scorer_id] = score.value
    lines = [_line(criterion, list(given[criterion.pk].values())) for criterion in criteria]
    means = [(line.mean, line.criterion.weight) for line in lines if line.mean is not None]
    is_whole = bool(criteria) and len(means) == len(criteria)
    scorers = {scorer for each in given.values() for scorer in each}
    whole = [scorer for scorer in scorers if all(scorer in each for each in given.values())]
    totals = [
        weighted([(Decimal(given[criterion.pk][scorer]), criterion.weight) for criterion in criteria])
        for scorer in whole
    ]
    return NeedScores(
        lines,
        rounded(weighted(means)) if is_whole else None,
        rounded(max(totals) - min(totals)) if len(totals) > 1 else None,
        len(scorers),
    )


def _line(criterion: Any, values: list[int]) -> CriterionScore:
    if not values:
        return CriterionScore(criterion, None, None, None, 0)
    mean = Decimal(sum(values)) / len(values)
    return CriterionScore(criterion, mean, min(values), max(values), len(values))


def ranks_of(totals: Sequence[Decimal]) -> list[int]:
    """The rank of each, the highest first; equal totals share theirs, and the next one comes after them all."""
    ordered = sorted(totals, reverse=True)
    return [ordered.index(total) + 1 for total in totals]
