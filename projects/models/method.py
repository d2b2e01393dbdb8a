"""What the bounds of a method were: settings of the portal, so that a figure of last year had those of last year."""

import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level


class MethodBoundsQuerySet(models.QuerySet["MethodBounds"]):
    def visible_to(self, user) -> "MethodBoundsQuerySet":
        return self if user.is_authenticated else self.none()


class MethodBounds(BaseModel):
    """All of them, as they were read from a night on; written only when one has changed."""

    data_level = Level.NATIONAL

    since = models.DateField("relevées le")
    values = models.JSONField("bornes")

    objects = MethodBoundsQuerySet.as_manager()

    class Meta:
        verbose_name = "bornes de la méthode"
        verbose_name_plural = "bornes de la méthode"
        indexes = [models.Index(fields=["-since", "-created_at"], name="method_bounds_latest")]
        triggers = [
            pgtrigger.Protect(name="method_bounds_are_kept_as_read", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"Bornes du {self.since:%d/%m/%Y}"
