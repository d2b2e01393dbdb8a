"""Write the grants that follow from seats and appointments. Called by their operations only."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from ..enums import Role
from ..models import Grant, Person, Scope


@transaction.atomic
def grant_role(
    person: Person,
    role: Role,
    *,
    scope: Scope,
    capacity: str,
    valid_from: date,
    valid_to: date | None,
    origin: str,
    commission_id: UUID | None = None,
) -> Grant | None:
    """Give the role to the person's account; without an account, nothing is granted (None)."""
    if person.user_id is None:
        return None
    grant, _ = Grant.objects.get_or_create(
        user_id=person.user_id,
        role=role,
        scope=scope,
        commission_id=commission_id,
        origin=origin,
        valid_from=valid_from,
        defaults={"capacity": capacity[:300], "valid_to": valid_to},
    )
    return grant


@transaction.atomic
def end_grants(*, origin: str, on: date) -> int:
    """End on a day the grants that came from one seat or appointment; return how many. One not yet begun is removed."""
    not_begun, _ = Grant.objects.filter(origin=origin, valid_from__gte=on).delete()
    return not_begun + Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), origin=origin, valid_from__lt=on
    ).update(valid_to=on)


def reword_capacity(*, origin: str, capacity: str) -> int:
    """Give the grants of one seat or appointment its new words, for the acts to come; lines already written keep
    theirs.
    """
    return Grant.objects.filter(origin=origin).update(capacity=capacity[:300])
