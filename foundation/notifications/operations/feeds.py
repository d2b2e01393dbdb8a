"""Secret addresses that calendars read: shown once, replaced or revoked at will."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.accounts.models.token import digest, new_secret
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.journal.record import record

from ..models import CalendarFeed


@transaction.atomic
def open_feed(user: User, *, commission_id: UUID | None = None) -> tuple[CalendarFeed, str]:
    """Return a new address and its secret, which nobody can read again; the former one of the same calendar stops
    working.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if commission_id is not None and commission_id not in user.access.commissions():
        raise Refused("Impossible d’ouvrir ce calendrier : vous ne siégez pas dans cette commission.")
    CalendarFeed.objects.alive().filter(user=user, commission_id=commission_id).update(revoked_at=clock.now())
    secret = new_secret()
    feed = CalendarFeed.objects.create(user=user, commission_id=commission_id, secret_hash=digest(secret))
    record("open_calendar_feed", feed, by=user)
    return feed, secret


@transaction.atomic
def revoke_feed(feed_id: UUID, *, by: User) -> CalendarFeed:
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    if feed.revoked_at is not None:
        raise Refused("Cette adresse de calendrier est déjà révoquée : elle ne montre plus rien.")
    feed.revoked_at = clock.now()
    feed.save(update_fields=["revoked_at"])
    record("revoke_calendar_feed", feed, by=by)
    return feed


def feed_of(secret: str) -> CalendarFeed | None:
    """The living feed of an active account that has this secret, or None; notes that it was read, once an
    hour at most.
    """
    feed = (
        CalendarFeed.objects.alive()
        .select_related("user")
        .filter(secret_hash=digest(secret), user__is_active=True)
        .first()
    )
    if feed is not None and (feed.last_read_at is None or (clock.now() - feed.last_read_at).total_seconds() > 3600):
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=clock.now())
    return feed
