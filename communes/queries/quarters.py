"""The quarter of a day: its name, its last day."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..models import CommuneQuarter


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @property
    def label(self) -> str:
        return CommuneQuarter(year=self.year, number=self.number).label

    @property
    def last_day(self) -> date:
        begins = (self.year + 1, 1) if self.number == 4 else (self.year, 3 * self.number + 1)
        return date(*begins, 1) - timedelta(days=1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)
