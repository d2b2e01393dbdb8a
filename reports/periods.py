"""The quarter or the year that a report is of. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.common.typography import ordinal

from .enums import ReportKind

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    start: date
    end: date  # its last day: what the report reads as of

    @property
    def label(self) -> str:
        if (self.end - self.start).days > 100:
            return f"année {self.start.year}"
        return f"{ordinal((self.start.month + 2) // 3, feminine=False)} trimestre {self.start.year}"

    @property
    def before(self) -> date:
        """The eve of its first day: what its movements are measured from."""
        return self.start - DAY


def period_of(kind: str, day: date) -> Period:
    """The one that holds a day."""
    if kind == ReportKind.ANNUAL:
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    first = 3 * ((day.month - 1) // 3) + 1
    following = date(day.year + first // 10, (first + 3) % 12, 1)
    return Period(date(day.year, first, 1), following - DAY)


def last_over(kind: str, today: date) -> Period:
    """The last one that is over."""
    return period_of(kind, period_of(kind, today).before)


def last_ones(kind: str, today: date, count: int) -> list[Period]:
    found = [last_over(kind, today)]
    while len(found) < count:
        found.append(period_of(kind, found[-1].before))
    return found
