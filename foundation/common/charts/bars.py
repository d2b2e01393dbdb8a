"""Lying bars, whole or made of parts: one a row, its label beside it, or above it on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import (
    INK,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    TONES,
    WIDE,
    Chart,
    Drawing,
    Formatter,
    Number,
    Series,
    colour_of,
    identifier,
    legend_of,
    number,
    plain,
    readable_on,
    set_apart,
    shortened,
    text_width,
    texture_of,
    wrapped,
)


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number | None
    href: str = ""
    tone: str = "primary"
    word: str = ""  # what an unknown value says of itself: « réservé »


class _Rows:
    """The place of the rows: where bars begin, how long the longest may be, how far apart they stand."""

    def __init__(
        self, width: int, labels: Sequence[str], ends: Sequence[str], *, first: float, thick: int, step: int
    ) -> None:
        self.drawing = Drawing(width)
        self.thick, self.step, self.first, self.count = thick, step, first, len(labels)
        tail = max((text_width(end) for end in ends), default=0) + 10
        column = (
            0.0 if width == NARROW else min(max((text_width(label) for label in labels), default=0), width * 0.36) + 12
        )
        self.start, self.room = column, width - column - tail
        narrow = width == NARROW
        self.names = set_apart(
            labels, lambda label: [shortened(label, width)] if narrow else wrapped(label, column - 12)
        )

    def label(self, index: int, label: str, href: str = "", count: str = "") -> float:
        """Write the label of a row and return the top of its bar."""
        y, pieces = self.first + index * self.step, self.names[index]
        if self.drawing.width == NARROW:
            self.drawing.words(0, y + 12, pieces[0], href=href, count=count)
            return y + 19
        baseline = y + self.thick / 2 + 4.5 - (len(pieces) - 1) * 7.5
        for line, piece in enumerate(pieces):
            self.drawing.words(self.start - 10, baseline + 15 * line, piece, anchor="end", href=href, count=count)
        return y

    def mark(
        self, x: float, top: float, length: float, colour: str, title: str, href: str = "", texture: str = "solid"
    ) -> None:
        self.drawing.mark("rect", colour, texture, x=x, y=top, width=length, height=self.thick, title=title, href=href)

    def inside(self, middle: float, top: float, words: str, colour: str, texture: str) -> None:
        """Words over a bar, on a plate of its colour where it is hatched."""
        if texture != "solid":
            span = text_width(words, SMALL) + 6
            self.drawing.add(
                "rect",
                x=middle - span / 2,
                y=top + 2,
                width=span,
                height=self.thick - 4,
                fill=colour,
                pointer_events="none",
            )
        self.drawing.words(
            middle, top + self.thick / 2 + 4.3, words, size=SMALL, fill=readable_on(colour), anchor="middle"
        )

    def unknown(self, top: float, words: str) -> None:
        middle = top + self.thick / 2
        self.drawing.line(self.start, middle, self.start + 26, middle, stroke=TONES["neutral"], dash="3 3")
        self.drawing.words(self.start + 32, middle + 4.5, words, fill=MUTED)

    def closed(self) -> Drawing:
        """Give the drawing its height and, when labels stand beside the bars, their common foot."""
        above = 19 if self.drawing.width == NARROW else 0
        self.drawing.height = max(self.first + (self.count - 1) * self.step + above + self.thick + 6, 8)
        if self.drawing.width == WIDE:
            self.drawing.line(
                self.start + 0.5, self.first - 2, self.start + 0.5, self.drawing.height - 2, stroke=TONES["neutral"]
            )
        return self.drawing


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
    """One bar a row, in the order given. An unknown value has no bar and says so."""
    top = max([number(item.value) for item in items] + [number(target)]) or 1.0

    def said(item: Bar) -> str:
        return item.word if item.word and item.value is None else form(item.value)

    def draw(width: int) -> Drawing:
        size = {"thick": 14, "step": 46} if width == NARROW else {"thick": 18, "step": 34}
        rows = _Rows(
            width,
            [item.label for item in items],
            [said(item) for item in items],
            first=4.0 if target is None else 22.0,
            **size,
        )
        at = rows.start + rows.room * number(target) / top
        for index, item in enumerate(items):
            above = rows.label(index, item.label, item.href, plain(item.value) if item.href else "")
            if item.value is None:
                rows.unknown(above, said(item))
            else:
                length = max(rows.room * number(item.value) / top, 1.0 if item.value else 0.0)
                rows.mark(
                    rows.start,
                    above,
                    length,
                    colour_of(item.tone),
                    f"{item.label} : {form(item.value)}",
                    item.href,
                    "named",  # its row says what it is
                )
                rows.drawing.words(rows.start + length + 6, above + rows.thick - 4.5, form(item.value), weight=600)
            if target is not None:
                rows.drawing.line(at, above - 3, at, above + rows.thick + 3, stroke=PAPER, width=4)
                rows.drawing.line(at, above - 3, at, above + rows.thick + 3, stroke=INK, width=2)
        if target is not None:
            anchor = "end" if at > width * 0.6 else "middle"
            rows.drawing.words(
                min(max(at, rows.start + 30), width - 4),
                13,
                f"{target_label} : {form(target)}",
                size=SMALL,
                fill=MUTED,
                anchor=anchor,
            )
        return rows.closed()

    best = max((item for item in items if item.value is not None), key=lambda item: number(item.value), default=None)
    description = description or (
        f"{len(items)} barres ; la plus longue : {best.label}, {form(best.value)}."
        if best
        else "Aucune valeur renseignée."
    )
    table = tuple((item.label, said(item)) for item in items)
    columns = (label or "Libellé", unit or "Valeur")
    return Chart(
        identifier(title),
        title,
        description,
        columns,
        table,
        draw(WIDE),
        draw(NARROW),
        note=note,
        has_links=any(item.href for item in items),
    )


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
    """Bars made of parts; `share` draws each row at full length.

    Unknown parts count for nothing and are said in the table.
    """
    # Summed as given: an amount stays a Decimal in the table.
    totals = [sum(part.values[i] or 0 for part in series) for i in range(len(labels))]
    top = max([number(total) for total in totals], default=0.0) or 1.0
    links = [*hrefs, *[""] * (len(labels) - len(hrefs))]

    def draw(width: int) -> Drawing:
        size = {"thick": 16, "step": 48} if width == NARROW else {"thick": 20, "step": 36}
        rows = _Rows(width, labels, [form(total) for total in totals], first=4.0, **size)
        for index, row in enumerate(labels):
            above = rows.label(index, row, links[index], plain(totals[index]) if links[index] else "")
            x, scale = rows.start, rows.room / ((number(totals[index]) or 1.0) if share else top)
            for rank, part in enumerate(series):
                value, colour, texture = part.values[index], colour_of(part.tone, rank), texture_of(part.tone, rank)
                if not value:
                    continue
                length = number(value) * scale
                said = f"{row}, {part.label} : {form(value)}"
                rows.mark(x, above, max(length - 1, 0.5), colour, said, texture=texture)
                if length > text_width(form(value), SMALL) + 8:
                    rows.inside(x + length / 2, above, form(value), colour, texture)
                x += length
            rows.drawing.words(x + 6, above + rows.thick / 2 + 4.5, form(totals[index]), weight=600)
        return rows.closed()

    table = tuple((row, *(form(part.values[i]) for part in series), form(totals[i])) for i, row in enumerate(labels))
    columns = (label or "Libellé", *(part.label for part in series), unit or "Total")
    description = (
        description
        or f"{len(labels)} barres faites de {len(series)} parts : {', '.join(part.label for part in series)}."
    )
    return Chart(
        identifier(title),
        title,
        description,
        columns,
        table,
        draw(WIDE),
        draw(NARROW),
        legend_of(series),
        note,
        any(links),
    )
