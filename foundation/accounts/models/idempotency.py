from django.db import models

from foundation.common.models import BaseModel, Level


class IdempotencyKey(BaseModel):
    """One line for each unsafe request that was carried out: sent again, it gets the same answer and
    changes nothing.
    """

    data_level = Level.TECHNICAL

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, verbose_name="compte")
    key = models.CharField("clé", max_length=100)
    path = models.CharField("adresse", max_length=500)
    fingerprint = models.CharField("empreinte de la demande", max_length=64)
    status = models.PositiveSmallIntegerField("code de réponse", null=True)
    location = models.CharField("redirection", max_length=2000, blank=True)
    body = models.BinaryField("corps", null=True)
    content_type = models.CharField("type", max_length=100, blank=True)

    class Meta:
        verbose_name = "clé d’idempotence"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_unique_per_user")]

    def __str__(self) -> str:
        return self.key
