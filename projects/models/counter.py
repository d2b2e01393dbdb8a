from django.db import models

from cmsic.common.models import BaseModel, Level


class ProjectCounter(BaseModel):
    """The counter of a scope's project codes: given once, never reused."""

    data_level = Level.TECHNICAL

    scope = models.OneToOneField("accounts.Scope", on_delete=models.PROTECT, related_name="project_counter", verbose_name="périmètre")
    prefix = models.CharField("préfixe", max_length=20, unique=True)
    last_number = models.PositiveIntegerField("dernier numéro donné", default=0)

    class Meta:
        verbose_name = "compteur de projets"

    def __str__(self) -> str:
        return self.prefix
