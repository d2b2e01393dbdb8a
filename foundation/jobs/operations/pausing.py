"""Holding a queue back: what waits in it waits on, nothing is lost."""

from typing import TYPE_CHECKING

from django.db import transaction

from foundation.common.exceptions import Refused
from foundation.journal.record import record

from ..models import PausedQueue
from ..registry import QUEUES
from .deciding import wake_the_relay

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def pause(queue: str, *, reason: str, by: "User | None") -> PausedQueue:
    if queue not in QUEUES:
        raise Refused(
            f"Impossible de suspendre la file « {queue} » : elle n’existe pas. Les files sont {', '.join(QUEUES)}."
        )
    paused, _ = PausedQueue.objects.update_or_create(queue=queue, defaults={"reason": reason})
    record("queue.pause", paused, by=by, reason=reason)
    wake_the_relay("paused")
    return paused


@transaction.atomic
def resume(queue: str, *, by: "User | None") -> None:
    paused = PausedQueue.objects.select_for_update().filter(queue=queue).first()
    if paused is None:
        raise Refused(f"Impossible de reprendre la file « {queue} » : elle n’est pas suspendue.")
    record("queue.resume", paused, by=by)
    paused.delete()
    wake_the_relay()
