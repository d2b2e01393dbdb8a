"""The stored summaries against what they should say, and how to put them right: read by `manage.py figures --check`."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from foundation.common import clock
from foundation.common.figures import Check, Drift
from ministries.models import Ministry

from ..models import Project
from ..models.figure import SUMMARIES, Summary
from ..queries.project_signals import compute_signals
from .refreshing import rebuild_figures, refresh_signals

Cells = dict[tuple[Any, ...], tuple[int, ...]]


def _stored_and_true(summary: Summary) -> tuple[Cells, Cells]:
    keys = len(summary.keys)
    sides: tuple[Cells, Cells] = ({}, {})
    with connection.cursor() as cursor:
        cursor.execute(summary.compared)
        for is_true, *row in cursor.fetchall():
            sides[is_true][tuple(row[:keys])] = tuple(int(value) for value in row[keys:])
    return sides


def summary_drifts() -> Iterator[Drift]:
    """Every cell of the summaries that differs from the count of the projects themselves."""
    for summary in SUMMARIES.values():
        nothing = (0,) * len(summary.measures)
        stored, true = _stored_and_true(summary)
        wrong = sorted((key for key in stored.keys() | true.keys() if stored.get(key) != true.get(key)), key=str)
        named = {one.pk: one.short_name for one in Ministry.objects.filter(pk__in={key[1] for key in wrong})}
        for key in wrong:
            name = ", ".join([named.get(key[1], str(key[1])), *map(str, key[2:])])
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
