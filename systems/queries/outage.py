"""What stops when a platform stops: who gets its data, then who gets theirs."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from foundation.common import clock

from ..enums import NATURE_WORDS, Nature
from ..models import Listed

OUTAGE_RULE = (
    "Une plateforme touchée reçoit des données de celle qui s’arrête (distance 1), ou d’une autre déjà touchée. Seuls"
    " les échanges en service que vous voyez comptent, entre plateformes qui ne sont pas hors service."
)


@dataclass(frozen=True)
class Touched:
    distance: int
    platform: Listed
    by: Listed  # the one before it, the nearest
    natures: tuple[str, ...]
    data: tuple[str, ...]


def touched_by(platform: Any, exchanges: Any) -> list[Touched]:
    """Those that an outage touches, the nearest first (1 query); each once, by its shortest way."""
    rows = exchanges.running().select_related("source__ministry", "target__ministry")
    for end in ("source", "target"):  # what is closed gets nothing, and passes nothing on
        rows = rows.filter(Q(**{f"{end}__closed_on": None}) | Q(**{f"{end}__closed_on__gt": clock.today()}))
    given: dict[Any, list[Any]] = defaultdict(list)
    for row in rows.order_by("target__name", "pk"):
        given[row.source_id].append(row)
    found: list[Touched] = []
    seen, edge, distance = {platform.pk}, [platform.pk], 0
    while edge:
        distance += 1
        reached: dict[Any, list[Any]] = {}
        for key in edge:
            for row in given[key]:
                if row.target_id not in seen and (
                    row.target_id not in reached or reached[row.target_id][0].source_id == key
                ):
                    reached.setdefault(row.target_id, []).append(row)
        for rows_of in reached.values():
            natures = dict.fromkeys(NATURE_WORDS[Nature(row.nature)] for row in rows_of)
            data = tuple(dict.fromkeys(row.data for row in rows_of))
            found.append(Touched(distance, rows_of[0].target, rows_of[0].source, tuple(natures), data))
        seen |= set(reached)
        edge = list(reached)
    return found
