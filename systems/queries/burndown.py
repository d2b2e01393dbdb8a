"""What is left to move to the national cloud, month after month: as planned, as done, as verified."""

import math
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any

from foundation.common.charts import Chart, Series, lines
from foundation.common.typography import plural
from projects.queries.project_signals import add_months

from ..enums import TO_MOVE

POINTS = 18  # of the curve, at most
BURNDOWN_RULE = (
    "À la fin de chaque mois : les plateformes à migrer (ni gardées où elles sont, ni arrêtées) dont la date prévue"
    " n’est pas passée, celles qui n’ont pas migré, celles qui ne sont pas vérifiées. Sans date prévue, une plateforme"
    " reste à migrer."
)


def burndown(rows: Any, day: date) -> Chart | None:
    """Three curves of the platforms to move (1 query); None without any."""
    found = list(rows.filter(choice__in=TO_MOVE).values_list("planned_on", "moved_on", "verified_on"))
    if not found:
        return None
    ends = months_of([each for row in found for each in row if each is not None], day)
    left = [
        Series("Prévu", [_left(found, 0, end) for end in ends], "neutral"),
        Series("À migrer", [_left(found, 1, end) if _is_known(end, day) else None for end in ends], "attention"),
        Series("À vérifier", [_left(found, 2, end) if _is_known(end, day) else None for end in ends], "late"),
    ]
    undated = sum(planned is None for planned, _, _ in found)
    note = f"{plural(undated, 'plateforme')} sans date prévue." if undated else ""
    labels = [f"{end:%m/%Y}" for end in ends]
    return lines("Plateformes qui restent à migrer", labels, left, unit="plateformes", label="Fin du mois", note=note)


def _left(found: Iterable[tuple[date | None, ...]], place: int, end: date) -> int:
    return sum((moved := row[place]) is None or moved > end for row in found)


def _is_known(end: date, day: date) -> bool:
    """What is done is known up to the month of today."""
    return (end.year, end.month) <= (day.year, day.month)


def months_of(days: list[date], day: date) -> list[date]:
    """The ends of the months from the one before the first day to the last, today’s among them, few enough to read."""
    first, last = add_months(min([*days, day]), -1), max([*days, day])
    count = (last.year - first.year) * 12 + last.month - first.month
    step = math.ceil((count + 1) / POINTS)
    behind = (day.year - first.year) * 12 + day.month - first.month
    places = range(behind % step, count + step, step)  # today's month is one of them
    return [_end_of(add_months(first.replace(day=1), place)) for place in places]


def _end_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
