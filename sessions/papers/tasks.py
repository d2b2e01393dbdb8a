"""Doorbells: each rings one operation."""

from collections.abc import Callable
from uuid import UUID

from foundation.accounts.models import User
from foundation.jobs import job

from .operations.filing import make_session_file
from .operations.papers import PREPARE_PAPERS, prepare_pv
from .queries.session_files import MAKE_FILE


@job(PREPARE_PAPERS, label="Procès-verbal et feuille d’émargement")
def prepare_papers(session_id: UUID, user_id: UUID | str) -> None:
    prepare_pv(session_id, by=User.objects.filter(pk=user_id).first() if user_id else None)


@job(MAKE_FILE, queue="pdf", label="Dossier de la session")
def bind_session_file(session_file_id: UUID, progress: Callable[[int, str], None]) -> dict[str, object]:
    return make_session_file(session_file_id, progress=progress)
