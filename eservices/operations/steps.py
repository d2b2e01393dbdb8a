"""Say which steps of an e-service are done online."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common.exceptions import InvalidInput
from foundation.journal.record import record

from ..enums import Extent, ServiceAct
from ..models import EService, OnlineStep, ServiceStep

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def say_online_steps(service_id: UUID, *, steps: Mapping[UUID, str], by: "User | None") -> EService:
    """Write what is said of each step; '' takes it back, a step left out stays as it is."""
    service = EService.objects.select_for_update(of=("self",)).get(pk=service_id)
    known = {step.pk: step for step in ServiceStep.objects.filter(pk__in=steps)}
    if set(steps) - set(known):
        raise InvalidInput({"steps": ["Une étape n’est pas dans la liste commune : rechargez la page."]})
    if [extent for extent in steps.values() if extent and extent not in Extent.values]:
        raise InvalidInput({"steps": ["Une réponse n’est pas de la liste."]})
    told = {row.step_id: row for row in service.steps.select_related("step")}
    before, after = {}, {}
    for key, extent in steps.items():
        row = told.get(key)
        if (row.extent if row is not None else "") == extent:
            continue
        before[known[key].name], after[known[key].name] = (row.get_extent_display() if row else ""), extent
        if row is not None and not extent:
            row.delete()
        elif row is not None:
            row.extent = extent
            row.save(update_fields=["extent"])
        else:
            OnlineStep.objects.create(scope_id=service.scope_id, service=service, step=known[key], extent=extent)
        after[known[key].name] = Extent(extent).label if extent else ""
    if after:
        service.version += 1
        service.save(update_fields=["version"])
        record(ServiceAct.STEPS, service, by=by, before=before, after=after)
    return service
