from datetime import time
from uuid import UUID

from foundation.jobs import job, scheduled

from .operations.digesting import send_digests
from .operations.sending import SEND, deliver, give_up


# A mail server may be away for hours: twelve attempts reach over half a day.
@job(
    SEND,
    queue="mail",
    label="Envoi d’un message",
    time_limit=120,
    max_attempts=12,
    backoff=(10, 60, 300, 900, 3600),
    on_dead=give_up,
)
def send_one_mail(mail_id: UUID) -> str:
    return deliver(mail_id)


@scheduled("send_digests", daily_at=time(6, 30))
@job("send_digests", label="Récapitulatifs du jour", time_limit=600)
def send_digests_of_today() -> int:
    return send_digests()
