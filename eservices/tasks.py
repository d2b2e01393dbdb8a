"""Doorbells: each hour, the addresses that are watched; each night, what is to be forgotten."""

from datetime import time, timedelta
from uuid import UUID

from foundation.jobs import job, scheduled

from . import operations
from .operations import probing


@scheduled("ask_probes", every=timedelta(hours=1))
@job("ask_probes", label="Sonde des e-services")
def ask_probes() -> int:
    return probing.ask_probes()


@job(probing.PROBE, label="Sonde d’un e-service", time_limit=60, max_attempts=1)
def probe_service(service_id: UUID) -> str:
    return operations.probe_service(service_id)


@scheduled("erase_problem_words", daily_at=time(2, 40))
@job("erase_problem_words", label="Effacement des mots des usagers")
def erase_problem_words() -> int:
    return operations.erase_words()
