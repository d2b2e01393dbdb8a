"""A project never waits for its own end: the ring is looked for under a lock, whoever closes it at the same time."""

from uuid import UUID

from django.db import connection

from foundation.common.exceptions import InvalidInput

from ..models import Dependency

RING = (
    "Impossible : de proche en proche, ce projet attend déjà celui que vous pilotez. Ils s’attendraient l’un l’autre ;"
    " retirez une dépendance de l’autre côté, ou choisissez un autre projet."
)


def refuse_ring(project_id: UUID, predecessor_id: UUID) -> None:
    """Raise InvalidInput when the predecessor waits for the project, whatever the length of the way (1 query a step).

    Call it in the transaction that writes the dependency.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('steering.dependencies'))")
    seen: set[UUID] = set()
    front = {predecessor_id}
    while front:
        if project_id in front:
            raise InvalidInput({"predecessor": [RING]})
        seen |= front
        found = Dependency.objects.filter(project__in=front, predecessor__isnull=False)
        front = {pk for pk in found.values_list("predecessor_id", flat=True) if pk is not None} - seen
