"""Lawful erasure of personal values. The chain keeps digests that can no longer be guessed, and still verifies."""

from typing import TYPE_CHECKING

from django.db import models, transaction

from ..models import Entry, PersonalValue
from ..record import record

if TYPE_CHECKING:
    from foundation.accounts.models import User

ERASE_PERSONAL = "erase_personal"


@transaction.atomic
def erase_personal_values(
    entries: "models.QuerySet[Entry]", about: models.Model, *, names: tuple[str, ...], by: "User", reason: str
) -> int:
    """Delete the clear side of the named personal values of these lines (actor, ip, object_label…); record that it was
    done and why.
    """
    if not reason.strip():
        raise ValueError("an erasure needs its reason")
    count, _ = PersonalValue.objects.filter(entry__in=entries, name__in=names).delete()
    record(ERASE_PERSONAL, about, by=by, reason=reason, after={"names": list(names), "count": count})
    return count
