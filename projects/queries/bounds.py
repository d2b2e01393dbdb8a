"""The bounds of the method in force, and what they were before: the page « Méthode » prints both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from foundation.common.typography import percent, plural, short_amount, short_date

from ..models import MethodBounds


def _days(value: int) -> str:
    return plural(value, "jour")


def _bands(values: list[int]) -> str:
    return ", ".join(map(short_amount, sorted(values))) or "aucune tranche"


# By setting: its words, and how a value is told.
BOUNDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "PROJECT_YELLOW_FROM": ("Signal jaune, à partir d’un écart de", percent),
    "PROJECT_RED_FROM": ("Signal rouge, à partir d’un écart de", percent),
    "PROJECT_YELLOW_RATING": ("Signal retenu au jaune, jusqu’à la note", str),
    "PROJECT_RED_RATING": ("Signal retenu au rouge, jusqu’à la note", str),
    "PROJECT_FORECAST_BANDS": ("Tranches de coût de la prévision, entre", _bands),
    "PROJECT_COMMENT_BEYOND": ("Commentaire obligatoire, au-delà de", percent),
    "PROJECT_UPDATE_MONTHS": ("Une valeur est à jour pendant", lambda value: f"{value} mois"),
    "PROJECT_UPDATE_DELAY_DAYS": ("Délai ajouté avant de la dire périmée", _days),
    "PROJECT_STILL_PERIODS": ("« Vert immobile », sans rien de saisi pendant", lambda value: plural(value, "période")),
    "PROJECT_GREENED_DAYS": ("« Verdi par révision » reste dit pendant", _days),
    "PROJECT_CORRECTION_DAYS": ("Une erreur de saisie se corrige pendant", _days),
}


def bounds_now() -> dict[str, Any]:
    return {name: getattr(settings, name) for name in BOUNDS}


def latest_bounds() -> MethodBounds | None:
    return MethodBounds.objects.order_by("-since", "-created_at").first()


def bounds_on(day: date) -> dict[str, Any]:
    """Those of the last night up to that day; none where no night had read them yet (1 query)."""
    row = MethodBounds.objects.filter(since__lte=day).order_by("-since", "-created_at").first()
    return row.values if row is not None else {}


@dataclass(frozen=True)
class Bound:
    label: str
    value: str
    since: str
    before: tuple[str, ...]  # newest first


def bounds_told() -> list[Bound]:
    """Each bound in force, since when, and each value that it had before (1 query)."""
    kept = list(MethodBounds.objects.order_by("since", "created_at"))
    return [_told(name, kept) for name in BOUNDS]


def _told(name: str, kept: list[MethodBounds]) -> Bound:
    label, form = BOUNDS[name]
    value = getattr(settings, name)
    periods = list(_periods(name, kept))
    if periods and periods[-1][1] == value:
        first, _ = periods.pop()
        since = f"le {short_date(first)}" + (", premier relevé" if not periods else "")
    else:
        since = f"après le {short_date(kept[-1].since)}, dernier relevé" if kept else "pas encore relevée"
    before = tuple(f"{form(was)}, relevé le {short_date(day)}" for day, was in reversed(periods))
    return Bound(label, form(value), since, before)


def _periods(name: str, kept: list[MethodBounds]) -> Iterator[tuple[date, Any]]:
    """From which day each value of a bound was read; a reading older than a bound says nothing of it."""
    last = None
    for row in kept:
        value = row.values.get(name)
        if value is not None and value != last:
            yield row.since, value
            last = value
