"""Doorbells: the national edition of each quarter."""

from datetime import time

from foundation.jobs import job, scheduled

from .operations import freeze_quarter


@scheduled("freeze_quarter", daily_at=time(0, 50))
@job("freeze_quarter", label="Édition nationale du trimestre", time_limit=900)
def freeze_national_edition() -> int | None:
    return freeze_quarter()
