"""Editions: a portfolio as it stood on a day, kept for ever.

Data: an edition (whose, number, day, occasion, method and bounds of that day) and its lines, each with the values
copied from the project and what moved since the edition before. States: none; an edition is written once. Refusals: a
second one the same day; any change or deletion, by the database; an empty portfolio. Its fingerprint is the SHA-256 of
all its lines in order: the page computes it again.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.models import BaseModel, Level
from foundation.common.typography import short_date
from projects.enums import Colour, ExitReason, ProjectKind, Rating, Situation, Stage
from projects.models.project import AMOUNT, PERCENT

from .enums import Movement, Occasion


def kept(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Edition(BaseModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="editions", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name="ministère",
        help_text="Vide : l’édition nationale, tous ministères réunis.",
    )
    owner_name = models.CharField("portefeuille", max_length=300, help_text="Le nom que portait le ministère ce jour.")
    number = models.PositiveIntegerField("numéro")
    occasion = models.CharField("occasion", max_length=12, choices=Occasion)
    frozen_on = models.DateField("figée le")
    frozen_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="figée par"
    )
    for_day = models.DateField("pour la session du", null=True, blank=True)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name="édition précédente"
    )
    method_version = models.PositiveSmallIntegerField("version de la méthode")
    yellow_from = models.PositiveSmallIntegerField("jaune à partir de (%)")
    red_from = models.PositiveSmallIntegerField("rouge à partir de (%)")
    totals = models.JSONField("totaux")
    rows_sha256 = models.CharField("empreinte des lignes", max_length=64)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du portefeuille"
        verbose_name_plural = "éditions du portefeuille"
        constraints = [
            models.UniqueConstraint(fields=["scope", "number"], name="edition_number_unique"),
            models.UniqueConstraint(
                fields=["scope", "frozen_on"],
                name="edition_one_a_day",
                violation_error_message="Ce portefeuille a déjà une édition de ce jour.",
            ),
            models.CheckConstraint(
                name="edition_follows_another",
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
                violation_error_message="Une édition suit la précédente.",
            ),
        ]
        triggers = [kept("edition_is_kept_as_frozen")]

    def __str__(self) -> str:
        return f"{self.label}, {self.owner_name}"

    @property
    def label(self) -> str:
        return f"Édition n° {self.number} du {short_date(self.frozen_on)}"

    @property
    def citation(self) -> str:
        """What a procès-verbal says of it, for ever."""
        return (
            f"édition n° {self.number} du portefeuille, figée le {short_date(self.frozen_on)} (méthode"
            f" {self.method_version}, empreinte {self.rows_sha256[:12]})"
        )


class EditionRowQuerySet(OwnedQuerySet):
    def in_order(self) -> "EditionRowQuerySet":
        return self.order_by("position")


class EditionRow(models.Model):
    """A line of the portfolio as it stood that day. `moves` says each value that changed: label, before, after."""

    data_level = Level.MINISTRY

    id = models.BigAutoField("identifiant", primary_key=True)
    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rows", verbose_name="édition")
    position = models.PositiveIntegerField("rang")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="edition_rows", verbose_name="projet"
    )
    ministry_name = models.CharField("ministère", max_length=300)
    structure_name = models.CharField("structure responsable", max_length=300, blank=True)
    code = models.CharField("code", max_length=30)
    title = models.CharField("intitulé", max_length=300)
    kind = models.CharField("ligne", max_length=10, choices=ProjectKind)
    is_leaf = models.BooleanField("sans subdivision")
    stage = models.CharField("stade", max_length=15, choices=Stage)
    situation = models.CharField("situation", max_length=10, choices=Situation)
    colour = models.CharField("signal calculé", max_length=8, choices=Colour)
    own_rating = models.PositiveSmallIntegerField("note du DSI", null=True, choices=Rating)
    asin_rating = models.PositiveSmallIntegerField("note de l’ASIN", null=True, choices=Rating)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, validators=PERCENT)
    initial_end = models.DateField("fin initiale", null=True)
    planned_end = models.DateField("fin prévue", null=True)
    forecast_end = models.DateField("fin estimée", null=True)
    actual_end = models.DateField("fin effective", null=True)
    initial_cost = models.BigIntegerField("coût initial (FCFA)", null=True, validators=AMOUNT)
    planned_cost = models.BigIntegerField("coût prévu (FCFA)", null=True, validators=AMOUNT)
    forecast_cost = models.BigIntegerField("coût estimé (FCFA)", null=True, validators=AMOUNT)
    actual_cost = models.BigIntegerField("coût effectif (FCFA)", null=True, validators=AMOUNT)
    schedule_variance = models.DecimalField("écart de délai (%)", max_digits=9, decimal_places=1, null=True)
    cost_variance = models.DecimalField("écart de coût (%)", max_digits=9, decimal_places=1, null=True)
    revision_count = models.PositiveSmallIntegerField("révisions de la référence")
    greened_on = models.DateField(
        "verdi par révision le",
        null=True,
        help_text="Jour, dans l’année qui précède, où une révision de la référence a amélioré le signal.",
    )
    fresh_until = models.DateField("données à jour jusqu’au", null=True)
    is_stale = models.BooleanField("données périmées")
    exit_reason = models.CharField("motif de sortie", max_length=15, choices=ExitReason, blank=True)
    narrative = models.TextField("dernier commentaire", max_length=4000, blank=True)
    movement = models.CharField("mouvement", max_length=8, choices=Movement)
    moves = models.JSONField("ce qui a changé")

    objects = EditionRowQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’édition"
        verbose_name_plural = "lignes d’édition"
        constraints = [
            models.UniqueConstraint(fields=["edition", "project"], name="edition_row_unique"),
            models.UniqueConstraint(fields=["edition", "position"], name="edition_row_position_unique"),
        ]
        triggers = [kept("edition_row_is_kept_as_frozen")]

    def __str__(self) -> str:
        return f"{self.code}, {self.title}"

    @property
    def moves_text(self) -> str:
        return " · ".join(f"{label} : {before} → {after}" for label, before, after in self.moves)
