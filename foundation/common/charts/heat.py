"""A table whose cells are tinted by their value, and the steps that tints follow."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..typography import plural
from .drawing import (
    INK,
    MUTED,
    NARROW,
    ON_SCALE,
    PAPER,
    SCALE,
    SMALL,
    TONES,
    WIDE,
    Chart,
    Drawing,
    Formatter,
    Number,
    identifier,
    plain,
    set_apart,
    shortened,
    text_width,
    wrapped,
)

COUNTED_ONE_BY_ONE = 1000  # beyond, steps are read as they are rounded


@dataclass(frozen=True)
class HeatCell:
    text: str
    step: int  # 0 to 4; -1 when unknown
    href: str = ""


@dataclass(frozen=True)
class Heat:
    title: str
    description: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]
    note: str = ""
    files: tuple[tuple[str, str], ...] = ()

    @property
    def chart(self) -> Chart:
        """The same as a picture of its own; a page shows the table."""
        rows = tuple((name, *(cell.text for cell in cells)) for name, cells in self.rows)
        return Chart(
            identifier(self.title),
            self.title,
            self.description,
            (self.corner or "Libellé", *self.columns),
            rows,
            _drawn(self, WIDE),
            _drawn(self, NARROW),
            note=self.note,
        )


def _drawn(found: Heat, width: int) -> Drawing:
    drawing = Drawing(width)
    left = min(max((text_width(name, SMALL) for name, _ in found.rows), default=0.0), width * 0.36) + 10
    room, step, top = (width - left) / max(len(found.columns), 1), 30.0, 40.0
    for place, column in enumerate(found.columns):
        for line, piece in enumerate(wrapped(column, room - 4, size=SMALL)):
            x = left + room * (place + 0.5)
            drawing.words(x, 14 + 15 * line, piece, size=SMALL, fill=MUTED, anchor="middle")
    names = set_apart([name for name, _ in found.rows], lambda name: [shortened(name, left - 8, size=SMALL)])
    for row, (name, cells) in enumerate(found.rows):
        y = top + row * step
        drawing.words(0, y + 19, names[row][0], size=SMALL)
        for place, cell in enumerate(cells):
            fill, ink = (SCALE[cell.step], ON_SCALE[cell.step]) if cell.step >= 0 else (PAPER, INK)
            drawing.add(
                "rect",
                x=left + room * place + 1,
                y=y + 1,
                width=room - 2,
                height=step - 2,
                fill=fill,
                stroke=TONES["neutral"],
                stroke_width=0.8,
                class_="mark",
                data_texture=f"value-{cell.step}",
                title=f"{name}, {found.columns[place]} : {cell.text}",
            )
            words = shortened(cell.text, room - 6, size=SMALL)
            drawing.words(left + room * (place + 0.5), y + 19, words, size=SMALL, fill=ink, anchor="middle")
    drawing.height = top + step * len(found.rows) + 4
    return drawing


def steps_of(
    values: Sequence[Number | None], count: int = len(SCALE)
) -> tuple[list[float], Callable[[Number | None], int]]:
    """Cut the range of the values in `count` equal steps; return the bounds and the step of a value (-1
    when unknown).
    """
    known = [float(v) for v in values if v is not None]
    low, high = (min([0.0, *known]), max([0.0, *known])) if known else (0.0, 1.0)
    if high <= low:
        high = low + 1
    if all(v == int(v) for v in known):
        width = max(math.ceil((high - low) / count), 1)
        bounds = [low + width * i for i in range(count + 1)]
    else:
        bounds = [low + (high - low) * i / count for i in range(count + 1)]

    def step(value: Number | None) -> int:
        if value is None:
            return -1
        value = float(value)
        return min(sum(1 for bound in bounds[1:-1] if value >= bound), count - 1)

    return bounds, step


def step_words(bounds: Sequence[float], values: Sequence[Number | None], form: Callable[[Number], str]) -> list[str]:
    """What each step is called, up to that of the highest value: whole numbers are in one step alone."""
    known = [float(value) for value in values if value is not None]
    highest = max([0.0, *known])
    whole = highest < COUNTED_ONE_BY_ONE and all(value == int(value) for value in known)
    words = []
    for place, (low, high) in enumerate(pairwise(bounds)):
        if place and low > highest:
            break
        last = high if not whole else min(high - (place < len(bounds) - 2), max(highest, low))
        words.append(form(low) if last == low else f"{form(low)} à {form(last)}")
    return words


def heat(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Number | None]]],
    *,
    corner: str = "",
    form: Formatter = plain,
    description: str = "",
    note: str = "",
    hrefs: Mapping[tuple[int, int], str] | None = None,
) -> Heat:
    """The figure stays written in the cell."""
    _, step = steps_of([value for _, values in rows for value in values])
    links = hrefs or {}
    drawn = tuple(
        (name, tuple(HeatCell(form(value), step(value), links.get((r, c), "")) for c, value in enumerate(values)))
        for r, (name, values) in enumerate(rows)
    )
    described = description or f"{plural(len(rows), 'ligne')} sur {plural(len(columns), 'colonne')}."
    return Heat(title, described, corner, tuple(columns), drawn, note)
