"""Tokens of the REST API: `Authorization: Token <secret>`, with abilities read and write."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from ..models import ApiToken, User
from ..models.token import digest

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def _token_of(request: HttpRequest) -> ApiToken | None:
    words = get_authorization_header(request).split()
    if len(words) != 2 or words[0].lower() != b"token":
        return None
    token = (
        ApiToken.objects.select_related("user")
        .filter(secret_hash=digest(words[1].decode("latin-1")), revoked_at=None)
        .first()
    )
    if token is None or not token.user.is_active or (token.expires_at and token.expires_at <= timezone.now()):
        return None
    return token


def user_from_header(request: HttpRequest) -> User | None:
    token = _token_of(request)
    return token.user if token else None


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        token = _token_of(request)
        if token is None:
            raise AuthenticationFailed("Jeton inconnu, expiré ou révoqué.")
        if request.method not in SAFE_METHODS and "write" not in token.abilities:
            raise PermissionDenied("Ce jeton ne permet que la lecture.")
        if token.last_used_at is None or (timezone.now() - token.last_used_at).total_seconds() > 60:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        token.user.__dict__["rehearsing"] = request.headers.get("Rehearsal", "")[
            :40
        ]  # the scope of the rehearsal one works in
        return token.user, token

    def authenticate_header(self, request: Request) -> Any:
        return "Token"
