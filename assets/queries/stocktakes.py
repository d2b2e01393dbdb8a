"""What the pages of a campaign show: what is left to see, what was noted last, the statement that ends it."""

from dataclasses import dataclass
from typing import Any

from foundation.documents.models import Document
from foundation.jobs.enums import JobState

from ..enums import LineOutcome
from ..models import Stocktake, StocktakeLine

LEFT, LATEST = 30, 10
LISTED, PRINTED = 50, 1000  # of each outcome, on the page of a campaign and on its paper; its lines have them all


@dataclass(frozen=True)
class Statement:
    """The end of a campaign, in figures and in rows; what was confirmed is in the list of lines."""

    expected: int
    confirmed: int
    missing_count: int
    missing: tuple[StocktakeLine, ...]
    found_count: int
    found: tuple[StocktakeLine, ...]
    waiting_count: int = 0  # seen elsewhere, in repair or retired: neither confirmed nor missing
    waiting: tuple[StocktakeLine, ...] = ()
    noted_by: tuple[str, ...] = ()

    @property
    def share(self) -> int | None:
        """Of what was expected, what was seen, in hundredths."""
        return round(100 * self.confirmed / self.expected) if self.expected else None


def _lines(row: Stocktake, **which: Any) -> Any:
    found = row.lines.filter(**which).select_related("asset", "asset__category", "asset__structure")
    return found.defer("asset__search")


def statement_of(row: Stocktake, most: int) -> Statement:
    """`most` lines of each outcome; needs `with_counts`."""
    missing, found, waiting = (
        tuple(_lines(row, outcome=outcome).order_by("asset__code", "label", "pk")[:most])
        for outcome in (LineOutcome.MISSING, LineOutcome.FOUND, LineOutcome.WAITING)
    )
    names = row.lines.exclude(by_name="").order_by("by_name").values_list("by_name", flat=True).distinct()
    return Statement(
        row.expected,
        row.count_confirmed,
        row.count_missing,
        missing,
        row.count_found,
        found,
        row.count_waiting,
        waiting,
        tuple(names),
    )


def is_lost(paper: Document) -> bool:
    """Whether nobody will make its PDF any more."""
    return paper.state in ("", JobState.DEAD, JobState.CANCELLED)


def shown_on_phone(row: Stocktake) -> dict[str, Any]:
    """What is left, in the order of the numbers, and what was noted last (2 queries)."""
    return {
        "left": list(_lines(row, outcome=LineOutcome.WAITING).order_by("asset__code", "pk")[:LEFT]),
        "latest": list(_lines(row, noted_at__isnull=False).order_by("-noted_at", "pk")[:LATEST]),
    }
