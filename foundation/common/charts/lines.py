"""Lines over ordered labels: trends from period to period."""

import math
from collections.abc import Sequence

from .drawing import (
    DASHES,
    LINE,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    TONES,
    WIDE,
    Chart,
    Drawing,
    Formatter,
    Key,
    Series,
    colour_of,
    identifier,
    nice_ticks,
    number,
    plain,
    set_apart,
    shortened,
    text_width,
)

GAP = 15  # between two names, from one line of writing to the next


class _Plane:
    """The place of the curves, and where a period and a value fall in it."""

    def __init__(
        self, width: int, labels: Sequence[str], series: Sequence[Series], ticks: Sequence[float], form: Formatter
    ) -> None:
        self.drawing = Drawing(width, 280 if width == WIDE else 240)
        self.labels, self.ticks, self.form = labels, ticks, form
        # Names at the end of the lines when there is room, else the legend.
        self.names = width == WIDE and len(series) > 1
        self.left = max(text_width(form(tick), SMALL) for tick in ticks) + 10
        self.right = width - (
            min(max(text_width(part.label, SMALL) for part in series) + 14, 170) if self.names else 14
        )
        self.top, self.bottom = 12.0, self.drawing.height - 28
        self.ends: list[tuple[str, float, str]] = []  # the name of each line, where it ends, its colour

    def x(self, index: int) -> float:
        return self.left + (self.right - self.left) * (index / (len(self.labels) - 1) if len(self.labels) > 1 else 0.5)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def axes(self) -> None:
        for tick in self.ticks:
            self.drawing.line(
                self.left,
                self.y(tick),
                self.right,
                self.y(tick),
                stroke=TONES["neutral"] if tick == self.ticks[0] else LINE,
            )
            self.drawing.words(self.left - 8, self.y(tick) + 4, self.form(tick), size=SMALL, fill=MUTED, anchor="end")
        room = max((text_width(text, SMALL) for text in self.labels), default=1) + 14
        every = max(math.ceil(room * len(self.labels) / max(self.right - self.left, 1)), 1)
        for index, text in enumerate(self.labels):
            # Counted from the end: the last period is always named.
            if (len(self.labels) - 1 - index) % every == 0:
                x = min(self.x(index), self.drawing.width - text_width(text, SMALL) / 2)
                self.drawing.words(x, self.drawing.height - 8, text, size=SMALL, fill=MUTED, anchor="middle")

    def curve(self, part: Series, colour: str, dash: str | None) -> None:
        path, pen, last = "", False, None
        for index, value in enumerate(part.values):
            if value is not None:
                path += f"{'L' if pen else 'M'}{self.x(index):.1f} {self.y(number(value)):.1f}"
                last = index
            pen = value is not None
        if last is None:
            return
        self.drawing.add(
            "path",
            d=path,
            fill="none",
            stroke=colour,
            stroke_width=2.25,
            stroke_dasharray=dash,
            stroke_linejoin="round",
            stroke_linecap="butt" if dash else "round",
            data_texture=dash or "solid",
        )
        radius = 3.5 if len(self.labels) <= 24 else 2
        for index, value in enumerate(part.values):
            if value is not None:
                title = f"{part.label}, {self.labels[index]} : {self.form(value)}"
                self.drawing.add(
                    "circle",
                    cx=self.x(index),
                    cy=self.y(number(value)),
                    r=radius,
                    fill=colour,
                    stroke=PAPER,
                    stroke_width=1.25,
                    class_="mark",
                    title=title,
                )
        if self.names:
            self.ends.append((part.label, self.y(number(part.values[last])), colour))

    def name_ends(self) -> None:
        """Each line by its name, as near its end as the others let it be, none beyond the plane."""
        ends = sorted(self.ends, key=lambda end: end[1])
        room = self.drawing.width - self.right - 12
        cuts = set_apart([text for text, _, _ in ends], lambda text: [shortened(text, room, size=SMALL)])
        low = self.bottom - 2  # above the names of the periods
        gap = min(GAP, (low - self.top) / max(len(ends) - 1, 1))
        places: list[float] = []
        for _, y, _ in ends:
            places.append(max(y, places[-1] + gap) if places else max(y, self.top))
        for index in reversed(range(len(places))):
            places[index] = min(places[index], low)
            low = places[index] - gap
        for (_, _, colour), (text,), y in zip(ends, cuts, places, strict=True):
            self.drawing.words(self.right + 10, y + 4, text, size=SMALL, fill=colour, weight=600)


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    description: str = "",
    form: Formatter = plain,
    label: str = "Période",
    note: str = "",
    from_zero: bool = True,
) -> Chart:
    """One line a series. A missing value breaks the line."""
    values = [value for part in series for value in part.known]
    low = min(values, default=0.0)
    ticks = nice_ticks(0 if from_zero and low >= 0 else low, max(values, default=1.0) or 1.0)

    def draw(width: int) -> Drawing:
        plane = _Plane(width, labels, series, ticks, form)
        plane.axes()
        for index, part in enumerate(series):
            plane.curve(part, colour_of(part.tone, index), DASHES[index % len(DASHES)])
        plane.name_ends()
        return plane.drawing

    table = tuple((text, *(form(part.values[i]) for part in series)) for i, text in enumerate(labels))
    columns = (label, *(f"{part.label} ({unit})" if unit else part.label for part in series))
    description = description or " ".join(_course(part, labels, form) for part in series)
    keys = tuple(
        Key(part.label, colour_of(part.tone, index), dash=DASHES[index % len(DASHES)], is_curve=True)
        for index, part in enumerate(series)
    )
    legend = keys if len(series) > 1 else ()
    return Chart(
        identifier(title), title, description, columns, table, draw(WIDE), draw(NARROW), legend, note, wide_says_it=True
    )


def _course(part: Series, labels: Sequence[str], form: Formatter) -> str:
    known = [(label, value) for label, value in zip(labels, part.values, strict=True) if value is not None]
    if not known:
        return f"{part.label} : non renseigné."
    return f"{part.label} : de {form(known[0][1])} ({known[0][0]}) à {form(known[-1][1])} ({known[-1][0]})."
