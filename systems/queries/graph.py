"""The graph of exchanges as a picture: each platform in a place of its own, near those it exchanges with.

The places come from the layout that is kept (`GraphPlace`). What is drawn puts each platform in a cell of a grid in
that order, so that no name covers another, whatever their number; its table says the same lines.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.common.charts import TONES, Chart, Drawing, Key, shortened
from foundation.common.charts.drawing import DASHES, INK, MUTED, PAPER, identifier
from foundation.common.typography import plural

from ..enums import NATURE_WORDS, Nature
from ..models import GraphPlace

WIDE, NARROW = 1000, 340
COLUMNS, NARROW_COLUMNS = 8, 3  # at most
PITCH, HEIGHT = 74.0, 40.0  # from a row to the next; of the box of a name
SIZE = 12.0
STYLES = {
    Nature.XROAD: ("primary", DASHES[0]),
    Nature.API: ("information", DASHES[1]),
    Nature.FILE: ("attention", DASHES[2]),
    Nature.HAND: ("late", DASHES[3]),
}
FAINT = "#d9e0dd"
Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    key: Any
    name: str
    place: Point
    note: str = ""  # the ministry
    href: str = ""


@dataclass(frozen=True)
class Edge:
    source: Any
    target: Any
    nature: Nature


def cells_of(nodes: Sequence[Node], columns: int) -> dict[Any, tuple[int, int]]:
    """A cell for each: rows from top to bottom, in each row from left to right, as the layout has them."""
    found: dict[Any, tuple[int, int]] = {}
    ordered = sorted(nodes, key=lambda node: (node.place[1], node.place[0], str(node.key)))
    for row in range(math.ceil(len(ordered) / columns)):
        line = sorted(ordered[row * columns : (row + 1) * columns], key=lambda node: (node.place[0], str(node.key)))
        found |= {node.key: (column, row) for column, node in enumerate(line)}
    return found


class _Grid:
    """Where each box stands on a drawing of some width."""

    def __init__(self, nodes: Sequence[Node], width: int, most: int) -> None:
        self.columns = max(1, min(most, math.ceil(math.sqrt(len(nodes)))))
        self.pitch = width / self.columns
        self.box = min(self.pitch - 12, 190.0)
        self.cells = cells_of(nodes, self.columns)
        rows = max((row for _, row in self.cells.values()), default=0) + 1
        self.height = rows * PITCH + PITCH / 2

    def centre(self, key: Any) -> Point:
        """Every other column stands half a row lower: a line between neighbours passes behind nobody else."""
        column, row = self.cells[key]
        return (column + 0.5) * self.pitch, row * PITCH + HEIGHT / 2 + 4 + (PITCH / 2 if column % 2 else 0)


def picture(
    nodes: Sequence[Node], edges: Sequence[Edge], about: Any = None, title: str = "Qui échange avec qui"
) -> Chart:
    """The nodes and the edges, each drawn once a nature; `about` brings out one platform and what it exchanges."""
    names = {node.key: node.name for node in nodes}

    def draw(width: int, most: int) -> Drawing:
        grid = _Grid(nodes, width, most)
        drawing = Drawing(width, grid.height)
        _lines(drawing, grid, edges, about)
        _boxes(drawing, grid, nodes, edges, about)
        return drawing

    rows = tuple((names[edge.source], names[edge.target], NATURE_WORDS[edge.nature]) for edge in edges)
    told = f"{plural(len(nodes), 'plateforme')}, {plural(len(edges), 'échange')}."
    used = [nature for nature in Nature if any(edge.nature == nature for edge in edges)]
    keys = tuple(
        Key(NATURE_WORDS[nature], TONES[STYLES[nature][0]], dash=STYLES[nature][1], is_curve=True) for nature in used
    )
    wide, narrow = draw(WIDE, COLUMNS), draw(NARROW, NARROW_COLUMNS)
    columns = ("Source", "Destination", "Nature")
    return Chart(identifier(title), title, told, columns, rows, wide, narrow, keys, told, has_links=True)


def _lines(drawing: Drawing, grid: _Grid, edges: Iterable[Edge], about: Any) -> None:
    """The faint ones first; one path for all that look alike keeps the page light."""
    looks: dict[tuple[bool, Nature], list[str]] = {}
    for edge in edges:
        brought_out = about is None or about in (edge.source, edge.target)
        looks.setdefault((brought_out, edge.nature), []).append(
            _path(grid.centre(edge.source), grid.centre(edge.target))
        )
    for (brought_out, nature), paths in sorted(looks.items(), key=lambda item: item[0]):
        tone, dash = STYLES[nature]
        strong: dict[str, Any] = {"stroke": TONES[tone], "stroke_dasharray": dash}
        drawn = (
            strong | {"stroke_width": 2.0 if about else 1.0} if brought_out else {"stroke": FAINT, "stroke_width": 1}
        )
        drawing.add("path", d=" ".join(paths), fill="none", **drawn)


def _path(start: Point, end: Point) -> str:
    """Bent a little to its left: what goes and what comes back are two lines."""
    (x1, y1), (x2, y2) = start, end
    long = math.dist(start, end) or 1.0
    bend = min(14.0, long * 0.08)
    middle = (x1 + x2) / 2 + (y2 - y1) / long * bend, (y1 + y2) / 2 - (x2 - x1) / long * bend
    return "M {:.0f},{:.0f} L {:.0f},{:.0f} L {:.0f},{:.0f}".format(*start, *middle, *end)


def _boxes(drawing: Drawing, grid: _Grid, nodes: Sequence[Node], edges: Sequence[Edge], about: Any) -> None:
    gives = {edge.target for edge in edges if edge.source == about}
    gets = {edge.source for edge in edges if edge.target == about}
    for node in nodes:
        x, y = grid.centre(node.key)
        is_near = node.key in gives or node.key in gets
        stroke = TONES["primary"] if node.key == about else TONES["information"] if is_near else MUTED
        fill = TONES["primary"] if node.key == about else PAPER
        faded = about is not None and not is_near and node.key != about
        left, top = x - grid.box / 2, y - HEIGHT / 2
        drawing.add(
            "rect",
            title=f"{node.name}, {node.note}" if node.note else node.name,
            href=node.href,
            x=left,
            y=top,
            width=grid.box,
            height=HEIGHT,
            rx=4,
            fill=fill,
            stroke=FAINT if faded else stroke,
            stroke_width=2 if is_near or node.key == about else 1,
        )
        ink = PAPER if node.key == about else MUTED if faded else INK
        said = ((node.name, -3.0, ink), (node.note, 12.0, PAPER if node.key == about else MUTED))
        for words, below, colour in said:
            drawing.add(
                "text",
                text=shortened(words, grid.box - 8, size=SIZE),
                x=x,
                y=y + below,
                fill=colour,
                font_size=SIZE,
                font_family="Inter, sans-serif",
                text_anchor="middle",
                pointer_events="none",
            )


def nodes_and_edges(rows: Any, address: str) -> tuple[list[Node], list[Edge]]:
    """What some exchanges draw (2 queries); a platform that has no place yet stands in the middle."""
    found = list(
        rows.select_related("source__ministry", "target__ministry").order_by("source__name", "target__name", "pk")
    )
    platforms = {each.pk: each for row in found for each in (row.source, row.target)}
    stored = GraphPlace.objects.filter(platform__in=platforms).values_list("platform_id", "x", "y")
    places: Mapping[Any, Point] = {key: (x, y) for key, x, y in stored}
    nodes = [
        Node(key, each.called, places.get(key, (0.0, 0.0)), each.ministry.short_name, f"{address}about={key}")
        for key, each in platforms.items()
    ]
    edges = {(row.source_id, row.target_id, Nature(row.nature)): None for row in found}
    return nodes, [Edge(*edge) for edge in edges]
