"""The pieces that e-services ask for, by the authority that holds them: what an exchange would save."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce

from foundation.common.tables import folded

from ..enums import Held
from ..models import AskedPiece, ServiceMonth
from .use import window

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class AskedFor:
    """A piece, the authority that holds it (empty when nobody named one), and the e-services that ask for it."""

    piece: str
    holder: str
    holder_id: UUID | None
    services: tuple[tuple[UUID, str], ...]
    requests: int  # a year, of those e-services that tell them
    unknown: int  # e-services of which no request is told


def requests_of(services: Any, day: date) -> Mapping[UUID, int]:
    """The requests of the last twelve months, by e-service; one that tells none is left out (1 query)."""
    months = window(day)
    rows = ServiceMonth.objects.filter(service__in=services).between(months[0], months[-1]).order_by()
    every = [Coalesce(F(name), 0) for name in ("online", "counter", "phone")]
    told = Case(
        When(online__isnull=True, counter__isnull=True, phone__isnull=True, then=None),
        default=every[0] + every[1] + every[2],
    )
    found = rows.values("service").annotate(requests=Sum(told)).values_list("service", "requests")
    return {key: requests for key, requests in found if requests is not None}


def asked_pieces(user: "User", day: date) -> list[AskedFor]:
    """What the State holds already and asks for again, the most asked first (2 queries)."""
    rows = AskedPiece.objects.visible_to(user).filter(held=Held.STATE, service__closed_on=None)
    rows = rows.select_related("service", "holder").order_by("name", "pk")
    groups: dict[tuple[str, UUID | None, str], list[AskedPiece]] = {}
    for row in rows:
        groups.setdefault((folded(row.name), row.holder_id, folded(row.holder_name)), []).append(row)
    requests = requests_of({row.service_id for several in groups.values() for row in several}, day)
    found = [
        AskedFor(
            several[0].name,
            several[0].holder_told,
            several[0].holder_id,
            tuple((row.service_id, row.service.name) for row in several),
            sum(requests.get(row.service_id, 0) for row in several),
            sum(row.service_id not in requests for row in several),
        )
        for several in groups.values()
    ]
    return sorted(found, key=lambda each: (-each.requests, -len(each.services), folded(each.piece)))
