"""What moves without anybody typing: signals as days go by, and the rows of the summary."""

from datetime import date

from django.db import connection, transaction

from cmsic.common import clock

from ..models import Project
from ..models.figure import KEYS, MEASURES, NOTHING, measures_of
from .storing import SIGNAL_FIELDS, apply_signals

BATCH = 1000
_KEYS, _SUMS = ", ".join(KEYS), ", ".join(f"sum({measure})" for measure in MEASURES)
FOLD = f"""
WITH gone AS (DELETE FROM projects_projectfigure RETURNING *)
INSERT INTO projects_projectfigure ({_KEYS}, {", ".join(MEASURES)})
SELECT {_KEYS}, {_SUMS} FROM gone GROUP BY {_KEYS} HAVING ({_SUMS}) IS DISTINCT FROM ({NOTHING})
"""  # noqa: S608
TRUE_SUMMARY = f"SELECT {_KEYS}, {_SUMS} FROM ({measures_of('projects_project', '')}) AS p GROUP BY {_KEYS}"  # noqa: S608


def refresh_signals(today: date | None = None) -> int:
    """Compute the signals of every followed project again: « today » has moved. Return how many changed.

    Each batch is its own transaction, rows locked in the order of their keys; the version does not move, since nobody edited.
    """
    today = today or clock.today()
    changed, last = 0, None
    while True:
        with transaction.atomic():
            rows = Project.objects.followed().defer("search").select_for_update(of=("self",)).order_by("pk")
            batch = list(rows.filter(pk__gt=last)[:BATCH] if last else rows[:BATCH])
            moved = [project for project in batch if apply_signals(project, today)]
            if moved:
                Project.objects.bulk_update(moved, SIGNAL_FIELDS)
        changed += len(moved)
        if len(batch) < BATCH:
            return changed
        last = batch[-1].pk


def fold_figures() -> None:
    """Gather the differences of each cell of the summary in one row. One statement: a reader sees all before, or all after."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)


@transaction.atomic
def rebuild_figures() -> int:
    """Replace the summary by a recomputed one; return its number of rows. Writers of projects wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE projects_project IN SHARE MODE")
        cursor.execute("DELETE FROM projects_projectfigure")
        cursor.execute(f"INSERT INTO projects_projectfigure ({_KEYS}, {', '.join(MEASURES)}) {TRUE_SUMMARY}")
        return cursor.rowcount
