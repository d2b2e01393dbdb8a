"""The labels of assets, laid on their sheets: where each one stands, its code, what is written beside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from foundation.common.typography import shortened

from ..label_formats import LabelFormat
from ..models import Asset

AT_ONCE = 168  # labels of one file: whole sheets of 24, 21, 14 and 8, laid out in two seconds while one waits
SMALL = 25  # millimetres: below, the number alone is written
BORDER = 4  # modules
WIDE = 0.26  # millimetres of a figure of the number, for each point of its size


@dataclass(frozen=True)
class Label:
    left: float
    top: float
    code: str
    title: str
    owner: str
    qr: str  # a data: URI


def address_of(code: str) -> str:
    return f"{settings.SITE_URL}{reverse('assets:label', args=[code])}"


def sheets(assets: Sequence[Asset], form: LabelFormat, first: int = 1) -> Iterator[list[Label]]:
    """Sheets from the place `first` on, since a sheet begun is finished another day."""
    begun: list[Label] = []
    for number, asset in enumerate(assets, start=first - 1):
        place = number % form.count
        if place == 0 and begun:
            yield begun
            begun = []
        row, column = divmod(place, form.columns)
        begun.append(_label(asset, form.left + column * form.step_x, form.top + row * form.step_y, form))
    if begun:
        yield begun


def _label(asset: Asset, left: float, top: float, form: LabelFormat) -> Label:
    # Its border is the light margin that readers ask for: nothing is printed within.
    qr = segno.make(address_of(asset.code), error="m", micro=False).png_data_uri(scale=3, border=BORDER, dark="#000000")
    is_small = form.height < SMALL
    return Label(
        round(left, 2),
        round(top, 2),
        asset.code,
        "" if is_small else shortened(asset.title, 60),
        "" if is_small else asset.ministry.short_name,
        qr,
    )


def page_of(assets: Sequence[Asset], form: LabelFormat, first: int) -> dict[str, Any]:
    """What the paper shows: the code as large as the label bears, the number as large as what is left beside it."""
    side = min(form.height - 2, form.width * 0.45, 46)
    longest = max((len(asset.code) for asset in assets), default=12)
    size = min(max((form.width - side - 3) / longest / WIDE, 5.5), 16)
    text = min(max(size * 0.65, 6.5), 10)
    sizes = {"side": round(side, 1), "size": round(size, 1), "text": round(text, 1)}
    return {"sheets": list(sheets(assets, form, first)), "form": form, **sizes}
