"""Doorbells: each rings one operation."""

from uuid import UUID

from foundation.jobs import job
from sessions.preparing.operations.sending import author_of

from .enums import ConsultationLetter
from .operations import SEND_CONSULTATION, send_consultation


@job(SEND_CONSULTATION, label="Envoi d’une consultation écrite")
def send_consultation_mail(voice_id: UUID, purpose: str, user_id: UUID | str) -> str:
    return send_consultation(voice_id, ConsultationLetter(purpose), by=author_of(user_id))
