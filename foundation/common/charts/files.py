"""A chart as a file of its own: its title, its legend, its drawing, its note. SVG to be edited, PNG to be pasted."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw, ImageFont

from .drawing import INK, MUTED, PAPER, SMALL, TEXT, Chart, Drawing, Shape, text_width, wrapped
from .textures import Point, corners_of, disc, points_of

MARGIN, LINE_HEIGHT = 20, 20
SCALE = 3  # pixels for each unit of a drawing: it is read on paper too
FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts" / "pdf"


Group = tuple[float, float, list[Shape]]  # how far right, how far down, what


def sheet_of(chart: Chart) -> tuple[float, float, list[Group]]:
    """The width and the height of a chart with the words around its large drawing, then all that is drawn."""
    sheet = Drawing(chart.wide.width)
    y = 14.0
    for line in wrapped(chart.title, sheet.width, size=16, lines=2):
        sheet.words(0, y, line, size=16, weight=600)
        y += LINE_HEIGHT
    x, keys = 0.0, []
    for key in chart.legend:
        span = 28 + text_width(key.label, SMALL) + 16
        if x and x + span > sheet.width:
            x, y = 0.0, y + LINE_HEIGHT
        keys.append((x, y - 10, key.swatch))
        sheet.words(x + 28, y, key.label, size=SMALL)
        x += span
    top = y + (LINE_HEIGHT if chart.legend else 0) - 4
    y = top + chart.wide.height + LINE_HEIGHT
    for line in wrapped(chart.whole_note, sheet.width, size=SMALL, lines=6) if chart.whole_note else []:
        sheet.words(0, y, line, size=SMALL, fill=MUTED)
        y += 16
    return sheet.width, y, [(0, 0, sheet.shapes), *keys, (0, top, chart.wide.shapes)]


def svg_of(chart: Chart) -> bytes:
    width, height, groups = sheet_of(chart)
    width, height = width + 2 * MARGIN, math.ceil(height + 2 * MARGIN)
    drawn = "".join(
        f'<g transform="translate({right:.1f} {down:.1f})">{"".join(map(_written, shapes))}</g>'
        for right, down, shapes in groups
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" lang="fr"><title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/><g transform="translate({MARGIN} {MARGIN})">'
        f"{drawn}</g></svg>"
    ).encode()


def _written(shape: Shape) -> str:
    """Without its link: an address of the portal leads nowhere from a file."""
    attributes = "".join(f" {name}={quoteattr(str(value))}" for name, value in shape.attrs.items() if name != "class")
    title = f"<title>{escape(shape.title)}</title>" if shape.title else ""
    return f"<{shape.tag}{attributes}>{title}{escape(shape.text)}</{shape.tag}>"


@lru_cache(maxsize=64)
def _font(size: float, weight: int) -> ImageFont.FreeTypeFont:
    name = "Inter-SemiBold.ttf" if weight >= 550 else "Inter-Regular.ttf"
    return ImageFont.truetype(FONTS / name, round(size * SCALE))


def png_of(chart: Chart) -> bytes:
    width, height, groups = sheet_of(chart)
    size = round(width + 2 * MARGIN) * SCALE, math.ceil(height + 2 * MARGIN) * SCALE
    picture = Image.new("RGB", size, PAPER)
    brush = _Brush(picture)
    for brush.right, brush.down, shapes in groups:
        for shape in shapes:
            brush.draw(shape)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True, dpi=(96 * SCALE, 96 * SCALE))
    return out.getvalue()


class _Brush:
    """Draws the few shapes that charts are made of."""

    def __init__(self, picture: Image.Image) -> None:
        self.pen, self.right, self.down = ImageDraw.Draw(picture, "RGBA"), 0.0, 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x + self.right + MARGIN) * SCALE, (y + self.down + MARGIN) * SCALE

    def draw(self, shape: Shape) -> None:
        getattr(self, f"_{shape.tag}")(shape.attrs, shape.text)

    def _rect(self, a: dict[str, Any], text: str) -> None:
        x, y = float(a.get("x", 0)), float(a.get("y", 0))
        corner = self.at(x + float(a["width"]), y + float(a["height"]))
        self.pen.rectangle((*self.at(x, y), *corner), _ink(a, "fill"), _ink(a, "stroke"), _width(a))

    def _circle(self, a: dict[str, Any], text: str) -> None:
        x, y, r = float(a["cx"]), float(a["cy"]), float(a["r"])
        half = float(a.get("stroke-width", 1)) / 2 if a.get("stroke") else 0.0
        box = (*self.at(x - r - half, y - r - half), *self.at(x + r + half, y + r + half))
        dashes = str(a.get("stroke-dasharray", ""))
        self.pen.ellipse(box, _ink(a, "fill"), None if dashes else _ink(a, "stroke"), _width(a))
        if dashes:
            self._along([*(ring := disc(x, y, r)), ring[0]], a, dashes)

    def _line(self, a: dict[str, Any], text: str) -> None:
        start, end = (float(a["x1"]), float(a["y1"])), (float(a["x2"]), float(a["y2"]))
        self._along([start, end], a, str(a.get("stroke-dasharray", "")))

    def _along(self, points: list[Point], a: dict[str, Any], pattern: str) -> None:
        """A broken line, its dashes carried from one piece to the next."""
        done = 0.0
        for start, end in pairwise(points):
            for one, other in _dashes(start, end, pattern, done):
                self.pen.line((*self.at(*one), *self.at(*other)), _ink(a, "stroke"), _width(a))
            done += math.dist(start, end)

    def _polygon(self, a: dict[str, Any], text: str) -> None:
        self._filled(corners_of(str(a["points"])), a)

    def _filled(self, points: list[Point], a: dict[str, Any]) -> None:
        places = [self.at(*point) for point in points]
        self.pen.polygon(places, _ink(a, "fill"), _ink(a, "stroke"), _width(a))

    def _path(self, a: dict[str, Any], text: str) -> None:
        dashes = str(a.get("stroke-dasharray", ""))
        for points in points_of(str(a["d"])):
            places = [self.at(*point) for point in points]
            if _ink(a, "fill") and len(places) > 2:
                self._filled(points, a)
            elif dashes:
                self._along(points, a, dashes)
            elif _ink(a, "stroke"):
                self.pen.line(places, _ink(a, "stroke"), _width(a), joint="curve")

    def _text(self, a: dict[str, Any], text: str) -> None:
        font = _font(float(a.get("font-size", TEXT)), int(a.get("font-weight", 400)))
        side = {"middle": "ms", "end": "rs"}.get(str(a.get("text-anchor", "")), "ls")
        self.pen.text(self.at(float(a["x"]), float(a["y"])), text, _ink(a, "fill") or INK, font, side)


def _ink(a: dict[str, Any], name: str) -> str | None:
    colour = str(a.get(name, "none"))
    if colour == "none":
        return None
    opacity = float(a.get(f"{name}-opacity", 1))
    return colour if opacity >= 1 else f"{colour}{round(opacity * 255):02x}"


def _width(a: dict[str, Any]) -> int:
    return max(round(float(a.get("stroke-width", 1)) * SCALE), 1) if a.get("stroke") else 0


def _dashes(start: Point, end: Point, pattern: str, done: float) -> Iterator[tuple[Point, Point]]:
    """The pieces drawn of a line that begins `done` along its dashes."""
    long = math.dist(start, end)
    if not pattern or not long:
        yield start, end
        return
    full, gap = (float(part) for part in pattern.split())

    def along(far: float) -> Point:
        share = min(max(far / long, 0.0), 1.0)
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

    at = -(done % (full + gap))
    while at < long:
        if at + full > 0:
            yield along(at), along(at + full)
        at += full + gap


# By the ending of the file: its kind, and what writes it.
FILES: dict[str, tuple[str, Callable[[Chart], bytes]]] = {
    "svg": ("image/svg+xml", svg_of),
    "png": ("image/png", png_of),
}
