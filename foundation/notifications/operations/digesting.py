"""One mail a day to whoever chose the digest, and only if something is there."""

from datetime import date

from django.conf import settings
from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.common.typography import plural

from ..addresses import unsubscribe_address
from ..models import Digest, Notice
from .notifying import address_of, addressee
from .sending import send_mail


def send_digests() -> int:
    """Write the digests of today; return how many. Run twice, it writes nothing the second time."""
    waiting = Notice.objects.waiting_for_digest().unread().values("user_id")
    return sum(
        _write_digest(user, clock.today())
        for user in User.objects.filter(pk__in=waiting, is_active=True).order_by("pk")
    )


@transaction.atomic
def _write_digest(user: User, day: date) -> bool:
    # Two runs at once take turns here: the second finds the row of the day.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Digest.objects.filter(user=user, day=day).exists():
        return False
    # What was read in the page meanwhile is no news; what one may no longer read is not said.
    notices = list(Notice.objects.visible_to(user).waiting_for_digest().unread().order_by("at", "pk"))
    if not notices:
        return False
    digest = Digest.objects.create(user=user, day=day)
    context = {
        "lines": [(notice, address_of(notice)) for notice in notices],
        "count": plural(len(notices), "notification"),
        "all_address": f"{settings.SITE_URL}/notifications/",
    }
    try:
        digest.mail = send_mail(
            subject=f"Votre récapitulatif : {plural(len(notices), 'notification')}",
            template="digest",
            context=context,
            by=None,
            unsubscribe_address=unsubscribe_address(user),
            **addressee(user),
        )
    except Refused:  # no usable address: they stay in the page
        pass
    else:
        digest.save(update_fields=["mail"])
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digest=digest)
    return True
