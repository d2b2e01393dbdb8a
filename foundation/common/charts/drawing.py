"""Shapes, words, ticks and colours of a drawing; what every chart is made of."""

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..typography import UNKNOWN, integer, nbsp
from .textures import Point, corners_of, disc, hatching, points_of, rectangle

WIDE, NARROW = 560, 340
BROAD = 780  # of what needs the breadth of the page: the names of its rows and their months
INK, MUTED, LINE, GROUND, PAPER = "#14211c", "#54625c", "#dde3e0", "#f5f7f6", "#ffffff"
FONT = "Inter, sans-serif"
TEXT, SMALL = 13.0, 12.0
# Each stands out on white (3:1) and from its neighbours, with or without colour vision.
SERIES = ("#00603f", "#3b6fb6", "#a65f00", "#7a4a9c", "#5f6d66", "#b42318")
TONES = {
    "good": "#1b7f4b",
    "attention": "#c27c00",
    "late": "#b42318",
    "information": "#175cd3",
    "neutral": "#7b8a83",
    "primary": "#00603f",
    "stale": "#aab5af",
    "none": "#d3dad6",
}
# What tells a class without its colour: each tone has its texture, and each rank of the palette.
TEXTURES = {
    "good": "solid",
    "attention": "rising",
    "late": "crossed",
    "information": "level",
    "neutral": "upright",
    "primary": "solid",
    "stale": "dots",
    "none": "falling",
}
RANKS = ("solid", "rising", "dots", "level", "crossed", "upright")
DASHES = (None, "7 3", "2 3", "9 3", "5 5", "1 4")  # the same of a curve
NOT_DRAWN = "Ne sont pas dessinés"
EDGE = 3.0  # the least contrast of an edge with the paper
SCALE = ("#e3efe9", "#b9d8ca", "#7fb89e", "#2f7d59", "#00492f")
ON_SCALE = (INK, INK, INK, PAPER, PAPER)

Number = float | int | Decimal
Formatter = Callable[[Any], str]


@dataclass(frozen=True)
class Shape:
    tag: str
    attrs: dict[str, Any]
    text: str = ""
    title: str = ""
    href: str = ""
    count: str = ""  # how many rows its address shows


@dataclass
class Drawing:
    width: int
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, tag: str, text: str = "", title: str = "", href: str = "", count: str = "", **attrs: Any) -> None:
        attributes = {
            name.rstrip("_").replace("_", "-"): round(value, 2) if isinstance(value, float) else value
            for name, value in attrs.items()
            if value is not None
        }
        self.shapes.append(Shape(tag, attributes, text, title, href, count))

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        fill: str = INK,
        anchor: str = "start",
        weight: int | None = None,
        href: str = "",
        count: str = "",
    ) -> None:
        self.add(
            "text",
            text=text,
            count=count,
            x=x,
            y=y,
            fill=fill,
            font_size=size,
            font_family=FONT,
            text_anchor=anchor if anchor != "start" else None,
            font_weight=weight,
            href=href,
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = LINE,
        width: float = 1,
        dash: str | None = None,
    ) -> None:
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)

    def mark(self, tag: str, colour: str, texture: str = "solid", **said: Any) -> None:
        """A mark in its colour, then its texture over it; what is too light for the paper has an edge."""
        faint = contrast(colour, PAPER) < EDGE
        edge: dict[str, Any] = {"stroke": MUTED, "stroke_width": 1} if faint else {}
        self.add(tag, **(edge | {"fill": colour, "class_": "mark", "data_texture": texture} | said))
        if texture != "solid":
            ink = INK if faint else PAPER
            for path, width in hatching(outline_of(self.shapes[-1]), texture):
                self.add("path", d=path, fill="none", stroke=ink, stroke_width=width, pointer_events="none")


def outline_of(shape: Shape) -> list[Point]:
    a = shape.attrs
    if shape.tag == "circle":
        return disc(a["cx"], a["cy"], a["r"])
    if shape.tag == "rect":
        return rectangle(a.get("x", 0), a.get("y", 0), a["width"], a["height"])
    if shape.tag == "polygon":
        return corners_of(a["points"])
    return [point for line in points_of(a["d"]) for point in line]


@dataclass(frozen=True)
class Key:
    """`colour` empty: a dashed square, for what is unknown. `dash`: a piece of curve, for what is not a surface."""

    label: str
    colour: str
    texture: str = "solid"
    dash: str | None = None
    is_curve: bool = False

    @property
    def swatch(self) -> list[Shape]:
        """What stands before its words, 22 by 12."""
        drawing = Drawing(22, 12)
        if self.is_curve:
            drawing.line(0, 6, 22, 6, stroke=self.colour, width=2.25, dash=self.dash)
        elif self.colour:
            drawing.mark("rect", self.colour, self.texture, x=0.5, y=0.5, width=21.0, height=11.0, class_=None)
        else:
            drawing.add(
                "rect", x=0.5, y=0.5, width=21, height=11, fill="none", stroke=TONES["neutral"], stroke_dasharray="2 2"
            )
        return drawing.shapes


def key_of(label: str, tone: str, index: int = 0) -> Key:
    return Key(label, colour_of(tone, index), texture_of(tone, index))


