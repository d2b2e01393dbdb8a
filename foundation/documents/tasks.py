from collections.abc import Callable
from datetime import time
from uuid import UUID

from foundation.jobs import job, scheduled, warm_up

from .operations.making import RENDER, render_paper
from .operations.storing import sweep


@job(RENDER, queue="pdf", label="Mise en page du document")
def render_document(document_id: UUID, progress: Callable[[int, str], None]) -> dict[str, str]:
    return render_paper(document_id, progress=progress)


@scheduled("sweep_files", daily_at=time(3, 10))
@job("sweep_files", label="Ménage des fichiers")
def sweep_files() -> dict[str, int]:
    halves, orphans = sweep()
    return {"halves": halves, "orphans": orphans}


@warm_up("pdf")
def warm_rendering() -> None:
    from .render import warm_up as warm_renderer

    warm_renderer()
