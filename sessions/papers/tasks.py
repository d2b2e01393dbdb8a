"""Doorbells: each rings one operation."""

from collections.abc import Callable
from uuid import UUID

from foundation.jobs import job

from .operations.filing import make_session_file
from .queries.session_files import MAKE_FILE


@job(MAKE_FILE, queue="pdf", label="Dossier de la session")
def bind_session_file(session_file_id: UUID, progress: Callable[[int, str], None]) -> dict[str, object]:
    return make_session_file(session_file_id, progress=progress)
