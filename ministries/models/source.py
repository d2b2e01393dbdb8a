from django.db import models

from foundation.common.models import BaseModel, Level


class FactSource(BaseModel):
    """Where one recorded fact comes from; a fact without a row here was entered by its own institution."""

    data_level = Level.NATIONAL

    # No foreign key: facts of any app have sources.
    object_id = models.UUIDField("fiche", db_index=True)
    field = models.CharField("donnée", max_length=60, blank=True, help_text="Vide : toute la fiche.")
    source = models.CharField("source", max_length=500)
    note = models.TextField("précision", max_length=2_000, blank=True)
    is_contested = models.BooleanField("sources en désaccord", default=False)

    class Meta:
        verbose_name = "source"
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "field", "source"],
                name="fact_source_unique",
                violation_error_message="Cette source est déjà notée pour cette donnée.",
            )
        ]

    def __str__(self) -> str:
        return self.source
