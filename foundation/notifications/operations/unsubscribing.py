"""Stop the letters of one kind, or the digest, from the mailbox itself: a signed address, without signing in.

What was told by mail is told in the page from then on; nothing that an act orders is stopped by it.
"""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from foundation.accounts.models import User

from ..addresses import DIGEST, SALT
from ..enums import DEFAULT_CHANNELS, Channel, NoticeKind
from ..models import NoticePreference


@dataclass(frozen=True)
class Subscription:
    """What an address stops. `kind`: None for the digest."""

    user: User
    kind: NoticeKind | None

    @property
    def in_words(self) -> str:
        return f"« {self.kind.label} »" if self.kind else "le récapitulatif du jour"


def subscription_of(secret: str) -> Subscription | None:
    """What was signed, as long as the account is alive; None for anything else."""
    try:
        pk, kind = signing.loads(secret, salt=SALT)
        chosen = None if kind == DIGEST else NoticeKind(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return Subscription(user, chosen) if user is not None else None


@transaction.atomic
def unsubscribe(subscription: Subscription) -> None:
    """Tell in the page what was told by mail; asked twice, it changes nothing more."""
    user = subscription.user
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "channel"))
    stopped = (
        [subscription.kind]
        if subscription.kind
        else [kind for kind in NoticeKind if chosen.get(kind.value, DEFAULT_CHANNELS[kind]) == Channel.DIGEST]
    )
    rows = [
        NoticePreference(user=user, kind=kind, channel=Channel.PAGE)
        for kind in stopped
        if chosen.get(kind.value) != Channel.NONE
    ]
    NoticePreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["channel"]
    )
