"""In whose name the portal writes."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings


@dataclass(frozen=True)
class Sender:
    """Who invites, and who reads the answers: a commission, never the person who clicked."""

    name: str
    email: str
    phone: str = ""


def portal_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
