"""A new version of the rules of a commission: who is not yet convened takes it."""

from django.db.models import F

from commissions.models import Statute

from ..enums import SessionState
from ..models import CommissionSession


def take_new_rules(statute: Statute) -> int:
    """Give the version to the sessions in preparation at its dates; return how many.

    Called inside the transaction that opens the version.
    """
    rows = CommissionSession.objects.filter(commission_id=statute.commission_id, state=SessionState.PREPARING)
    if statute.valid_from is not None:
        rows = rows.filter(held_on__gte=statute.valid_from)
    if statute.valid_to is not None:
        rows = rows.filter(held_on__lt=statute.valid_to)
    return rows.update(statute=statute, version=F("version") + 1)
