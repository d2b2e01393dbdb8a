"""The assets as they are asked for: by their words, their place in life, their warranty."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from foundation.common.database import prefix_query

SOON = 90  # days

WARRANTIES: tuple[tuple[str, str], ...] = (
    ("soon", f"finit dans {SOON} jours"),
    ("over", "finie"),
    ("running", "en cours"),
    ("unknown", "non renseignée"),
)

UNDATED = (("held", "dans le parc, sans date d’acquisition"),)


def held_undated(rows: Any, asked: str) -> Any:
    """Those that the plan of renewal puts in no year."""
    return rows.held().filter(purchased_on=None)


def matching(rows: Any, words: str) -> Any:
    """By the words of what is written of it, or by the beginning of its number or of its serial."""
    typed = words.strip()
    found = Q(search=prefix_query(typed))
    # Each side has its index; a phrase is the beginning of no number.
    return rows.filter(found if " " in typed or len(typed) < 3 else found | Q(code__istartswith=typed))


def by_warranty(rows: Any, asked: str, day: date) -> Any:
    if asked == "unknown":
        return rows.filter(warranty_until=None)
    if asked == "over":
        return rows.filter(warranty_until__lt=day)
    if asked == "soon":
        return rows.filter(warranty_until__range=(day, day + timedelta(days=SOON)))
    return rows.filter(warranty_until__gte=day)
