"""Doorbells: each rings one operation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from foundation.jobs import job
from foundation.journal.models import Entry

from .models import ImportRun
from .operations.executing import check_import, run_import, still_may
from .operations.undoing import undo_import
from .rules import can_import

Progress = Callable[[int, str], None]
LIMIT = 900


def _run(run_id: UUID) -> ImportRun:
    return ImportRun.objects.get(pk=run_id)


@job("check_import", label="Vérification d’un import", time_limit=LIMIT, max_attempts=3)
def check(run_id: UUID, user_id: UUID, progress: Progress) -> None:
    check_import(run_id, by=still_may(can_import, user_id, _run(run_id)), progress=progress)


@job("run_import", label="Import de projets", time_limit=LIMIT, max_attempts=3)
def run(run_id: UUID, user_id: UUID, progress: Progress) -> None:
    run_import(run_id, by=still_may(can_import, user_id, _run(run_id)), progress=progress)


@job("undo_import", label="Annulation d’un import", time_limit=LIMIT, max_attempts=3)
def undo(run_id: UUID, user_id: UUID, progress: Progress) -> None:
    row = _run(run_id)
    undo_import(run_id, by=still_may(can_import, user_id, row), reason=_reason(row), progress=progress)


def _reason(row: Any) -> str:
    """Why it was asked: the journal has it."""
    asked = Entry.objects.about(row).filter(act="ask_undo_import").order_by("-at").first()
    return asked.reason if asked is not None else ""
