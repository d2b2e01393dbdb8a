"""Doorbells: each rings one operation."""

from datetime import time

from foundation.jobs import job, scheduled

from .operations.rehearsing import forget_old_rehearsals


@scheduled("forget_rehearsals", daily_at=time(1, 10))
@job("forget_rehearsals", label="Effacement des répétitions terminées", time_limit=600)
def forget_rehearsals() -> int:
    return forget_old_rehearsals()
