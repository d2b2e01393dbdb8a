"""Textures: what tells a class without its colour, on a screen, in grey and to who sees no red or no green.

A texture is lines cut at the edge of what they fill, never a reference to a pattern defined elsewhere: a page, a paper
and a picture draw the same, and two drawings of one page share nothing. Pure.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
# By name: the angle of its lines, how far apart they are and how wide. Solid has none; dots are short level lines.
LINES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "solid": (),
    "rising": ((-45.0, 5.0, 1.4),),
    "crossed": ((-45.0, 5.0, 1.1), (45.0, 5.0, 1.1)),
    "dots": ((0.0, 4.0, 1.6),),
    "level": ((0.0, 4.0, 1.4),),
    "upright": ((90.0, 4.0, 1.4),),
    "falling": ((45.0, 5.0, 1.4),),
}
STEPS = 48  # of an arc drawn as a line


def hatching(outline: Sequence[Point], texture: str) -> list[tuple[str, float]]:
    """The lines of a texture inside a closed outline: what an SVG path says of each family, and its width; none for
    what is told otherwise (a value written beside it, a shape of its own).
    """
    found = []
    for angle, gap, width in LINES.get(texture, ()):
        lines = [piece for line in _across(outline, angle, gap) for piece in _pieces(line, texture, gap)]
        path = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in lines)
        if path:
            found.append((path, width))
    return found


def _pieces(line: tuple[Point, Point], texture: str, gap: float) -> Iterator[tuple[Point, Point]]:
    if texture != "dots":
        yield line
        return
    (x1, y), (x2, _) = line
    shift = gap / 2 if round(y / gap) % 2 else 0.0
    x = math.ceil((x1 - shift) / gap) * gap + shift
    while x + 1.6 <= x2:
        yield (x, y), (x + 1.6, y)
        x += gap


def _across(outline: Sequence[Point], angle: float, gap: float) -> Iterator[tuple[Point, Point]]:
    """Lines of one direction, each piece that is inside, by the even-odd rule."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turned = [(x * cos + y * sin, y * cos - x * sin) for x, y in outline]
    if not turned:
        return
    closed = [*turned, turned[0]]
    level = (math.floor(min(y for _, y in turned) / gap) + 0.5) * gap
    while level < max(y for _, y in turned):
        cuts = sorted(
            x1 + (level - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in pairwise(closed)
            if (y1 <= level) != (y2 <= level)
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            yield (
                (start * cos - level * sin, start * sin + level * cos),
                (end * cos - level * sin, end * sin + level * cos),
            )
        level += gap


def rectangle(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def disc(x: float, y: float, radius: float) -> list[Point]:
    turns = [2 * math.pi * step / STEPS for step in range(STEPS)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turns]


def corners_of(points: str) -> list[Point]:
    """Those of a polygon, as SVG writes them: « 1,2 3,4 »."""
    places = [float(each) for each in points.replace(",", " ").split()]
    return list(zip(places[::2], places[1::2], strict=True))


def points_of(path: str) -> list[list[Point]]:
    """The lines of a path made of M, L, A and Z."""
    found: list[list[Point]] = []
    for letter, numbers in re.findall(r"([MLAZ])([^MLAZ]*)", path):
        values = [float(value) for value in re.findall(r"-?[\d.]+", numbers)]
        if letter == "M":
            found.append([])
        if letter in "ML":
            found[-1] += list(zip(values[::2], values[1::2], strict=True))
        elif letter == "A":
            found[-1] += _arc(found[-1][-1], values)
    return found


def _arc(start: Point, values: list[float]) -> list[Point]:
    """Points of a circular arc as SVG gives it: radius twice, rotation, large, sweep, end."""
    radius, _, _, large, sweep, x, y = values
    half = math.dist(start, (x, y)) / 2
    radius = max(radius, half)
    rise = math.sqrt(radius**2 - half**2) * (1 if bool(large) != bool(sweep) else -1)
    dx, dy = (x - start[0]) / (2 * half), (y - start[1]) / (2 * half)
    centre = ((start[0] + x) / 2 - dy * rise, (start[1] + y) / 2 + dx * rise)
    first, last = (math.atan2(point[1] - centre[1], point[0] - centre[0]) for point in (start, (x, y)))
    if sweep and last < first:
        last += 2 * math.pi
    if not sweep and last > first:
        last -= 2 * math.pi
    turns = [first + (last - first) * step / STEPS for step in range(1, STEPS + 1)]
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in turns]
