"""Licences: what was bought, until when; set against what the agents find installed. The end is told once for each day
that it is fixed at: another day arms it again (ADR 0072).
"""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.database import SortKey
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from projects.models.project import AMOUNT
from steering.enums import FundingSource

from ..enums import LEFT
from .asset import fictitious, owner_ministry, owner_scope
from .software import Installation

SORT_END = Coalesce("ends_on", Value(date(9999, 1, 1), output_field=models.DateField()))


class LicenceQuerySet(OwnedQuerySet):
    def with_installed(self) -> Self:
        """Add on how many assets of the ministry a software of that name is installed, retired ones apart: nobody works
        on them; nothing where none is named.
        """
        rows = Installation.objects.filter(software__scope=OuterRef("scope")).exclude(asset__state__in=LEFT)
        rows = rows.annotate(key=SortKey("software__name")).filter(key__contains=SortKey(OuterRef("software_name")))
        counted = rows.order_by().values("scope").annotate(count=Count("asset", distinct=True)).values("count")
        named = models.Case(
            models.When(software_name="", then=None),
            default=Coalesce(Subquery(counted), 0),
            output_field=models.IntegerField(),
        )
        return self.annotate(installed=named)

    def ending(self, day: date) -> Self:
        """Those whose end is within the days that each says before it, or past."""
        asked = ExpressionWrapper(F("ends_on") - F("alert_days"), output_field=models.DateField())
        return self.annotate(asked_on=asked).filter(asked_on__lte=day)

    def to_tell(self, day: date) -> Self:
        return self.ending(day).filter(Q(alerted_for=None) | ~Q(alerted_for=F("ends_on")))


@tracked()
class Licence(VersionedModel):
    """`alerted_for` is the end that was told."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("licences")
    title = models.CharField("licence", max_length=300)
    publisher = models.CharField("éditeur", max_length=300, blank=True)
    software_name = models.CharField(
        "logiciel installé",
        max_length=200,
        blank=True,
        help_text="Une partie du nom que donnent les agents : « office 2021 ». Vide : rien n’est comparé.",
    )
    seats = models.PositiveIntegerField(
        "postes achetés",
        null=True,
        blank=True,
        validators=[MaxValueValidator(10_000_000)],
        help_text="Vide si le contrat ne le dit pas, ou s’il est sans limite.",
    )
    bought_on = models.DateField("achetée le", null=True, blank=True)
    ends_on = models.DateField("finit le", null=True, blank=True, help_text="Vide si elle n’a pas de fin.")
    alert_days = models.PositiveSmallIntegerField(
        "prévenir avant (jours)",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text="L’alerte part une fois ; une autre date de fin la fait repartir.",
    )
    price = models.BigIntegerField("prix (FCFA)", null=True, blank=True, validators=AMOUNT)
    funding = models.CharField("source de financement", max_length=10, choices=FundingSource, blank=True)
    supplier = models.CharField("fournisseur et marché", max_length=300, blank=True)
    source = models.CharField("source", max_length=500, blank=True, help_text="D’où l’on tient ce qui est écrit ici.")
    alerted_for = models.DateField("fin annoncée", null=True, blank=True, editable=False)
    is_fictitious = fictitious()

    installed: int | None  # by `with_installed`

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = "licence"
        indexes = [models.Index(SORT_END, "id", name="licence_sort_end")]
        constraints = [
            models.CheckConstraint(
                name="licence_ends_after_it_was_bought",
                condition=Q(ends_on=None) | Q(bought_on=None) | Q(ends_on__gte=F("bought_on")),
                violation_error_message="Une licence finit après avoir été achetée : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lacking(self) -> int:
        """How many installations no seat covers; needs `with_installed`."""
        return max((self.installed or 0) - self.seats, 0) if self.seats is not None else 0
