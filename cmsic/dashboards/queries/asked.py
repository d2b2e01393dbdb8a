"""What a dashboard is asked: which data, which ministry or commission, the figures of which day and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from foundation.common import clock


@dataclass(frozen=True)
class Asked:
    data: str = ""
    year: int | None = None  # of the sessions; that of the day when it is not given
    day: date | None = None
    ministry: UUID | None = None
    commission: UUID | None = None
    theme: str = ""
    addressee: str = ""
    untold: str = ""  # those without a theme, or without an addressee

    @property
    def on(self) -> date:
        return self.day or clock.today()

    @property
    def of_year(self) -> int:
        return self.year or self.on.year

    @property
    def is_past(self) -> bool:
        return self.on < clock.today()

    @property
    def filters(self) -> dict[str, Any]:
        """The same for a figure."""
        given = {"data": self.data, "ministry": self.ministry, "commission": self.commission}
        given |= {"theme": self.theme, "addressee": self.addressee, "untold": self.untold}
        return {name: value for name, value in given.items() if value} | {"year": self.of_year, "today": self.on}

    @property
    def query(self) -> str:
        """The same in an address: a page of its own says it, and the figures that it opens."""
        given = {
            "annee": self.of_year if self.of_year != clock.today().year or self.is_past else None,
            "date": self.on.isoformat() if self.is_past else None,
            "donnees": self.data,
            "ministere": self.ministry,
            "commission": self.commission,
        }
        known = {name: value for name, value in given.items() if value}
        return f"?{urlencode(known)}" if known else ""


def year_asked(sent: Mapping[str, str], name: str = "annee") -> int:
    """The year in an address; this one when it cannot be read."""
    year, today = sent.get(name, ""), clock.today()
    known = year.isascii() and year.isdigit() and len(year) == 4 and 2018 <= int(year) <= today.year
    return int(year) if known else today.year
