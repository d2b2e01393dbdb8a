"""A cloud of bubbles: two measures as place, a third as area, an appreciation as colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..typography import UNKNOWN
from .drawing import (
    EDGE,
    INK,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    TONES,
    WIDE,
    Chart,
    Drawing,
    Formatter,
    Number,
    colour_of,
    contrast,
    identifier,
    key_of,
    nice_ticks,
    number,
    plain,
    set_apart,
    text_width,
    texture_of,
    wrapped,
)

Box = tuple[float, float, float, float]  # left, top, right, bottom
EDGES = {"good": "4 3"}  # an outline is whole, but for these tones


@dataclass(frozen=True)
class Bubble:
    label: str
    x: Number | None
    y: Number | None
    size: Number | None  # drawn as an area
    tone: str = "primary"
    edge: str = ""  # tone of the outline, which is thick
    word: str = ""  # what the tone says
    href: str = ""


@dataclass(frozen=True)
class _Axis:
    label: str
    form: Formatter
    ticks: list[float]
    log: bool = False

    def rank(self, value: float) -> float:
        """Return where a value falls between the first tick (0) and the last (1)."""
        low, high = self.ticks[0], self.ticks[-1]
        if self.log:
            low, high, value = math.log10(low), math.log10(high), math.log10(value)
        return (value - low) / (high - low)


def _powers_of_ten(values: Sequence[float]) -> list[float]:
    low = math.floor(math.log10(min(values, default=1.0)))
    high = math.ceil(math.log10(max(values, default=10.0)) + 1e-9)
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


class _Cloud:
    """The place of the bubbles: axes, circles, then as many names as fit without covering anything."""

    def __init__(self, width: int, across: _Axis, up: _Axis) -> None:
        self.drawing = Drawing(width, 400 if width == WIDE else 360)
        self.across, self.up = across, up
        self.left = max(text_width(up.form(tick), SMALL) for tick in up.ticks) + 12
        self.right, self.top, self.bottom = width - 20.0, 30.0, self.drawing.height - 46
        self.largest = 30.0 if width == WIDE else 20.0
        self.boxes: list[Box] = []
        self.ties: list[Box] = []  # from a bubble to its name: x, y, x, y

    def x(self, value: float) -> float:
        return self.left + self.largest + (self.right - self.left - 2 * self.largest) * self.across.rank(value)

    def y(self, value: float) -> float:
        return self.bottom - self.largest - (self.bottom - self.top - 2 * self.largest) * self.up.rank(value)

    def axes(self) -> None:
        drawing, ticks = self.drawing, self.across.ticks
        drawing.words(0, 14, self.up.label, size=SMALL, fill=MUTED)
        for tick in self.up.ticks:
            drawing.line(self.left, self.y(tick), self.right, self.y(tick))
            drawing.words(self.left - 8, self.y(tick) + 4, self.up.form(tick), size=SMALL, fill=MUTED, anchor="end")
        zero = ticks.index(0) if 0 in ticks else 0
        for index, tick in enumerate(ticks):
            if drawing.width == WIDE or (index - zero) % 2 == 0:
                drawing.line(self.x(tick), self.bottom, self.x(tick), self.bottom + 5, stroke=TONES["neutral"])
                drawing.words(
                    self.x(tick), self.bottom + 19, self.across.form(tick), size=SMALL, fill=MUTED, anchor="middle"
                )
        drawing.line(self.left, self.bottom, self.right, self.bottom, stroke=TONES["neutral"])
        if ticks[0] < 0 < ticks[-1]:
            drawing.line(self.x(0), self.top, self.x(0), self.bottom, stroke=TONES["neutral"], dash="4 3")
        drawing.words(self.right, drawing.height - 8, f"{self.across.label} →", size=SMALL, fill=MUTED, anchor="end")

    def names(self, labels: Sequence[str]) -> list[list[str]]:
        room = 150 if self.drawing.width == WIDE else 100
        return set_apart(labels, lambda label: wrapped(label, room, size=SMALL))

    def name(self, pieces: Sequence[str], spot: tuple[float, float, float], others: Sequence[Box]) -> None:
        """Write a name, in its lines, right, left, above or below its bubble; else as near as there is room, tied to it
        by a line.
        """
        x, y, radius = spot
        span, more = max(text_width(piece, SMALL) for piece in pieces), 14 * (len(pieces) - 1)
        for tx, ty in (
            (x + radius + 4, y + 4 - more / 2),
            (x - radius - 4 - span, y + 4 - more / 2),
            (x - span / 2, y - radius - 5 - more),
            (x - span / 2, y + radius + 14),
        ):
            box = (tx, ty - 11, tx + span, ty + 3 + more)
            if self._is_free(box, others):
                self._write(pieces, box)
                return
        around = (x - radius, y - radius, x + radius, y + radius)
        for box in self._elsewhere(x, y, span, 14 + more):
            tie = (x, y, min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
            if self._is_free(box, [*others, around]) and not any(_passes(tie, other) for other in self.boxes):
                self.ties.append(tie)
                self.drawing.line(*tie, stroke=PAPER, width=3)
                self.drawing.line(*tie, stroke=INK)
                self._write(pieces, box)
                return

    def _is_free(self, box: Box, others: Sequence[Box]) -> bool:
        inside = box[0] >= self.left and box[2] <= self.drawing.width and box[1] >= 18 and box[3] <= self.bottom
        taken = any(_cross(box, other) for other in (*self.boxes, *others))
        return inside and not taken and not any(_passes(tie, box) for tie in self.ties)

    def _elsewhere(self, x: float, y: float, span: float, height: float) -> list[Box]:
        """The places of a name over the whole drawing, the nearest first."""
        lefts = range(int(self.left) + 1, int(self.drawing.width - span), 12)
        tops = range(18, int(self.bottom - height), 9)
        found = [(float(left), float(top), left + span, top + height) for top in tops for left in lefts]
        return sorted(found, key=lambda box: math.hypot((box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y))

    def _write(self, pieces: Sequence[str], box: Box) -> None:
        self.boxes.append(box)
        for turn, piece in enumerate(pieces):
            self.drawing.words(box[0], box[1] + 11 + 14 * turn, piece, size=SMALL)

    def mark(self, item: Bubble, spot: tuple[float, float, float], title: str) -> None:
        """Draw one bubble: its tone fills it, its edge says its trend."""
        x, y, radius = spot
        edge: dict[str, Any] = {"stroke": PAPER, "stroke_width": 1}
        if item.edge:
            edge = {"stroke": colour_of(item.edge), "stroke_width": 3, "stroke_dasharray": EDGES.get(item.edge)}
        elif contrast(colour_of(item.tone), PAPER) < EDGE:
            edge = {"stroke": MUTED, "stroke_width": 1}
        self.drawing.mark(
            "circle",
            colour_of(item.tone),
            texture_of(item.tone),
            cx=x,
            cy=y,
            r=radius,
            fill_opacity=0.86,
            title=title,
            href=item.href,
            **edge,
        )


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _passes(tie: Box, box: Box) -> bool:
    """Whether a line goes through a box, looked at along its way."""
    steps = max(1, int(math.hypot(tie[2] - tie[0], tie[3] - tie[1]) // 4))
    way = ((step / steps, 1 - step / steps) for step in range(steps))
    return any(
        box[0] < tie[0] * back + tie[2] * on < box[2] and box[1] < tie[1] * back + tie[3] * on < box[3]
        for on, back in way
    )


def bubbles(
    title: str,
    items: Sequence[Bubble],
    *,
    x_label: str,
    y_label: str,
    size_label: str,
    description: str = "",
    x_form: Formatter = plain,
    y_form: Formatter = plain,
    size_form: Formatter = plain,
    legend: Sequence[tuple[str, str]] = (),
    note: str = "",
    y_log: bool = False,
    names: int = 6,
) -> Chart:
    """Rows without a place are left out of the drawing, kept in the table and counted in the note."""
    placed = [
        item
        for item in items
        if item.x is not None and item.y is not None and item.size is not None and (not y_log or item.y > 0)
    ]
    placed.sort(key=lambda item: -number(item.size))
    biggest = max((number(item.size) for item in placed), default=1.0) or 1.0
    xs, ys = [number(item.x) for item in placed], [number(item.y) for item in placed]
    across = _Axis(x_label, x_form, nice_ticks(min([*xs, 0.0]), max([*xs, 1.0]), 6))
    up = _Axis(y_label, y_form, _powers_of_ten(ys) if y_log else nice_ticks(min([*ys, 0.0]), max([*ys, 1.0])), y_log)

    def words(item: Bubble) -> str:
        measures = (
            f"{x_label.lower()} {x_form(item.x)}, {y_label.lower()} {y_form(item.y)}, {size_label.lower()}"
            f" {size_form(item.size)}"
        )
        return f"{item.label} : {measures}" + (f", {item.word}" if item.word else "")

    def draw(width: int) -> Drawing:
        cloud = _Cloud(width, across, up)
        cloud.axes()
        spots = [
            (cloud.x(x), cloud.y(y), max(cloud.largest * math.sqrt(number(item.size) / biggest), 5))
            for item, x, y in zip(placed, xs, ys, strict=True)
        ]
        circles = [(x - r, y - r, x + r, y + r) for x, y, r in spots]
        for item, spot in zip(placed, spots, strict=True):
            cloud.mark(item, spot, words(item))
        written = cloud.names([item.label for item in placed[:names]])
        for rank, (pieces, spot) in enumerate(zip(written, spots, strict=False)):
            cloud.name(pieces, spot, circles[:rank] + circles[rank + 1 :])
        return cloud.drawing

    if left_out := len(items) - len(placed):
        note = f"{note} {left_out} sans valeur, absent{'s' if left_out > 1 else ''} du graphique.".strip()
    table = tuple(
        (item.label, x_form(item.x), y_form(item.y), size_form(item.size), item.word or UNKNOWN) for item in items
    )
    columns = ("Libellé", x_label, y_label, size_label, "Appréciation")
    description = (
        description
        or f"{len(placed)} bulles : {x_label.lower()} en abscisse, {y_label.lower()} en ordonnée, {size_label.lower()} en surface."  # noqa: E501
    )
    keys = tuple(key_of(label, tone) for label, tone in legend)
    return Chart(
        identifier(title),
        title,
        description,
        columns,
        table,
        draw(WIDE),
        draw(NARROW),
        keys,
        note,
        any(item.href for item in placed),
    )
