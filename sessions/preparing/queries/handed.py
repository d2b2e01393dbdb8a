"""Who handed a link over, to whom, and when: read from the journal, which alone keeps it."""

from collections.abc import Iterable
from uuid import UUID

from foundation.common.typography import short_datetime
from foundation.journal.models import Entry
from sessions.core.models import Convocation

HAND_OVER = "hand_over_link"


def handed_to(convocations: Iterable[Convocation]) -> dict[UUID, list[str]]:
    """« remise par Afiavi DOSSOU, le 12/10/2026 à 9 h 05 », by convocation: two queries, whatever their number."""
    lines = (
        Entry.objects.filter(
            act=HAND_OVER,
            object_type=Convocation._meta.label_lower,
            object_id__in=[str(row.pk) for row in convocations],
        )
        .prefetch_related("personal_values")
        .order_by("at", "pk")
    )
    told: dict[UUID, list[str]] = {}
    for line in lines:
        said = f"remise par {line.actor_name or 'le portail'}, le {short_datetime(line.at)}"
        told.setdefault(UUID(line.object_id), []).append(said)
    return told
