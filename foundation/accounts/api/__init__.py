"""Tokens of the REST API: `Authorization: Token <secret>` or `Bearer <secret>`, with abilities read and write."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from ..models import ApiToken, User
from ..models.token import digest

WORDS = (b"token", b"bearer")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def authorization_of(request: HttpRequest) -> bytes:
    """The header as it came, of a page and of a call alike."""
    return request.META.get("HTTP_AUTHORIZATION", "").encode("latin-1")


def _token_of(request: HttpRequest) -> ApiToken | None:
    words = authorization_of(request).split()
    if len(words) != 2 or words[0].lower() not in WORDS:
        return None
    token = (
        ApiToken.objects.select_related("user")
        .filter(secret_hash=digest(words[1].decode("latin-1")), revoked_at=None)
        .first()
    )
    if token is None or not token.user.is_active or (token.expires_at and token.expires_at <= timezone.now()):
        return None
    return token


def has_token(request: HttpRequest) -> bool:
    return _token_of(request) is not None


def may_do(request: HttpRequest, token: ApiToken) -> bool:
    return request.method in SAFE_METHODS or "write" in token.abilities


def author_from_header(request: HttpRequest) -> User | None:
    """The account of a token that may do what is asked; what a token may not do, it may not have told again either."""
    token = _token_of(request)
    return token.user if token and may_do(request, token) else None


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = authorization_of(request).split()
        if not words or words[0].lower() not in WORDS:
            return None
        token = _token_of(request)
        if token is None:
            raise AuthenticationFailed("Jeton inconnu, expiré ou révoqué.")
        if not may_do(request, token):
            raise PermissionDenied("Ce jeton ne permet que la lecture.")
        if token.last_used_at is None or (timezone.now() - token.last_used_at).total_seconds() > 60:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        token.user.__dict__["rehearsing"] = request.headers.get("Rehearsal", "")[
            :40
        ]  # the scope of the rehearsal one works in
        return token.user, token

    def authenticate_header(self, request: Request) -> Any:
        return "Token"