@dataclass(frozen=True)
class LeftOut:
    """Rows that a drawing does not show: what they are, in words that begin with their number, and where they are read.
    `count` is what its address shows; None where nobody counted.
    """

    said: str
    href: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Chart:
    id: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: Drawing
    narrow: Drawing
    legend: tuple[Key, ...] = ()
    note: str = ""
    has_links: bool = False
    wide_says_it: bool = False  # the large drawing names its series itself
    files: tuple[tuple[str, str], ...] = ()  # a label and an address, where a page gives the chart as files
    left_out: tuple[LeftOut, ...] = ()

    @property
    def whole_note(self) -> str:
        """The note, and what is not drawn: where no link can say it."""
        told = ", ".join(each.said for each in self.left_out)
        return f"{self.note} {NOT_DRAWN} : {told}.".strip() if told else self.note


def text_width(text: str, size: float = TEXT) -> float:
    """Estimate the width of a text set in Inter; a little more than the truth rather than less."""
    units = sum(
        0.30 if c in "iljtfr.,;:!|'’()[] \u202f\u00a0" else 0.90 if c in "mwMW—…%" else 0.70 if c.isupper() else 0.585
        for c in text
    )
    return units * size


def wrapped(text: str, width: float, *, size: float = TEXT, lines: int = 2) -> list[str]:
    """Cut a label into at most `lines` lines of `width`, never before a sign that French binds to its word; the last
    one ends in an ellipsis when it must.
    """
    words, out = nbsp(text).split(" "), [""]
    for index, word in enumerate(words):
        candidate = f"{out[-1]} {word}".strip()
        if not out[-1] or text_width(candidate, size) <= width:
            out[-1] = candidate
        elif len(out) < lines:
            out.append(word)
        else:
            out[-1] = " ".join([out[-1], *words[index:]])
            break
    return [shortened(line, width, size=size) for line in out]


def shortened(text: str, width: float, *, size: float = TEXT) -> str:
    if text_width(text, size) <= width:
        return text
    cut = text
    while cut and text_width(cut + "…", size) > width:
        cut = cut[:-1]
    whole = (
        cut.rpartition(" ")[0] if text[len(cut)] != " " else cut
    )  # a word is not cut where a third of the line is left
    return (whole if len(whole) * 3 > len(cut) else cut).rstrip(" ,;:.«") + "…"


def set_apart(labels: Sequence[str], cut: Callable[[str], list[str]]) -> list[list[str]]:
    """Cut each label into lines. Two labels that differ never read alike once cut: they lose what they share, not what
    tells them apart.
    """
    found = {label: cut(label) for label in labels}
    for lines in list(found.values()):
        alike = [label for label in found if found[label] == lines]
        if len(alike) > 1:
            found |= next((cuts for cuts in _without_shared(alike, cut) if _differ(cuts)), {})
    return [found[label] for label in labels]


def _differ(cuts: dict[str, list[str]]) -> bool:
    return len({tuple(lines) for lines in cuts.values()}) == len(cuts)


def _without_shared(labels: Sequence[str], cut: Callable[[str], list[str]]) -> Iterator[dict[str, list[str]]]:
    """The same labels with their first word, then « … » and what differs; then from the word that differs; then from
    the letter.
    """
    letters = zip(*labels, strict=False)
    length = next((place for place, found in enumerate(letters) if len(set(found)) > 1), min(map(len, labels)))
    words = labels[0][:length].split(" ")
    from_word = length - len(words[-1])
    from_before = from_word - len(words[-2]) - 1 if len(words) > 2 else from_word
    for kept, start in ((f"{words[0]}… ", from_before), ("…", from_word), ("…", length)):
        yield {label: cut(f"{kept}{label[start:]}") for label in labels}


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round values that cover [low, high], in steps of 1, 2, 2.5 or 5 times a power of ten."""
    if high <= low:
        high = low + 1
    raw = (high - low) / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    start = math.floor(low / step + 1e-9) * step
    ticks = [start]
    while ticks[-1] < high - step * 1e-6:
        ticks.append(start + step * len(ticks))
    return [round(tick, 10) for tick in ticks]


def plain(value: Any) -> str:
    """12 500; 3,5; « non renseigné »."""
    if value is None:
        return UNKNOWN
    text = integer(int(value)) if value == int(value) else f"{float(value):.1f}".replace(".", ",")
    return text.replace("-", "−")


def identifier(title: str) -> str:
    return f"fig-{zlib.crc32(title.encode()):08x}"


def colour_of(tone: str, index: int = 0) -> str:
    return tone if tone.startswith("#") else TONES.get(tone, SERIES[index % len(SERIES)])


def texture_of(tone: str, index: int = 0) -> str:
    return "solid" if tone.startswith("#") else TEXTURES.get(tone, RANKS[index % len(RANKS)])


def readable_on(colour: str) -> str:
    """White or ink, whichever is read better on the colour."""
    return PAPER if contrast(colour, PAPER) >= contrast(colour, INK) else INK


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def number(value: Number | None) -> float:
    """A value as drawn: amounts come as Decimal, unknown ones count for nothing."""
    return float(value) if value is not None else 0.0


@dataclass(frozen=True)
class Series:
    label: str
    values: Sequence[Number | None]
    tone: str = ""  # a tone, a colour, or nothing: the next of the palette

    @property
    def known(self) -> list[float]:
        return [float(value) for value in self.values if value is not None]


def legend_of(series: Sequence[Series]) -> tuple[Key, ...]:
    return tuple(key_of(part.label, part.tone, index) for index, part in enumerate(series))
