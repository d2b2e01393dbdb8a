"""The journal stands below the jobs: its regular work is asked for here."""

from datetime import time

from cmsic.journal.operations.exporting import export_heads

from .registry import job, scheduled


@scheduled("export_journal_heads", daily_at=time(23, 50))
@job("export_journal_heads", label="Export des têtes du journal")
def export_journal_heads() -> str:
    return export_heads().name
