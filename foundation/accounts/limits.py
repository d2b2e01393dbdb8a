"""Who is slowed down when passwords are refused: a name at an address, never a person everywhere (ADR 0031).

A device that has opened an account before is counted apart from strangers, so that nobody locks another out.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from foundation.common.client import address_for_limits, client_address

from .models import User

SALT = "accounts.device"
YEAR = 365 * 24 * 3600


def name_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that axes counts: as it was typed, and followed by the device when that one is known."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login", "")
    name = str(name).strip().lower().replace("\0", "")[:200]
    device = known_device(request, name)
    return f"{name} {device}" if device else name


def address_or_none(request: HttpRequest) -> str | None:
    return address_for_limits(client_address(request)) or None


def known_device(request: HttpRequest, name: str) -> str:
    """The mark of this device when it has opened the account of this name; else nothing."""
    for email, device in devices(request).items():
        if email == name:
            return device
    return ""


def devices(request: HttpRequest) -> dict[str, str]:
    """Address of the account → mark of this device there."""
    try:
        kept = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {}
    return dict(kept) if isinstance(kept, dict) else {}


def last_account(request: HttpRequest) -> str:
    """The address of the account this device opened last; nothing for a device that never did."""
    return next(reversed(devices(request)), "")


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark this device as one that has opened this account; it keeps the last three."""
    kept = devices(request)
    kept[user.email] = kept.pop(user.email, "") or f"({secrets.token_hex(6)})"
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(dict(list(kept.items())[-3:]), salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
