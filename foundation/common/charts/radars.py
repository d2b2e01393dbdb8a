"""A radar: several measures of one thing on as many axes, from 0 in the middle to 100 at the edge."""

import math
from collections.abc import Sequence
from typing import Any

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
    Number,
    Series,
    colour_of,
    identifier,
    number,
    plain,
    wrapped,
)

RINGS = (25, 50, 75, 100)
LINE_HEIGHT = 14.0


class _Web:
    """The axes, and where a value falls on one of them."""

    def __init__(self, width: int, axes: Sequence[str]) -> None:
        self.radius, self.room = (118.0, 130.0) if width == WIDE else (88.0, 83.0)
        self.drawing = Drawing(width, 2 * self.radius + 92)
        self.x0, self.y0 = width / 2, self.drawing.height / 2
        self.axes = axes

    def at(self, axis: int, value: float) -> tuple[float, float]:
        angle = 2 * math.pi * axis / len(self.axes) - math.pi / 2
        length = self.radius * max(min(value, 100.0), 0.0) / 100
        return self.x0 + length * math.cos(angle), self.y0 + length * math.sin(angle)

    def ground(self) -> None:
        for ring in RINGS:
            corners = [self.at(axis, ring) for axis in range(len(self.axes))]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
            stroke = TONES["neutral"] if ring == RINGS[-1] else LINE
            self.drawing.add("polygon", points=points, fill="none", stroke=stroke, stroke_width=1)
        for axis, label in enumerate(self.axes):
            x, y = self.at(axis, 100)
            self.drawing.line(self.x0, self.y0, x, y)
            self._name(label, x, y)
        for ring in RINGS:
            # Between two axes, where no value is marked.
            (x1, y1), (x2, y2) = self.at(0, ring), self.at(len(self.axes) - 1, ring)
            self.drawing.words((x1 + x2) / 2, (y1 + y2) / 2 + 13, str(ring), size=11, fill=MUTED, anchor="middle")

    def _name(self, label: str, x: float, y: float) -> None:
        side = (x - self.x0) / self.radius
        anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
        is_aside = anchor != "middle"
        written = wrapped(label, self.room if is_aside else 2 * self.room, size=SMALL, lines=3 if is_aside else 2)
        x += 10 if anchor == "start" else -10 if anchor == "end" else 0
        above = y < self.y0 - self.radius / 2 and anchor == "middle"
        y += -10 - LINE_HEIGHT * (len(written) - 1) if above else 22 if anchor == "middle" else 4
        for place, text in enumerate(written):
            self.drawing.words(x, y + LINE_HEIGHT * place, text, size=SMALL, anchor=anchor)

    def outline(self, part: Series, colour: str, dash: str | None, form: Formatter) -> None:
        """A side between two known values; what is not known leaves a gap."""
        count = len(self.axes)
        path = ""
        for axis, value in enumerate(part.values):
            after = part.values[(axis + 1) % count]
            if value is not None and after is not None:
                (x1, y1), (x2, y2) = self.at(axis, number(value)), self.at((axis + 1) % count, number(after))
                path += f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        if path:
            said: dict[str, Any] = {"stroke_width": 2.25, "stroke_dasharray": dash, "data_texture": dash or "solid"}
            self.drawing.add("path", d=path, fill="none", stroke=colour, **said)
        for axis, value in enumerate(part.values):
            if value is not None:
                x, y = self.at(axis, number(value))
                title = f"{part.label}, {self.axes[axis]} : {form(value)}"
                edge: dict[str, Any] = {"stroke": PAPER, "stroke_width": 1.25, "class_": "mark"}
                self.drawing.add("circle", cx=x, cy=y, r=3.5, fill=colour, title=title, **edge)


def radar(
    title: str,
    axes: Sequence[str],
    series: Sequence[Series],
    *,
    description: str = "",
    form: Formatter = plain,
    label: str = "",
    note: str = "",
) -> Chart:
    """One outline a series, of values between 0 and 100; the first series lies above the others."""

    def draw(width: int) -> Drawing:
        web = _Web(width, axes)
        web.ground()
        for index in reversed(range(len(series))):
            part = series[index]
            web.outline(part, colour_of(part.tone, index), DASHES[index % len(DASHES)], form)
        return web.drawing

    table = tuple((axis, *(form(part.values[place]) for part in series)) for place, axis in enumerate(axes))
    keys = tuple(
        Key(part.label, colour_of(part.tone, index), dash=DASHES[index % len(DASHES)], is_curve=True)
        for index, part in enumerate(series)
    )
    description = description or " ".join(_told(part, axes, form) for part in series)
    columns = (label, *(part.label for part in series))
    return Chart(identifier(title), title, description, columns, table, draw(WIDE), draw(NARROW), keys, note)


def _told(part: Series, axes: Sequence[str], form: Formatter) -> str:
    values: list[tuple[str, Number | None]] = list(zip(axes, part.values, strict=True))
    return f"{part.label} : " + ", ".join(f"{axis} {form(value)}" for axis, value in values) + "."
