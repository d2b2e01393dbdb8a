from django.db import models
from django.db.models import Q

from foundation.common.models import BaseModel, Level


class PreparedPart(BaseModel):
    """What one content becomes inside a bound PDF: looked at once, under the rules of the day. Never shown as such."""

    data_level = Level.TECHNICAL

    sha256 = models.CharField("SHA-256 du contenu", max_length=64)
    rules = models.CharField("règles de préparation", max_length=8)
    pages = models.PositiveIntegerField("pages", default=0)
    finding = models.CharField("motif", max_length=200, blank=True, help_text="Pourquoi ce contenu est joint à part.")
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pages établies",
    )

    class Meta:
        verbose_name = "pièce préparée"
        verbose_name_plural = "pièces préparées"
        constraints = [
            models.UniqueConstraint(fields=["sha256", "rules"], name="part_prepared_once"),
            models.CheckConstraint(
                name="part_has_pages_or_a_reason",
                condition=Q(pages__gt=0, finding="") | (Q(pages=0) & ~Q(finding="")),
                violation_error_message="Une pièce a des pages, ou la raison de n’en pas avoir.",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
