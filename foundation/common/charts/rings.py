"""A ring of parts with its legend in words and figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..typography import UNKNOWN
from .drawing import (
    LINE,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    WIDE,
    Chart,
    Drawing,
    Formatter,
    Number,
    colour_of,
    identifier,
    number,
    plain,
    set_apart,
    shortened,
    texture_of,
)

RADIUS, THICK, LEGEND = 82.0, 26.0, 320


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
    """Few parts only: six at most read well."""
    total = sum(part.value for part in parts)

    def draw(width: int) -> Drawing:
        drawing = Drawing(width)
        cx, cy = (RADIUS + 8 if width == WIDE else width / 2), RADIUS + 8
        _arcs(drawing, parts, cx, cy, form)
        drawing.words(cx, cy + (4 if centre_label else 10), centre or form(total), size=30, anchor="middle", weight=600)
        if centre_label:
            drawing.words(cx, cy + 22, centre_label, size=SMALL, fill=MUTED, anchor="middle")
        foot = _legend(drawing, parts, cy, form)
        drawing.height = max(2 * RADIUS + 16, foot)
        return drawing

    table = tuple((part.label, form(part.value), _share(part, total)) for part in parts)
    description = (
        description or ", ".join(f"{part.label} : {form(part.value)}" for part in parts) + f" ; {form(total)} en tout."
    )
    columns = (label or "Part", "Nombre", "Part du total")
    return Chart(
        identifier(title),
        title,
        description,
        columns,
        table,
        draw(WIDE),
        draw(NARROW),
        note=note,
        has_links=any(part.href for part in parts),
    )


def _share(part: Part, total: Number) -> str:
    return f"{number(part.value) / number(total) * 100:.0f}\u00a0%" if total else UNKNOWN


def _arcs(drawing: Drawing, parts: Sequence[Part], cx: float, cy: float, form: Formatter) -> None:
    total = sum(number(part.value) for part in parts)
    if total <= 0:
        drawing.add("circle", cx=cx, cy=cy, r=RADIUS - THICK / 2, fill="none", stroke=LINE, stroke_width=THICK)
        return
    angle = -math.pi / 2
    for index, part in enumerate(parts):
        share = number(part.value) / total
        colour, texture = colour_of(part.tone, index), texture_of(part.tone, index)
        said = {"title": f"{part.label} : {form(part.value)} ({share * 100:.0f} %)", "href": part.href}
        if share > 0.999:
            drawing.mark("circle", colour, texture, cx=cx, cy=cy, r=RADIUS, **said)
            drawing.add("circle", cx=cx, cy=cy, r=RADIUS - THICK, fill=PAPER, pointer_events="none")
        elif share > 0:
            end = angle + share * 2 * math.pi
            gap = min(0.012, share * math.pi / 2)
            drawing.mark("path", colour, texture, d=_arc(cx, cy, angle + gap, end - gap), **said)
            angle = end


def _arc(cx: float, cy: float, start: float, end: float) -> str:
    large, inner = 1 if end - start > math.pi else 0, RADIUS - THICK
    points = [
        (cx + r * math.cos(a), cy + r * math.sin(a))
        for r, a in ((RADIUS, start), (RADIUS, end), (inner, end), (inner, start))
    ]
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = points
    return (
        f"M{x1:.2f} {y1:.2f}A{RADIUS} {RADIUS} 0 {large} 1 {x2:.2f} {y2:.2f}L{x3:.2f} {y3:.2f}A{inner} {inner} 0"
        f" {large} 0 {x4:.2f} {y4:.2f}Z"
    )


def _legend(drawing: Drawing, parts: Sequence[Part], cy: float, form: Formatter) -> float:
    """Write the parts at the right of the ring, or below it on a phone; return the foot of the last one."""
    wide = drawing.width == WIDE
    span = LEGEND if wide else NARROW
    x, y = (2 * RADIUS + 48, max(cy - len(parts) * 13 + 6, 12)) if wide else (0.0, 2 * RADIUS + 40)
    total = sum(part.value for part in parts)
    names = set_apart([part.label for part in parts], lambda label: [shortened(label, span - 126)])
    for index, part in enumerate(parts):
        colour, texture = colour_of(part.tone, index), texture_of(part.tone, index)
        drawing.mark("rect", colour, texture, x=x, y=y - 10, width=22.0, height=12.0, class_=None)
        said = plain(part.value) if part.href else ""
        drawing.words(x + 30, y, names[index][0], href=part.href, count=said)
        drawing.words(x + span - 46, y, form(part.value), anchor="end", weight=600)
        drawing.words(x + span, y, _share(part, total) if total else "", anchor="end", fill=MUTED)
        y += 26
    return y - 14
