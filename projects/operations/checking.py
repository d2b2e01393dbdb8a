"""The stored summaries against what they should say, and how to put them right: read by `manage.py figures --check`."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from foundation.common import clock
from foundation.common.figures import Check, Drift

from ..models import Project
from ..models.figure import SUMMARIES
from ..queries.project_signals import compute_signals
from .refreshing import rebuild_figures, refresh_signals


def _table(sql: str, keys: int) -> dict[tuple[Any, ...], tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {tuple(row[:keys]): tuple(int(value) for value in row[keys:]) for row in cursor.fetchall()}


def summary_drifts() -> Iterator[Drift]:
    """Every cell of the summaries that differs from the count of the projects themselves."""
    for summary in SUMMARIES.values():
        keys, nothing = len(summary.keys), (0,) * len(summary.measures)
        stored, true = _table(summary.stored, keys), _table(summary.true, keys)
        for key in sorted(stored.keys() | true.keys(), key=str):
            if stored.get(key) != true.get(key):
                name = ", ".join(str(value) for value in key[1:])
                yield Drift(name, stored.get(key, nothing), true.get(key, nothing))


def signal_drifts() -> Iterator[Drift]:
    """Every followed project whose stored signals are not those of today."""
    today = clock.today()
    for project in Project.objects.followed().defer("search").order_by("code", "pk").iterator(chunk_size=1000):
        signals = compute_signals(project, today)
        stored = (project.colour, project.schedule_variance, project.cost_variance)
        computed = (signals.colour.value, signals.schedule.percent, signals.cost.percent)
        if stored != computed:
            yield Drift(project.code, stored, computed)


def summary_check() -> Check:
    return Check("résumé des projets", summary_drifts, rebuild_figures)


def signals_check() -> Check:
    return Check("signaux des projets", signal_drifts, refresh_signals)
