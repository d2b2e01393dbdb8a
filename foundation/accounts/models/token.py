import hashlib
import secrets
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from foundation.common.models import BaseModel, Level

if TYPE_CHECKING:
    from .user import User


def digest(secret: str) -> str:
    """SHA-256 is enough for 256 random bits: there is no dictionary of them."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: "User") -> "ApiTokenQuerySet":
        """One's own, and nobody else's."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def alive(self) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()))


class ApiToken(BaseModel):
    data_level = Level.PERSONAL

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="api_tokens", verbose_name="compte"
    )
    name = models.CharField("usage", max_length=100)
    secret_hash = models.CharField("empreinte", max_length=64, unique=True)
    abilities = ArrayField(models.CharField(max_length=10), verbose_name="portée", default=list)  # "read", "write"
    expires_at = models.DateTimeField("expire le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernier usage", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton d’API"

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


def new_secret() -> str:
    return secrets.token_urlsafe(32)
