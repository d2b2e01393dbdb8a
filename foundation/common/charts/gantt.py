"""A calendar of bars: what was planned beside what is expected, dated marks, and the day it is read."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..typography import UNKNOWN, short_date
from .drawing import (
    BROAD,
    INK,
    LINE,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    TONES,
    Chart,
    Drawing,
    colour_of,
    identifier,
    key_of,
    set_apart,
    text_width,
    texture_of,
    wrapped,
)

Period = tuple[date, date]
STEPS = (1, 3, 6, 12, 24, 60)  # months between two ticks
HOLLOW = ("neutral", "stale")  # tones of a mark that nobody waits for


@dataclass(frozen=True)
class Mark:
    """`kind`: a circle for what was first foreseen, a diamond for what is, a square for what took place. What is late
    bears an exclamation mark, and what nobody waits for any more is hollow.
    """

    kind: str  # initial, current, actual
    on: date
    label: str
    tone: str = "primary"


@dataclass(frozen=True)
class Span:
    """One row. `planned` is a line below, `expected` the bar; `word` says how it stands."""

    label: str
    planned: Period | None = None
    expected: Period | None = None
    marks: tuple[Mark, ...] = ()
    word: str = ""
    tone: str = "primary"
    href: str = ""

    @property
    def days(self) -> list[date]:
        return [*(self.planned or ()), *(self.expected or ()), *(mark.on for mark in self.marks)]

    @property
    def title(self) -> str:
        said = [f"prévu {_between(self.planned)}"] if self.planned else []
        said += [f"attendu {_between(self.expected)}"] if self.expected else []
        said += [f"{mark.label} {short_date(mark.on)}" for mark in self.marks]
        return f"{self.label} : {', '.join([*said, *([self.word] if self.word else [])]) or UNKNOWN}"


def _between(period: Period) -> str:
    return f"du {short_date(period[0])} au {short_date(period[1])}"


class _Months:
    """The months from the first day to the last, in few enough steps that their names stand apart."""

    def __init__(self, days: Sequence[date], left: float, right: float) -> None:
        first, last = min(days), max(days)
        self.start = first.year * 12 + first.month - 1
        count = last.year * 12 + last.month - self.start
        room = (right - left) / 62
        self.step = next((step for step in STEPS if count / step <= room), STEPS[-1])
        self.start -= self.start % self.step
        count = last.year * 12 + last.month - self.start
        self.count = -(-count // self.step) * self.step
        self.left, self.right = left, right

    def at(self, months: float) -> float:
        return self.left + (self.right - self.left) * months / self.count

    def x(self, day: date) -> float:
        part = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
        return self.at(day.year * 12 + day.month - 1 - self.start + part)

    def ticks(self) -> list[tuple[float, str]]:
        found = []
        for months in range(0, self.count + 1, self.step):
            year, month = divmod(self.start + months, 12)
            found.append((self.at(months), f"{month + 1:02}/{year}" if self.step % 12 else str(year)))
        return found


class _Rows:
    """The place of the rows, their names beside them, or above on a phone."""

    def __init__(self, width: int, rows: Sequence[Span], today: date) -> None:
        self.drawing = Drawing(width)
        self.is_narrow = width == NARROW
        names = max((text_width(row.label) for row in rows), default=0.0)
        above = 35 if names > width else 20  # two lines for all, where one has need of them
        self.step, self.above = (above + 30, above) if self.is_narrow else (36, 0)
        room = float(width) if self.is_narrow else min(names, width * 0.42)
        self.names = set_apart([row.label for row in rows], lambda label: wrapped(label, room))
        self.left = 6.0 if self.is_narrow else min(names, width * 0.42) + 14
        self.right, self.top = width - 12.0, 26.0
        self.bottom = self.top + self.step * len(rows)
        self.drawing.height = self.bottom + 20
        self.months = _Months([today, *(day for row in rows for day in row.days)], self.left, self.right)

    def axis(self, today: date) -> None:
        for x, name in self.months.ticks():
            self.drawing.line(x, self.top - 6, x, self.bottom)
            anchor = "end" if x > self.right - 20 else "start" if x < self.left + 20 else "middle"
            self.drawing.words(x, 14, name, size=SMALL, fill=MUTED, anchor=anchor)
        x = self.months.x(today)
        self.drawing.line(x, self.top - 6, x, self.bottom + 4, stroke=INK, width=1.5, dash="4 3")
        anchor = "end" if x > self.right - 60 else "start"
        self.drawing.words(x, self.bottom + 17, f"le {short_date(today)}", size=SMALL, anchor=anchor)

    def row(self, index: int, row: Span) -> None:
        top = self.top + index * self.step
        self.name(top, self.names[index], row.href)
        top += self.above
        if row.planned:
            start, end = map(self.months.x, row.planned)
            self._bar(start, end, top + 21, 4, TONES["neutral"], "line", row)
        if row.expected:
            start, end = map(self.months.x, row.expected)
            self._bar(start, end, top + 7, 12, colour_of(row.tone), texture_of(row.tone), row)
        days = [self.months.x(mark.on) for mark in row.marks]
        if days and not row.expected:
            self.drawing.line(min(days), top + 13, max(days), top + 13, stroke=TONES["neutral"], width=1.5)
        for mark in row.marks:
            self._mark(self.months.x(mark.on), top + 13, mark, row)
        if not row.days:
            self.drawing.words(self.left, top + 17, "dates non renseignées", size=SMALL, fill=MUTED)

    def name(self, top: float, lines: Sequence[str], href: str) -> None:
        if self.is_narrow:
            for turn, line in enumerate(lines):
                y, length = top + 16 + 15 * turn, text_width(line)
                # The lines of the months and of the day do not cross a name.
                self.drawing.add("rect", x=0, y=y - 11, width=length, height=14, fill=PAPER, pointer_events="none")
                self.drawing.words(0, y, line, href=href)
            return
        for turn, line in enumerate(lines):
            middle = top + 18 - (len(lines) - 1) * 7.5 + 15 * turn
            self.drawing.words(self.left - 12, middle, line, anchor="end", href=href)

    def _bar(self, start: float, end: float, y: float, height: float, fill: str, texture: str, row: Span) -> None:
        shape: dict[str, Any] = {"x": start, "y": y, "width": max(end - start, 2.0), "height": height}
        self.drawing.mark("rect", fill, texture, title=row.title, href=row.href, **shape)

    def _mark(self, x: float, y: float, mark: Mark, row: Span) -> None:
        fill, hollow = colour_of(mark.tone), mark.tone in HOLLOW
        said: dict[str, Any] = {
            "title": f"{row.label}, {mark.label} : {short_date(mark.on)}",
            "class_": "mark",
            "data_texture": f"{mark.kind}-{'marked' if mark.tone == 'late' else 'hollow' if hollow else 'full'}",
            "stroke_width": 1.5,
        }
        self.drawing.add("circle", cx=x, cy=y, r=8, fill=PAPER, pointer_events="none")  # apart from a hatched bar
        if mark.kind == "initial":
            self.drawing.add("circle", cx=x, cy=y, r=4.5, fill=PAPER, stroke=MUTED, **said)
        elif mark.kind == "current":
            points = f"{x:.1f},{y - 6.5:.1f} {x + 6.5:.1f},{y:.1f} {x:.1f},{y + 6.5:.1f} {x - 6.5:.1f},{y:.1f}"
            self.drawing.add(
                "polygon", points=points, fill=PAPER if hollow else fill, stroke=fill if hollow else PAPER, **said
            )
            if mark.tone == "late":
                self.drawing.line(x, y - 3.5, x, y + 0.8, stroke=PAPER, width=1.8)
                self.drawing.line(x, y + 2, x, y + 3.8, stroke=PAPER, width=1.8)
        else:
            self.drawing.add("rect", x=x - 5, y=y - 5, width=10, height=10, fill=fill, stroke=PAPER, **said)


def gantt(
    title: str, rows: Sequence[Span], *, today: date, legend: Sequence[tuple[str, str]] = (), note: str = ""
) -> Chart:
    """One row each, in the order given; the table says the same days."""

    def draw(width: int) -> Drawing:
        place = _Rows(width, rows, today)
        for turn in range(1, len(rows)):
            y = place.top + turn * place.step
            place.drawing.line(0, y, place.right, y, stroke=LINE, width=0.5)
        place.axis(today)
        for index, row in enumerate(rows):
            place.row(index, row)
        return place.drawing

    def told(row: Span) -> tuple[str, ...]:
        marks = ", ".join(f"{mark.label} {short_date(mark.on)}" for mark in row.marks)
        periods = [*(row.planned or (None, None)), *(row.expected or (None, None))]
        return (row.label, *map(short_date, periods), marks or "aucun", row.word or UNKNOWN)

    columns = ("Libellé", "Début prévu", "Fin prévue", "Début attendu", "Fin attendue", "Repères", "État")
    unknown = sum(not row.days for row in rows)
    description = f"{len(rows)} lignes sur une échelle de mois ; le trait vertical est le {short_date(today)}."
    if unknown:
        description += f" {unknown} sans aucune date."
    return Chart(
        identifier(title),
        title,
        description,
        columns,
        tuple(told(row) for row in rows),
        draw(BROAD),
        draw(NARROW),
        tuple(key_of(label, tone) for label, tone in legend),
        note,
        any(row.href for row in rows),
    )
