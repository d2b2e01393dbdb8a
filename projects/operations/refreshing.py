"""What moves without anybody typing: signals as days go by, and the rows of the summary."""

from datetime import date

from django.db import connection, transaction

from foundation.common import clock

from ..models import MethodBounds, Project
from ..models.figure import SUMMARIES, TAKE_READING
from ..queries.bounds import bounds_now, latest_bounds
from .storing import SIGNAL_FIELDS, apply_signals

BATCH = 1000


def refresh_signals(today: date | None = None) -> int:
    """Compute the signals of every followed project again: « today » has moved. Return how many changed.

    Each batch is its own transaction, rows locked in the order of their keys; the version does not move, since nobody
    edited.
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
    """Gather the differences of each cell of the summaries in one row."""
    with connection.cursor() as cursor:
        for summary in SUMMARIES.values():
            cursor.execute(summary.fold)


@transaction.atomic
def rebuild_figures() -> int:
    """Replace the summaries by recomputed ones; return their number of rows. Writers of projects wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE projects_project IN SHARE MODE")
        written = 0
        for summary in SUMMARIES.values():
            # A fold under way ends first: what it writes would be counted besides.
            cursor.execute(f"LOCK TABLE {summary.table} IN EXCLUSIVE MODE")
            cursor.execute(f"DELETE FROM {summary.table}")  # noqa: S608
            cursor.execute(summary.fill)
            written += cursor.rowcount
        return written


@transaction.atomic
def take_reading(day: date | None = None) -> int:
    """Keep the summary as it stands in the evening of a day; a day already read stays as it was. Return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_READING, {"day": day or clock.today()})
        return cursor.rowcount


def note_bounds(day: date | None = None) -> bool:
    """Keep the bounds of the method in force, when they are not those kept last. Return whether they had changed."""
    bounds, last = bounds_now(), latest_bounds()
    if last is not None and last.values == bounds:
        return False
    MethodBounds.objects.create(since=day or clock.today(), values=bounds)
    return True
