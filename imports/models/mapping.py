"""How the files of a ministry were settled the last time, to be taken over by the next one of the same shape."""

from django.db import models

from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked

from .run import ImportRun


class ImportMappingQuerySet(models.QuerySet["ImportMapping"]):
    def visible_to(self, user) -> "ImportMappingQuerySet":
        """With the import that it comes from."""
        return self.filter(run__in=ImportRun.objects.visible_to(user))


@tracked()
class ImportMapping(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    run = models.ForeignKey(
        "imports.ImportRun", on_delete=models.PROTECT, related_name="+", verbose_name="dernier import"
    )
    shape = models.CharField("titres, en empreinte", max_length=64)
    headers = models.JSONField("titres des colonnes", default=list)
    settings = models.JSONField("réglage", default=dict)
    used_at = models.DateTimeField("servi à")

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        verbose_name = "réglage d’import"
        verbose_name_plural = "réglages d’import"
        constraints = [models.UniqueConstraint(fields=["scope", "shape"], name="import_mapping_one_for_a_shape")]

    def __str__(self) -> str:
        return "réglage d’import"
