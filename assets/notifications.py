"""Who is told that a licence ends: the DSI of its ministry."""

from datetime import date

from django.urls import reverse_lazy

from foundation.accounts.enums import Role
from foundation.common.typography import plural, short_date
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, notify

from .models import Licence


def tell_end(licence: Licence, day: date) -> int:
    """Return how many were told."""
    assert licence.ends_on is not None  # only those that end are told
    days = (licence.ends_on - day).days
    when = (
        f"finit le {short_date(licence.ends_on)}, dans {plural(days, 'jour')}"
        if days >= 0
        else (f"est finie depuis le {short_date(licence.ends_on)}")
    )
    told = notify(
        accounts_of(Role.DSI, scope=licence.scope_id),
        NoticeKind.LICENCE,
        title=f"La licence « {licence.title[:200]} » {when}",
        text="Renouvelez-la et corrigez sa date de fin, ou désinstallez ce qu’elle couvre. Cette alerte part une fois.",
        href=reverse_lazy("licences:detail", args=[licence.pk]),
        by=None,
        scope=licence.scope_id,
    )
    return len(told)
