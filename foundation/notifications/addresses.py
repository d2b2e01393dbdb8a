"""The signed addresses that letters carry."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from foundation.accounts.models import User

from .enums import NoticeKind

SALT = "notifications.unsubscribe"
DIGEST = "digest"


def unsubscribe_address(user: User, kind: NoticeKind | None = None) -> str:
    secret = signing.dumps([str(user.pk), kind.value if kind else DIGEST], salt=SALT, compress=True)
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[secret])
