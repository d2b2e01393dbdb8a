"""How often an address may ask: only what proves to be none of ours counts, so that a whole room may scan its paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from foundation.common.client import address_for_limits
from foundation.common.exceptions import Refused
from foundation.common.typography import plural

from ..models import VerificationTry

TRIES = 20
WINDOW = timedelta(minutes=10)
T = TypeVar("T")


class TooManyTries(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Trop de vérifications sans résultat depuis votre connexion : attendez"
            f" {plural(int(WINDOW.total_seconds() // 60), 'minute')}, puis recommencez."
        )


def limited(address: str, find: Callable[[], T | None]) -> T | None:
    """What `find` finds; raise TooManyTries when this address found nothing too often.

    The try is written before the answer is looked for, outside the transaction: a burst gives no more than TRIES.
    """
    tries = VerificationTry.objects.using(settings.SIDE_DATABASE)
    key = salted_hmac("cmsic.public.trying", address_for_limits(address), algorithm="sha256").hexdigest()
    now = timezone.now()
    tries.filter(at__lt=now - WINDOW).delete()
    this = tries.create(key=key, at=now)
    if tries.filter(key=key).count() > TRIES:
        this.delete()  # to try while one waits does not make the wait longer
        raise TooManyTries
    found = find()
    if found is not None:
        this.delete()
    return found
