"""Doorbells: signals each night, the summary after publications."""

from datetime import time, timedelta

from foundation.common import clock
from foundation.jobs import job, scheduled

from .operations import fold_figures, note_bounds, refresh_signals, take_reading


@scheduled("refresh_project_signals", daily_at=time(0, 20))
@job("refresh_project_signals", label="Recalcul des signaux des projets", time_limit=600)
def refresh_project_signals() -> dict[str, int]:
    take_reading(clock.today() - timedelta(days=1))  # before the day that begins moves anything
    note_bounds()
    changed = refresh_signals()
    fold_figures()
    return {"changed": changed}


@job("fold_project_figures", label="Mise en ordre du résumé des projets")
def fold_project_figures() -> None:
    fold_figures()
