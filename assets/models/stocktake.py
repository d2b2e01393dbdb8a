"""A campaign of inventory: what should be there, what was seen, what is missing, what was found besides (ADR 0072)."""

from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.functional import cached_property

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.documents.models import Document
from foundation.journal.history import tracked

from ..enums import STATEMENT_PAPER, LineOutcome, StocktakeState
from .asset import Asset, fictitious, owner_ministry, owner_scope


class StocktakeQuerySet(OwnedQuerySet):
    def with_counts(self) -> Self:
        """Add how many assets were expected, and how many of each outcome there are."""
        expected = Count("lines", filter=Q(lines__is_expected=True))
        counts = {outcome.name.lower(): Count("lines", filter=Q(lines__outcome=outcome)) for outcome in LineOutcome}
        return self.annotate(expected=expected, **{f"count_{name}": count for name, count in counts.items()})


@tracked()
class Stocktake(VersionedModel):
    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("stocktakes")
    title = models.CharField("campagne d’inventaire", max_length=300, help_text="« Inventaire 2026 de la DPAF ».")
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stocktakes",
        verbose_name="structure",
        help_text="Vide : tout le parc du ministère.",
    )
    site = models.CharField(
        "site", max_length=300, blank=True, help_text="Vide : tous ; sinon le lieu exact des fiches."
    )
    state = models.CharField("état", max_length=10, choices=StocktakeState, default=StocktakeState.OPEN, editable=False)
    opened_on = models.DateField("ouverte le", editable=False)
    closed_on = models.DateField("close le", null=True, blank=True, editable=False)
    is_fictitious = fictitious()

    expected: int  # by `with_counts`, as those of each outcome
    count_waiting: int
    count_confirmed: int
    count_missing: int
    count_found: int

    objects = StocktakeQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne d’inventaire"
        verbose_name_plural = "campagnes d’inventaire"
        constraints = [
            models.CheckConstraint(
                name="stocktake_closed_on_a_day",
                condition=Q(state=StocktakeState.OPEN.value, closed_on=None)
                | Q(state=StocktakeState.CLOSED.value, closed_on__isnull=False),
                violation_error_message="Une campagne close dit quel jour elle l’a été.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def paper(self) -> Document | None:
        """Its statement as it was kept when it was closed, its PDF being made or not; read once a page."""
        return Document.objects.about(self, STATEMENT_PAPER).select_related("file", "job").first()


class StocktakeLine(BaseModel):
    """An asset expected, or one found besides; `label` names what is in no register of the ministry."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    stocktake = models.ForeignKey(Stocktake, on_delete=models.PROTECT, related_name="lines", verbose_name="campagne")
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, related_name="stocktake_lines", verbose_name="actif"
    )
    label = models.CharField("hors registre", max_length=300, blank=True)
    is_expected = models.BooleanField("attendu")
    outcome = models.CharField("constat", max_length=10, choices=LineOutcome, default=LineOutcome.WAITING)
    site = models.CharField("vu à", max_length=300, blank=True)
    note = models.CharField("précision", max_length=500, blank=True)
    noted_at = models.DateTimeField("noté le", null=True)
    by_name = models.CharField("noté par", max_length=300, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’inventaire"
        verbose_name_plural = "lignes d’inventaire"
        indexes = [models.Index(fields=["stocktake", "outcome", "noted_at"], name="stocktake_line_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "asset"], name="stocktake_line_once"),
            models.UniqueConstraint("stocktake", SortKey("label"), condition=~Q(label=""), name="stocktake_label_once"),
            models.CheckConstraint(
                name="stocktake_line_says_what",
                condition=Q(asset__isnull=False, label="") | (Q(asset=None) & ~Q(label="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset) if self.asset is not None else self.label

    @property
    def is_unknown(self) -> bool:
        """Whether what was read is in no register of the ministry: perhaps a slip of the finger."""
        return self.asset_id is None

    @property
    def told(self) -> str:
        """What is said to whoever notes it."""
        if self.is_unknown:
            return (
                f"« {self.label} » n’est pas au registre : noté comme trouvé en plus. Si le numéro est mal tapé,"
                " retirez ce constat, plus bas, et tapez-le de nouveau."
            )
        return f"{self} : {LineOutcome(self.outcome).label}."
