import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level


class ProjectCounter(BaseModel):
    """The counter of a scope's project codes: given once, never reused."""

    data_level = Level.TECHNICAL

    scope = models.OneToOneField(
        "accounts.Scope", on_delete=models.PROTECT, related_name="project_counter", verbose_name="périmètre"
    )
    prefix = models.CharField("préfixe", max_length=20, unique=True)
    last_number = models.PositiveIntegerField("dernier numéro donné", default=0)

    class Meta:
        verbose_name = "compteur de projets"
        triggers = [
            pgtrigger.Protect(name="project_counter_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="project_counter_never_goes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last_number__lt=pgtrigger.F("old__last_number"))
                | pgtrigger.Q(old__prefix__df=pgtrigger.F("new__prefix")),
            ),
        ]

    def __str__(self) -> str:
        return self.prefix
