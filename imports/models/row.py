"""What becomes, or became, of each line of a file."""

from django.db import models

from foundation.common.models import BaseModel, Level

from ..enums import RowOutcome, Undoing
from .run import PartQuerySet


class ImportRow(BaseModel):
    """Written anew by each check, then by the run itself. `changes`: field → before and after, in words of the journal;
    what undoing reads.
    """

    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name="périmètre"
    )
    run = models.ForeignKey(
        "imports.ImportRun", on_delete=models.CASCADE, db_index=False, related_name="rows", verbose_name="import"
    )
    line = models.PositiveIntegerField("ligne")
    outcome = models.CharField("résultat", max_length=10, choices=RowOutcome)
    title = models.CharField("intitulé lu", max_length=300, blank=True)
    # No foreign key: a project that a check makes is gone with it, and one that is undone leaves its line here.
    project_id = models.UUIDField("projet", null=True, blank=True)
    project_version = models.PositiveIntegerField("version du projet", null=True, blank=True)
    faults = models.JSONField("motifs du refus", default=list)
    changes = models.JSONField("changements", default=dict)
    near = models.JSONField("projets au nom proche", default=list)
    # Of a workbook that came back: field → where its cell and the portal parted (`state`, and the three values).
    crossed = models.JSONField("cellules croisées", default=dict)
    undoing = models.CharField("annulation", max_length=10, choices=Undoing, blank=True)
    undoing_reason = models.CharField("motif", max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        indexes = [
            models.Index(fields=["run", "line", "id"], name="import_row_line"),
            models.Index(fields=["run", "outcome", "line"], name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"ligne {self.line}"
