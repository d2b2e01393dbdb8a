import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cmsic.common.models import BaseModel, Level


def digest(secret: str) -> str:
    """SHA-256 is enough for 256 random bits: there is no dictionary of them."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(BaseModel):
    data_level = Level.PERSONAL

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="api_tokens", verbose_name="compte")
    name = models.CharField("usage", max_length=100)
    secret_hash = models.CharField("empreinte", max_length=64, unique=True)
    abilities = ArrayField(models.CharField(max_length=10), verbose_name="portée", default=list)  # "read", "write"
    expires_at = models.DateTimeField("expire le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernier usage", null=True, blank=True)

    class Meta:
        verbose_name = "jeton d’API"

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    return secrets.token_urlsafe(32)
