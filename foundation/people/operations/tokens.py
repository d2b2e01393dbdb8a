"""Tokens of the REST API: the secret is shown once, only its digest is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import ApiToken, User
from foundation.accounts.models.token import digest, new_secret
from foundation.common.exceptions import Refused
from foundation.journal.record import record

LIMIT = 10


@transaction.atomic
def create_token(
    user: User, *, name: str, write: bool = False, expires_at: datetime | None = None, by: User | None
) -> tuple[ApiToken, str]:
    """Return the token and its secret, which nobody can read again."""
    if not user.is_active:
        raise Refused("Impossible de créer un jeton : ce compte est fermé.")
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused("Impossible de créer ce jeton : sa date de fin est déjà passée.")
    if ApiToken.objects.alive().filter(user=user).count() >= LIMIT:
        raise Refused(
            f"Impossible de créer un jeton de plus : ce compte en a déjà {LIMIT} en cours. Révoquez ceux qui ne servent"
            " plus."
        )
    secret = new_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        secret_hash=digest(secret),
        abilities=["read", "write"] if write else ["read"],
        expires_at=expires_at,
    )
    record("create_token", token, by=by, after={"abilities": token.abilities, "expires_at": expires_at})
    return token, secret


@transaction.atomic
def revoke_token(token_id: UUID, *, by: User | None) -> ApiToken:
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    if token.revoked_at is not None:
        raise Refused("Ce jeton est déjà révoqué : il n’ouvre plus rien.")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("revoke_token", token, by=by)
    return token
