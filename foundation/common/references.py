"""What people type to find a row by what is printed of it: « Décision n° 3/2026 », « décret 2018-531 »."""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

ASKED = re.compile(
    r"(?P<kind>(?:[^\W\d_]+\s+){0,6})(?:n\s?[°º]\.?\s*)?(?P<reference>\S.*?)(?:\s+du\s+.*)?", re.IGNORECASE
)
NUMBERED = re.compile(r"(?P<number>\d{1,5})\s*/\s*(?P<year>(?:19|20)\d\d)")


def plain(text: str) -> str:
    """Without accents nor case, as the database compares: œ is oe there too."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


@dataclass(frozen=True)
class Asked:
    kind: str  # the first of the words before the number, plain; empty when there is none
    reference: str  # without spaces


def asked_reference(words: str) -> Asked | None:
    """The reference in what was typed; None when it holds neither a digit nor a slash."""
    words = " ".join(words.split())
    found = ASKED.fullmatch(words) if len(words) <= 120 else None
    if found is None or not re.search(r"[\d/]", found["reference"]):
        return None
    return Asked(plain(found["kind"]).split(" ")[0], "".join(found["reference"].split()))


def numbered(words: str, kind: str) -> Q | None:
    """The rows numbered by year that were asked for: « recommandation 1/2026 », or « 1/2026 » alone."""
    asked = asked_reference(words)
    if asked is None or asked.kind not in ("", kind) or not (found := NUMBERED.fullmatch(asked.reference)):
        return None
    return Q(number=int(found["number"]), year=int(found["year"]))
