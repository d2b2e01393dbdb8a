"""A table whose cells are tinted by their value, and the steps that tints follow."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .drawing import SCALE, Formatter, Number, plain

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
    return Heat(title, description, corner, tuple(columns), drawn, note)
