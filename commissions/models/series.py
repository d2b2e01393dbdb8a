import pgtrigger
from django.db import models

from foundation.common.models import BaseModel, Level

from ..enums import SeriesKind


class NumberSeries(BaseModel):
    """The counter of one series: a locked row per commission, kind and year (trust: numbers)."""

    data_level = Level.TECHNICAL

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    commission = models.ForeignKey(
        "commissions.Commission", on_delete=models.PROTECT, related_name="series", verbose_name="commission"
    )
    kind = models.CharField("série", max_length=15, choices=SeriesKind)
    year = models.PositiveSmallIntegerField("année")
    last_number = models.PositiveIntegerField("dernier numéro donné", default=0)

    class Meta:
        verbose_name = "série de numéros"
        constraints = [models.UniqueConstraint(fields=["commission", "kind", "year"], name="series_unique")]
        triggers = [
            pgtrigger.Protect(name="series_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="series_never_goes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last_number__lt=pgtrigger.F("old__last_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
