"""Sums of amounts that may be unknown, not applicable or withheld: what is left out is counted and said why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from foundation.common.typography import amount, integer, plural, short_amount

from ..enums import AmountState
from ..models import FundingLine
from ..models.funding import AMOUNTS, state_of

LABELS = {"planned": "Prévu", "committed": "Engagé", "paid": "Payé"}
LEFT_OUT = (
    (AmountState.UNKNOWN, "non renseignée", "non renseignées"),
    (AmountState.WITHHELD, "réservée", "réservées"),
    (AmountState.NOT_APPLICABLE, "sans objet", "sans objet"),
)


@dataclass(frozen=True)
class AmountSum:
    """`total` is None when no line has a value: nothing known is not zero."""

    total: int | None = None
    known: int = 0
    unknown: int = 0
    not_applicable: int = 0
    withheld: int = 0

    @property
    def left_out(self) -> int:
        return self.unknown + self.not_applicable + self.withheld

    @property
    def text(self) -> str:
        return short_amount(self.total) if self.total is not None else self.absence

    @property
    def full(self) -> str:
        return amount(self.total) if self.total is not None else self.absence

    @property
    def absence(self) -> str:
        """The word of a sum without any value: the one reason of all its lines, « non renseigné » when they differ."""
        reasons = [state for state, *_ in LEFT_OUT if getattr(self, state.value)]
        return reasons[0].label if len(reasons) == 1 else AmountState.UNKNOWN.label

    @property
    def words(self) -> str:
        """« 3 lignes non comptées : 2 non renseignées, 1 réservée »; nothing when all are counted."""
        if not self.left_out:
            return ""
        why = [
            f"{integer(count)} {one if count < 2 else many}"
            for state, one, many in LEFT_OUT
            if (count := getattr(self, state.value))
        ]
        return f"{plural(self.left_out, 'ligne non comptée', 'lignes non comptées')} : {', '.join(why)}"


Sums = dict[str, AmountSum]


def _counts(name: str) -> dict[str, Any]:
    states = {f"{name}_{state.value}": Count("pk", filter=state_of(name, state)) for state in AmountState}
    return {f"{name}_total": Sum(name)} | states


ASKED: dict[str, Any] = {}
for each in AMOUNTS:
    ASKED |= _counts(each)


def _read(row: Mapping[str, Any]) -> Sums:
    def of(name: str) -> AmountSum:
        total = row[f"{name}_total"]
        counts = {state.value: row[f"{name}_{state.value}"] for state in AmountState}
        return AmountSum(int(total) if total is not None else None, **counts)

    return {name: of(name) for name in AMOUNTS}


def sums_of(rows: QuerySet[FundingLine]) -> Sums:
    """Planned, committed and paid of these lines (1 query)."""
    return _read(rows.order_by().aggregate(**ASKED))


def sums_by_year(rows: QuerySet[FundingLine]) -> list[tuple[int, Sums]]:
    """The same, year by year (1 query)."""
    found = rows.order_by().values("year").annotate(**ASKED).order_by("year")
    return [(row["year"], _read(row)) for row in found]


def added(sums: Iterable[AmountSum]) -> AmountSum:
    every = list(sums)
    known = [each.total for each in every if each.total is not None]
    counts = {state.value: sum(getattr(each, state.value) for each in every) for state in AmountState}
    return AmountSum(sum(known) if known else None, **counts)
