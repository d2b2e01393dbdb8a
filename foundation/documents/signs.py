"""The signs that the fonts of the papers can draw: what is pasted is brought to them, the rest is named."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.conf import settings

from foundation.common.exceptions import Refused
from foundation.common.pasted import as_typed

FONTS = settings.BASE_DIR / "static" / "fonts" / "pdf"
UNDRAWN = "□"


@cache
def drawn(*names: str) -> frozenset[int]:
    """The code points of these fonts."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for name in names:
        with TTFont(FONTS / name, lazy=True) as font:
            points |= set(font.getBestCmap())
    return frozenset(points)


def letters() -> frozenset[int]:
    return drawn("Inter-Regular.ttf")


def every_sign() -> frozenset[int]:
    """What Inter draws, or DejaVu Sans in its place."""
    return drawn("Inter-Regular.ttf", "DejaVuSans.ttf")


def normalised(text: str) -> str:
    """Ligatures, superscripts and fractions as plain letters, Word's bullets as ours, every end of line as one.

    Only what Inter does not draw is touched: « m² » and « ½ » stay.
    """
    if text.isascii():
        return text
    text = as_typed(text)
    return text.translate({point: _plain(chr(point)) for point in set(map(ord, text)) - letters()})


def _plain(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign).replace("\u2044", "/")
    return plain if plain != sign and all(ord(part) in letters() for part in plain) else sign


def undrawn(text: str) -> str:
    """The signs that no font of the papers has, each once; empty nearly always."""
    if text.isascii():
        return ""
    unknown = set(map(ord, text)) - every_sign()
    return (
        "".join(sign for sign in dict.fromkeys(text) if ord(sign) in unknown and not sign.isspace()) if unknown else ""
    )


def drawable(content: Any) -> Any:
    """The same plain values with texts that can be drawn; a sign that no font has is an empty square."""
    if isinstance(content, str):
        text = normalised(content)
        for sign in undrawn(text):
            text = text.replace(sign, UNDRAWN)
        return text
    if isinstance(content, Mapping):
        return {key: drawable(value) for key, value in content.items()}
    return [drawable(value) for value in content] if isinstance(content, list) else content


def refuse_undrawn(content: Any, act: str) -> None:
    """Raise Refused for a text with a sign that no font of the papers has, and show the sign and its neighbours."""
    for text in _texts(content):
        plain = normalised(text)
        if signs := undrawn(plain):
            place = plain.index(signs[0])
            near = plain[max(0, place - 30) : place + 30].strip()
            raise Refused(
                f"Impossible {act} : le signe « {signs[0]} » (U+{ord(signs[0]):04X}) ne s’imprime pas. Remplacez-le"
                f" dans : « {near} »."
            )


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
