"""Doorbells: one report; each morning, those that are due."""

from collections.abc import Callable
from datetime import time
from uuid import UUID

from foundation.jobs import job, scheduled

from . import operations


@job(operations.MAKE, queue="pdf", label="Rapport périodique", time_limit=1800)
def make_report(report_id: UUID, progress: Callable[[int, str], None]) -> dict[str, str]:
    return {"report": operations.make_report(report_id, progress=progress)}


@scheduled("run_report_schedules", daily_at=time(5, 30))
@job("run_report_schedules", label="Rapports programmés", time_limit=600)
def run_report_schedules() -> int:
    return operations.run_schedules()
