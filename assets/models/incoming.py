"""What comes in by files: checked before it is written, kept line by line, taken back as a whole (ADR 0084)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.journal.history import tracked

from ..enums import AssetImportKind, AssetImportOutcome, AssetImportState, AssetImportUndoing
from .asset import Asset, fictitious, owner_ministry, owner_scope


@tracked()
class AssetImport(VersionedModel):
    """Files of agents, or one table: what they would do is known before it is done. The files are not kept."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("asset_imports")
    kind = models.CharField("nature", max_length=10, choices=AssetImportKind)
    title = models.CharField("import", max_length=300)
    state = models.CharField("état", max_length=10, choices=AssetImportState, default=AssetImportState.CHECKED)
    notes = ArrayField(models.CharField(max_length=500), verbose_name="ce que la lecture a fait", default=list)
    created = models.PositiveIntegerField("créés", default=0)
    updated = models.PositiveIntegerField("modifiés", default=0)
    unchanged = models.PositiveIntegerField("inchangés", default=0)
    refused = models.PositiveIntegerField("refusés", default=0)
    opened_at = models.DateTimeField("déposé le")
    opened_by = models.CharField("déposé par", max_length=300, blank=True)
    done_at = models.DateTimeField("importé le", null=True, blank=True)
    done_by = models.CharField("importé par", max_length=300, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.CharField("annulé par", max_length=300, blank=True)
    is_fictitious = fictitious()

    objects = OwnedQuerySet.as_manager()
    is_checked, is_done = stands(AssetImportState.CHECKED), stands(AssetImportState.DONE)
    is_undone = stands(AssetImportState.UNDONE)

    class Meta:
        verbose_name = "import d’actifs"
        verbose_name_plural = "imports d’actifs"
        indexes = [models.Index(fields=["opened_at", "id"], name="asset_import_opened")]
        constraints = [
            models.CheckConstraint(
                name="asset_import_undone_was_done",
                condition=Q(undone_at=None) | Q(done_at__isnull=False),
                violation_error_message="Un import annulé a d’abord été fait.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class AssetImportLine(BaseModel):
    """A file of an agent, or a line of a table. `content`: what it writes, until it is written; `before`: what taking
    it back puts back, with the prints of what it must find.
    """

    data_level = Level.MINISTRY

    scope = owner_scope()
    asset_import = models.ForeignKey(AssetImport, on_delete=models.PROTECT, related_name="lines", verbose_name="import")
    rank = models.PositiveIntegerField("rang")
    origin = models.CharField("d’où", max_length=320, help_text="Le fichier, ou la ligne du tableau.")
    title = models.CharField("actif", max_length=700, blank=True)
    outcome = models.CharField("effet", max_length=10, choices=AssetImportOutcome)
    reasons = ArrayField(models.CharField(max_length=1000), verbose_name="motifs et remarques", default=list)
    changes = models.JSONField("changements", default=list)  # label, before, after
    content = models.JSONField("contenu", default=dict)
    before = models.JSONField("avant", default=dict)
    asset = models.ForeignKey(
        Asset, on_delete=models.SET_NULL, null=True, related_name="import_lines", verbose_name="actif"
    )
    asset_version = models.PositiveIntegerField("version de l’actif", null=True)
    undoing = models.CharField("annulation", max_length=10, choices=AssetImportUndoing, blank=True)
    undoing_reason = models.CharField("motif", max_length=500, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’un import d’actifs"
        verbose_name_plural = "lignes d’imports d’actifs"
        indexes = [
            models.Index(fields=["asset_import", "outcome", "rank"], name="asset_import_line_outcome"),
            models.Index(fields=["rank", "id"], name="asset_import_line_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} : {self.title}" if self.title else self.origin
