"""What the page « Méthode » says of a portfolio, worked out again by plain arithmetic: this file imports nothing of the
portal, and reads none of its rows.

A portfolio is a list of `Line`s, each what its ministry said of it, day after day; the day asked says the rest.
"""

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

YELLOW_FROM, RED_FROM = 10, 30  # per cent
RED_RATING, YELLOW_RATING = 2, 3
MONTHS, DELAY = 1, 15  # an update is asked for each month, and late half a month after
CLOSED = ("done", "in_operation", "abandoned")
ENDED = ("done", "in_operation")
LARGEST = Decimal("9999999.9")
ORDER = ("unknown", "green", "yellow", "red")


@dataclass(frozen=True)
class Said:
    """What is known of a line at one moment."""

    stage: str = "identified"
    kind: str = "project"
    planned_start: date | None = None
    planned_end: date | None = None
    planned_cost: int | None = None
    forecast_end: date | None = None
    forecast_cost: int | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    actual_cost: int | None = None
    own: int | None = None
    asin: int | None = None
    revisions: int = 0
    title: str = ""
    confirmed_on: date | None = None
    left_on: date | None = None
    why_left: str = ""

    @property
    def goes_on_elsewhere(self) -> bool:
        return self.why_left in ("merged", "split")


def per_cent(part: int, whole: int) -> Decimal:
    """To the tenth; an absurd plan goes no further than seven digits, whatever it says."""
    value = (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return max(-LARGEST, min(LARGEST, value))


def schedule(said: Said, today: date) -> Decimal | None:
    """(actual end, else forecast end − planned end) ÷ (planned end − planned start); an end that is past and not
    reached counts to today, or to the day it left; without estimate nothing is compared before.
    """
    if said.planned_start is None or said.planned_end is None:
        return None
    if said.actual_end is not None:
        end = said.actual_end
    elif said.stage in ENDED:
        return None
    else:
        last = today if said.left_on is None else min(today, said.left_on)
        foreseen = said.planned_end if said.forecast_end is None else said.forecast_end
        if foreseen < last:
            end = last
        elif said.forecast_end is None:
            return None
        else:
            end = foreseen
    return per_cent((end - said.planned_end).days, max(1, (said.planned_end - said.planned_start).days))


def cost(said: Said) -> Decimal | None:
    """(actual cost once finished, else forecast cost − planned cost) ÷ planned cost."""
    counted = said.actual_cost if said.actual_end is not None and said.actual_cost is not None else said.forecast_cost
    if counted is None or said.planned_cost in (None, 0):
        return None
    return per_cent(counted - said.planned_cost, said.planned_cost)


def colour(said: Said, today: date) -> str:
    """The worst of both; an early end or a saving stays green; without any there is none."""
    known = [value for value in (schedule(said, today), cost(said)) if value is not None]
    if not known:
        return "unknown"
    return "red" if max(known) >= RED_FROM else "yellow" if max(known) >= YELLOW_FROM else "green"


def retained(said: Said, today: date) -> str:
    """A low rating, of whoever, pulls the colour down; none pulls it up."""
    ratings = [rating for rating in (said.own, said.asin) if rating is not None]
    judged = "unknown"
    if ratings and min(ratings) <= YELLOW_RATING:
        judged = "red" if min(ratings) <= RED_RATING else "yellow"
    return max(colour(said, today), judged, key=ORDER.index)


def fresh_until(said: Said) -> date | None:
    """Last value or attestation + one month + fifteen days; a line that is closed or gone waits for nothing."""
    if said.confirmed_on is None or said.left_on is not None or said.stage in CLOSED:
        return None
    day = said.confirmed_on
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=DELAY)


def is_stale(said: Said, today: date) -> bool:
    until = fresh_until(said)
    return until is not None and until < today


@dataclass
class Line:
    ministry: str
    entered: date
    parts: list["Line"] = field(default_factory=list)
    past: list[tuple[date, Said]] = field(default_factory=list)
    seen: list[tuple[date, str]] = field(default_factory=list)  # each colour, since when it is shown
    attested: list[bool] = field(default_factory=list)  # of each publication

    @property
    def said(self) -> Said:
        return self.past[-1][1]

    def say(self, day: date, **values: Any) -> None:
        before = self.past[-1][1] if self.past else Said()
        self.past.append((day, replace(before, **values)))
        self.look(day)

    def look(self, day: date) -> None:
        """Somebody, or the night, looks at its colour: what left is not looked at any more."""
        shown = colour(self.said, day)
        if not self.seen or self.seen[-1][1] != shown:
            self.seen.append((day, shown))

    @property
    def is_leaf(self) -> bool:
        return not self.said.goes_on_elsewhere and not [one for one in self.parts if not one.said.goes_on_elsewhere]

    def on(self, day: date) -> Said | None:
        """What had been said of it at the end of a day; None before it entered and after it left."""
        said = [said for when, said in self.past if when <= day]
        return said[-1] if said and said[-1].left_on is None else None


@dataclass(frozen=True)
class Counts:
    """What the dashboard says of one ministry."""

    projects: int
    left: int
    stages: dict[str, int]
    colours: dict[str, int]
    retained: dict[str, int]
    stale: int

    @classmethod
    def of(cls, lines: Iterable[Line], today: date) -> "Counts":
        every = [line.said for line in lines if line.said.kind == "project"]
        return cls(
            len(every),
            sum(said.left_on is not None for said in every),
            dict(Counter(said.stage for said in every)),
            dict(Counter(colour(said, today) for said in every)),
            dict(Counter(retained(said, today) for said in every)),
            sum(is_stale(said, today) for said in every),
        )


@dataclass(frozen=True)
class Money:
    """Sums over the lines without parts, each with how many lines it leaves out."""

    planned: tuple[int | None, int]
    forecast: tuple[int | None, int]
    drift: tuple[Decimal | None, int]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Money":
        leaves = [line.said for line in lines if line.is_leaf]

        def added(values: list[int]) -> tuple[int | None, int]:
            return (sum(values) if values else None, len(leaves) - len(values))

        both = [one for one in leaves if one.planned_cost is not None and one.forecast_cost is not None]
        planned = sum(one.planned_cost or 0 for one in both)
        more = sum(one.forecast_cost or 0 for one in both) - planned
        return cls(
            added([one.planned_cost for one in leaves if one.planned_cost is not None]),
            added([one.forecast_cost for one in leaves if one.forecast_cost is not None]),
            (per_cent(more, planned) if planned else None, len(leaves) - len(both)),
        )
