"""Doorbell: each morning, what the campaigns of the month ask."""

from datetime import time

from foundation.jobs import job, scheduled

from . import operations


@scheduled("run_campaigns", daily_at=time(7, 15))
@job("run_campaigns", label="Campagnes de mise à jour", time_limit=600)
def run_campaigns() -> dict[str, int]:
    return operations.run_campaigns()
