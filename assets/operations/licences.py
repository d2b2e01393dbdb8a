"""Tell once that a licence ends: the day told is kept, so that another day is told again. Told to nobody, it waits."""

from datetime import date

from django.db import transaction

from foundation.common import clock
from foundation.journal.record import record

from ..enums import LicenceAct
from ..models import Licence
from ..notifications import tell_end


def tell_licence_ends(today: date | None = None) -> int:
    """Tell the DSI of each licence whose end is near; return how many were told. Safe to run twice."""
    day, told = today or clock.today(), 0
    for key in Licence.objects.to_tell(day).order_by("ends_on", "pk").values_list("pk", flat=True):
        told += _tell(key, day)
    return told


@transaction.atomic
def _tell(key: object, day: date) -> int:
    rows = Licence.objects.to_tell(day).select_for_update(of=("self",)).select_related("ministry")
    licence = rows.filter(pk=key).first()
    if licence is None:  # told meanwhile, or its end was moved
        return 0
    if not tell_end(licence, day):  # nobody to hear it today: it waits for a DSI
        return 0
    licence.alerted_for = licence.ends_on
    licence.save(update_fields=["alerted_for"])
    record(LicenceAct.TELL, licence, by=None, after={"ends_on": str(licence.ends_on)})
    return 1
