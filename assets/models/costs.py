"""What each way of managing an asset costs, as somebody says with his source: empty when nobody knows (ADR 0072)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from foundation.accounts.models.reading import OwnedOrSharedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.journal.history import tracked
from projects.models.project import AMOUNT

from ..enums import Management
from .asset import LIFE, AssetCategory, fictitious

AMOUNTS = ("entry_cost", "yearly_rent", "yearly_upkeep", "end_value")
SERVED = [MinValueValidator(1), MaxValueValidator(10_000)]


def _amount(label: str, help_text: str) -> models.BigIntegerField:
    return models.BigIntegerField(f"{label} (FCFA)", null=True, blank=True, validators=AMOUNT, help_text=help_text)


@tracked()
class CostHypothesis(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cost_hypotheses",
        verbose_name="ministère",
        help_text="Vide : pour tous les ministères ; l’ASIN seule en écrit. Celle d’un ministère passe avant.",
    )
    category = models.ForeignKey(
        AssetCategory, on_delete=models.PROTECT, related_name="costs", verbose_name="catégorie"
    )
    mode = models.CharField("mode de gestion", max_length=10, choices=Management)
    entry_cost = _amount("coût d’entrée", "Achat, livraison, installation d’un actif ; 0 s’il n’y en a pas.")
    yearly_rent = _amount("loyer ou redevance par an", "0 pour un actif acheté.")
    yearly_upkeep = _amount("entretien par an", "Support, réparations, énergie, agents ; 0 s’il est compris ailleurs.")
    end_value = _amount("valeur de reprise", "Ce que l’actif vaut encore à la fin ; 0 s’il ne vaut plus rien.")
    useful_years = models.PositiveSmallIntegerField(
        "durée d’usage (ans)", null=True, blank=True, validators=LIFE, help_text="Ensuite, un autre le remplace."
    )
    served = models.PositiveSmallIntegerField(
        "postes servis par un actif", default=1, validators=SERVED, help_text="Plus d’un s’il est partagé."
    )
    source = models.CharField(
        "source", max_length=500, blank=True, help_text="Marché, devis, étude d’où viennent ces montants."
    )
    is_fictitious = fictitious()

    objects = OwnedOrSharedQuerySet.as_manager()

    class Meta:
        verbose_name = "hypothèse de coût"
        verbose_name_plural = "hypothèses de coût"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "mode", "ministry"],
                nulls_distinct=False,
                name="cost_hypothesis_once",
                violation_error_message="Cette hypothèse existe déjà pour cette catégorie et ce mode : corrigez-la.",
            )
        ]

    def __str__(self) -> str:
        whose = self.ministry.short_name if self.ministry else "tous les ministères"
        return f"{self.category}, {self.get_mode_display()} ({whose})"
