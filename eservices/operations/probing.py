"""The probe of availability: one e-service opts in, is looked at, opts out."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.common.exceptions import Refused
from foundation.jobs import enqueue_all
from foundation.journal.record import record

from ..enums import ServiceAct
from ..models import AvailabilitySample, EService
from . import looking

if TYPE_CHECKING:
    from foundation.accounts.models import User

PROBE = "probe_service"


@transaction.atomic
def watch_service(service_id: UUID, *, by: "User | None") -> EService:
    """Have the probe look at the address of an e-service; Refused where it does not go."""
    service = EService.objects.select_for_update(of=("self",)).get(pk=service_id)
    if not service.address:
        raise Refused(
            "Impossible de mettre la sonde en marche : l’adresse n’est pas renseignée. Renseignez-la d’abord."
        )
    try:
        looking.checked(service.address)
    except looking.Forbidden as refusal:
        raise Refused(
            f"Impossible de mettre la sonde en marche : {refusal}. Corrigez l’adresse de l’e-service."
        ) from None
    return _set(service, is_watched=True, act=ServiceAct.WATCH, by=by)


@transaction.atomic
def unwatch_service(service_id: UUID, *, by: "User | None") -> EService:
    """Stop the probe; what it saw stays."""
    service = EService.objects.select_for_update(of=("self",)).get(pk=service_id)
    return _set(service, is_watched=False, act=ServiceAct.UNWATCH, by=by)


def _set(service: EService, *, is_watched: bool, act: ServiceAct, by: "User | None") -> EService:
    if service.is_watched != is_watched:
        service.is_watched = is_watched
        service.version += 1
        service.save(update_fields=["is_watched", "version"])
        record(act, service, by=by, after={"address": service.address})
    return service


@transaction.atomic
def ask_probes() -> int:
    """One job for each e-service that is watched."""
    keys = EService.objects.in_use().filter(is_watched=True).order_by("pk").values_list("pk", flat=True)
    waiting = [(str(key),) for key in keys]
    return len(enqueue_all(PROBE, waiting, by=None)) if waiting else 0


def probe_service(service_id: UUID) -> str:
    """Look once, outside any transaction, then keep what was seen; nothing for one that is not watched."""
    address = EService.objects.filter(pk=service_id, is_watched=True).values_list("address", flat=True).first()
    return _keep(service_id, address, looking.look(address)) if address else ""


@transaction.atomic
def _keep(service_id: UUID, address: str, seen: looking.Look) -> str:
    """A sample and one line of the journal; nothing for an e-service that opted out or moved meanwhile."""
    watched = EService.objects.select_for_update(of=("self",)).filter(pk=service_id, is_watched=True, address=address)
    service = watched.first()
    if service is None:
        return ""
    now = timezone.now()
    AvailabilitySample.objects.create(
        scope_id=service.scope_id,
        service=service,
        at=now,
        outcome=seen.outcome,
        status=seen.status,
        milliseconds=seen.milliseconds,
        note=seen.note,
    )
    EService.objects.filter(pk=service.pk).update(probed_at=now, probe_outcome=seen.outcome)
    after = {"outcome": seen.outcome.label, "status": seen.status, "milliseconds": seen.milliseconds, "note": seen.note}
    record(ServiceAct.PROBE, service, by=None, after=after)
    return seen.outcome.value
