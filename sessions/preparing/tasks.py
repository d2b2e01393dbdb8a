"""Doorbells: each rings one operation."""

from datetime import time
from uuid import UUID

from foundation.jobs import job, scheduled

from .enums import LetterPurpose
from .operations.own_items import freeze_due_portfolios
from .operations.releasing import SEND_AGENDA, send_agenda
from .operations.reminding import send_due_reminders
from .operations.sending import SEND_LETTER, author_of, letter_failed, send_letter


def _letter_given_up(convocation_id: UUID, purpose: str, *ids: object, error: str) -> None:
    letter_failed(convocation_id, purpose)


# On the queue of the papers, behind the letter it waits for.
@job(SEND_LETTER, queue="pdf", label="Envoi d’une convocation", on_dead=_letter_given_up)
def send_convocation(convocation_id: UUID, purpose: str, sequence: int, user_id: UUID | str, reason: str) -> str:
    return send_letter(convocation_id, LetterPurpose(purpose), sequence, by=author_of(user_id), reason=reason)


@job(SEND_AGENDA, label="Envoi d’un nouvel ordre du jour")
def send_agenda_version(convocation_id: UUID, release_id: UUID, user_id: UUID | str) -> str:
    return send_agenda(convocation_id, release_id, by=author_of(user_id))


@scheduled("remind_members", daily_at=time(7, 0))
@job("remind_members", label="Rappels aux membres convoqués", time_limit=600)
def remind_members() -> int:
    return send_due_reminders()


@scheduled("freeze_due_portfolios", daily_at=time(0, 40))
@job("freeze_due_portfolios", label="Éditions du portefeuille avant les sessions", time_limit=600)
def freeze_portfolios_before_sessions() -> int:
    return freeze_due_portfolios()
