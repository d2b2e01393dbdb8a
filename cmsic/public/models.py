from django.db import models

from foundation.common.models import Level


class VerificationTry(models.Model):
    """A paper that was asked about, until it proves to be ours: so many by an address in a while, whatever process
    answers. The address itself is not kept.
    """

    data_level = Level.TECHNICAL

    key = models.CharField("empreinte de l’adresse", max_length=64)
    at = models.DateTimeField("à")

    class Meta:
        verbose_name = "essai de vérification"
        verbose_name_plural = "essais de vérification"
        indexes = [models.Index(fields=["key", "at"], name="verification_tries")]

    def __str__(self) -> str:
        return "essai de vérification"
