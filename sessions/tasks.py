"""Doorbells: each rings one operation."""

from collections.abc import Callable
from datetime import time
from uuid import UUID

from foundation.jobs import job, scheduled

from .enums import ConsultationLetter, LetterPurpose
from .operations.consulting import SEND_CONSULTATION, send_consultation
from .operations.filing import make_session_file
from .operations.rehearsing import forget_old_rehearsals
from .operations.releasing import SEND_AGENDA, send_agenda
from .operations.reminding import send_due_reminders
from .operations.sending import SEND_LETTER, author_of, letter_failed, send_letter
from .queries.session_files import MAKE_FILE


def _letter_given_up(convocation_id: UUID, purpose: str, *ids: object, error: str) -> None:
    letter_failed(convocation_id, purpose)


# On the queue of the papers, behind the letter it waits for.
@job(SEND_LETTER, queue="pdf", label="Envoi d’une convocation", on_dead=_letter_given_up)
def send_convocation(convocation_id: UUID, purpose: str, sequence: int, user_id: UUID | str, reason: str) -> str:
    return send_letter(convocation_id, LetterPurpose(purpose), sequence, by=author_of(user_id), reason=reason)


@job(SEND_AGENDA, label="Envoi d’un nouvel ordre du jour")
def send_agenda_version(convocation_id: UUID, release_id: UUID, user_id: UUID | str) -> str:
    return send_agenda(convocation_id, release_id, by=author_of(user_id))


@job(SEND_CONSULTATION, label="Envoi d’une consultation écrite")
def send_consultation_mail(voice_id: UUID, purpose: str, user_id: UUID | str) -> str:
    return send_consultation(voice_id, ConsultationLetter(purpose), by=author_of(user_id))


@job(MAKE_FILE, queue="pdf", label="Dossier de la session")
def bind_session_file(session_file_id: UUID, progress: Callable[[int, str], None]) -> dict[str, object]:
    return make_session_file(session_file_id, progress=progress)


@scheduled("forget_rehearsals", daily_at=time(1, 10))
@job("forget_rehearsals", label="Effacement des répétitions terminées", time_limit=600)
def forget_rehearsals() -> int:
    return forget_old_rehearsals()


@scheduled("remind_members", daily_at=time(7, 0))
@job("remind_members", label="Rappels aux membres convoqués", time_limit=600)
def remind_members() -> int:
    return send_due_reminders()
