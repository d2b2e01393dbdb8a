"""Regular work of the house: its own, and that of the journal, which stands below the jobs."""

from datetime import time

from foundation.journal.operations.exporting import export_heads

from .operations.forgetting import forget_finished
from .registry import job, scheduled


@scheduled("export_journal_heads", daily_at=time(23, 50))
@job("export_journal_heads", label="Export des têtes du journal")
def export_journal_heads() -> str:
    return export_heads().name


@scheduled("forget_finished_jobs", daily_at=time(3, 40))
@job("forget_finished_jobs", label="Ménage des travaux")
def forget_finished_jobs() -> int:
    return forget_finished()


@job("sign_of_life", label="Signe de vie d’un service de traitement")
def sign_of_life() -> None:
    """Asked by each worker when it starts: /healthz waits until it is done."""
