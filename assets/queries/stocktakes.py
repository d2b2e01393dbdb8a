"""What the pages of a campaign show: what is left to see, what was noted last, the statement that ends it."""

from dataclasses import dataclass
from typing import Any

from ..enums import LineOutcome
from ..models import Stocktake, StocktakeLine

LEFT, LATEST = 30, 10


@dataclass(frozen=True)
class Statement:
    """The end of a campaign, in figures and in rows; what was confirmed is in the list of lines."""

    expected: int
    confirmed: int
    missing: tuple[StocktakeLine, ...]
    found: tuple[StocktakeLine, ...]
    noted_by: tuple[str, ...] = ()

    @property
    def share(self) -> int | None:
        """Of what was expected, what was seen, in hundredths."""
        return round(100 * self.confirmed / self.expected) if self.expected else None


def _lines(row: Stocktake, **which: Any) -> Any:
    found = row.lines.filter(**which).select_related("asset", "asset__category", "asset__structure")
    return found.defer("asset__search")


def statement_of(row: Stocktake) -> Statement:
    lines = _lines(row, outcome__in=(LineOutcome.MISSING, LineOutcome.FOUND)).order_by("asset__code", "label", "pk")
    by_outcome: dict[str, list[StocktakeLine]] = {LineOutcome.MISSING: [], LineOutcome.FOUND: []}
    for line in lines:
        by_outcome[line.outcome].append(line)
    names = row.lines.exclude(by_name="").order_by("by_name").values_list("by_name", flat=True).distinct()
    return Statement(
        row.expected,
        row.count_confirmed,
        tuple(by_outcome[LineOutcome.MISSING]),
        tuple(by_outcome[LineOutcome.FOUND]),
        tuple(names),
    )


def shown_on_phone(row: Stocktake) -> dict[str, Any]:
    """What is left, in the order of the numbers, and what was noted last (2 queries)."""
    return {
        "left": list(_lines(row, outcome=LineOutcome.WAITING).order_by("asset__code", "pk")[:LEFT]),
        "latest": list(_lines(row, noted_at__isnull=False).order_by("-noted_at", "pk")[:LATEST]),
    }
