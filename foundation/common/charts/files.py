"""A chart as a file of its own: its title, its legend, its drawing, its note. SVG to be edited, PNG to be pasted."""

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw, ImageFont

from .drawing import INK, MUTED, PAPER, SMALL, TEXT, Chart, Drawing, Shape, text_width, wrapped

MARGIN, LINE_HEIGHT = 20, 20
SCALE = 3  # pixels for each unit of a drawing: it is read on paper too
FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts" / "pdf"
STEPS = 48  # of an arc drawn as a line


def sheet_of(chart: Chart) -> tuple[Drawing, float]:
    """The words around the large drawing, and how far below the top it stands."""
    sheet = Drawing(chart.wide.width)
    y = 14.0
    for line in wrapped(chart.title, sheet.width, size=16, lines=2):
        sheet.words(0, y, line, size=16, weight=600)
        y += LINE_HEIGHT
    x = 0.0
    for key in chart.legend:
        span = 20 + text_width(key.label, SMALL) + 16
        if x and x + span > sheet.width:
            x, y = 0.0, y + LINE_HEIGHT
        sheet.add("rect", x=x, y=y - 10, width=12, height=12, fill=key.colour or PAPER, stroke=MUTED)
        sheet.words(x + 18, y, key.label, size=SMALL)
        x += span
    top = y + (LINE_HEIGHT if chart.legend else 0) - 4
    y = top + chart.wide.height + LINE_HEIGHT
    for line in wrapped(chart.note, sheet.width, size=SMALL, lines=4) if chart.note else []:
        sheet.words(0, y, line, size=SMALL, fill=MUTED)
        y += 16
    sheet.height = y
    return sheet, top


def svg_of(chart: Chart) -> bytes:
    sheet, top = sheet_of(chart)
    width, height = sheet.width + 2 * MARGIN, math.ceil(sheet.height + 2 * MARGIN)
    words = "".join(map(_written, sheet.shapes))
    drawn = "".join(map(_written, chart.wide.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" lang="fr"><title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/><g transform="translate({MARGIN} {MARGIN})">{words}'
        f'<g transform="translate(0 {top:.1f})">{drawn}</g></g></svg>'
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
    sheet, top = sheet_of(chart)
    size = (sheet.width + 2 * MARGIN) * SCALE, math.ceil(sheet.height + 2 * MARGIN) * SCALE
    picture = Image.new("RGB", size, PAPER)
    brush = _Brush(picture)
    for down, shapes in ((0.0, sheet.shapes), (top, chart.wide.shapes)):
        brush.down = down
        for shape in shapes:
            brush.draw(shape)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True, dpi=(96 * SCALE, 96 * SCALE))
    return out.getvalue()


class _Brush:
    """Draws the few shapes that charts are made of."""

    def __init__(self, picture: Image.Image) -> None:
        self.pen, self.down = ImageDraw.Draw(picture, "RGBA"), 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x + MARGIN) * SCALE, (y + self.down + MARGIN) * SCALE

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
        self.pen.ellipse(box, _ink(a, "fill"), _ink(a, "stroke"), _width(a))

    def _line(self, a: dict[str, Any], text: str) -> None:
        start, end = (float(a["x1"]), float(a["y1"])), (float(a["x2"]), float(a["y2"]))
        for one, other in _dashes(start, end, str(a.get("stroke-dasharray", ""))):
            self.pen.line((*self.at(*one), *self.at(*other)), _ink(a, "stroke"), _width(a))

    def _path(self, a: dict[str, Any], text: str) -> None:
        for points in _points(str(a["d"])):
            places = [self.at(*point) for point in points]
            if _ink(a, "fill") and len(places) > 2:
                self.pen.polygon(places, _ink(a, "fill"), _ink(a, "stroke"), _width(a))
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


def _dashes(
    start: tuple[float, float], end: tuple[float, float], pattern: str
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    long = math.dist(start, end)
    if not pattern or not long:
        yield start, end
        return
    full, gap = (float(part) for part in pattern.split())

    def along(done: float) -> tuple[float, float]:
        share = min(done / long, 1)
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

    done = 0.0
    while done < long:
        yield along(done), along(done + full)
        done += full + gap


def _points(path: str) -> list[list[tuple[float, float]]]:
    """The lines of a path made of M, L, A and Z."""
    found: list[list[tuple[float, float]]] = []
    for letter, numbers in re.findall(r"([MLAZ])([^MLAZ]*)", path):
        values = [float(value) for value in re.findall(r"-?[\d.]+", numbers)]
        if letter == "M":
            found.append([])
        if letter in "ML":
            found[-1] += list(zip(values[::2], values[1::2], strict=True))
        elif letter == "A":
            found[-1] += _arc(found[-1][-1], values)
    return found


def _arc(start: tuple[float, float], values: list[float]) -> list[tuple[float, float]]:
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


# By the ending of the file: its kind, and what writes it.
FILES: dict[str, tuple[str, Callable[[Chart], bytes]]] = {
    "svg": ("image/svg+xml", svg_of),
    "png": ("image/png", png_of),
}
