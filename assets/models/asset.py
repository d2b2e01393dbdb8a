"""Assets: what a ministry owns or uses, where each is, who holds it, what it cost; every move is kept (ADR 0070)."""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Upper

from foundation.accounts.models.reading import OwnedQuerySet, SharedQuerySet
from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked
from projects.models.project import AMOUNT
from steering.enums import FundingSource

from ..enums import HELD, AssetAct, AssetKind, AssetState, Management

SORT_WARRANTY = Coalesce("warranty_until", Value(date(9999, 1, 1), output_field=models.DateField()))
LIFE = [MinValueValidator(1), MaxValueValidator(40)]  # in years
WORDS = ("code", "name", "serial", "manufacturer", "model_name", "site", "holder")


class AssetQuerySet(OwnedQuerySet):
    def held(self) -> Self:
        """Those that somebody should be able to show."""
        return self.filter(state__in=HELD)


def owner_scope() -> Any:
    return models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")


def owner_ministry(related: str) -> Any:
    return models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name=related, verbose_name="ministère"
    )


def fictitious() -> Any:
    return models.BooleanField("fictif (démonstration)", default=False)


@tracked()
class AssetCategory(VersionedModel):
    """What the ASIN knows of a kind of assets. A duration or a price that no source gives stays empty."""

    data_level = Level.NATIONAL

    name = models.CharField("catégorie", max_length=200)
    kind = models.CharField("nature", max_length=10, choices=AssetKind)
    useful_years = models.PositiveSmallIntegerField(
        "durée d’amortissement (ans)",
        null=True,
        blank=True,
        validators=LIFE,
        help_text="Amortissement linéaire sur cette durée. Vide : aucune valeur nette n’est calculée.",
    )
    renewal_price = models.BigIntegerField(
        "prix de remplacement (FCFA)",
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="D’un seul, aujourd’hui. Vide : le plan de renouvellement prend le prix d’achat de chaque actif.",
    )
    source = models.CharField(
        "source des hypothèses", max_length=500, blank=True, help_text="Texte, marché ou étude d’où elles viennent."
    )
    is_fictitious = fictitious()

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "catégorie d’actifs"
        verbose_name_plural = "catégories d’actifs"
        constraints = [
            models.UniqueConstraint(
                SortKey("name"),
                name="asset_category_once",
                violation_error_message="Cette catégorie existe déjà : corrigez-la.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AssetCounter(BaseModel):
    """The numbers that a ministry gave to its assets: given once, never again."""

    data_level = Level.TECHNICAL

    scope = models.OneToOneField(
        "accounts.Scope", on_delete=models.PROTECT, related_name="asset_counter", verbose_name="périmètre"
    )
    prefix = models.CharField("préfixe", max_length=20, unique=True)
    last_number = models.PositiveIntegerField("dernier numéro donné", default=0)

    class Meta:
        verbose_name = "compteur d’actifs"
        triggers = [
            pgtrigger.Protect(name="asset_counter_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="asset_counter_prefix_is_kept", fields=["prefix", "scope"]),
            pgtrigger.Protect(
                name="asset_counter_only_grows",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last_number__lt=pgtrigger.F("old__last_number")),
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


@tracked(exclude=["search"])
class Asset(VersionedModel):
    """`device_id` is the name that the agent of the inventory gives to the machine; `last_seen_on` the last day when an
    agent or a campaign saw it.
    """

    data_level = Level.MINISTRY

    scope = owner_scope()
    ministry = owner_ministry("assets")
    code = models.CharField("numéro", max_length=30, unique=True, editable=False)
    category = models.ForeignKey(
        AssetCategory, on_delete=models.PROTECT, related_name="assets", verbose_name="catégorie"
    )
    name = models.CharField(
        "désignation", max_length=300, blank=True, help_text="Le nom qu’on lui donne : « Poste 12 »."
    )
    manufacturer = models.CharField("marque", max_length=200, blank=True)
    model_name = models.CharField("modèle", max_length=300, blank=True)
    serial = models.CharField(
        "numéro de série", max_length=200, blank=True, help_text="Celui du constructeur, écrit sur l’appareil."
    )
    state = models.CharField("état", max_length=10, choices=AssetState, default=AssetState.IN_USE)
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
        verbose_name="structure",
    )
    site = models.CharField("site", max_length=300, blank=True, help_text="Bâtiment, bureau, ville.")
    holder = models.CharField(
        "détenteur",
        max_length=200,
        blank=True,
        help_text="Fonction ou service plutôt qu’un nom : « secrétariat du SGM ».",
    )
    management = models.CharField("mode de gestion", max_length=10, choices=Management, blank=True)
    purchased_on = models.DateField("acquis le", null=True, blank=True, help_text="Vide si aucune pièce ne le dit.")
    price = models.BigIntegerField(
        "prix (FCFA)",
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="Vide si personne ne le sait ; 0 pour un don.",
    )
    funding = models.CharField("source de financement", max_length=10, choices=FundingSource, blank=True)
    funder = models.CharField("bailleur ou ligne budgétaire", max_length=200, blank=True)
    supplier = models.CharField("fournisseur et marché", max_length=300, blank=True)
    warranty_until = models.DateField("garantie jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=500, blank=True, help_text="D’où l’on tient ce qui est écrit ici.")
    device_id = models.CharField("identifiant de l’agent", max_length=255, blank=True, editable=False)
    last_seen_on = models.DateField("vu le", null=True, blank=True, editable=False)
    is_fictitious = fictitious()

    search = models.GeneratedField(
        expression=SearchVector(*WORDS, config="public.fr"), output_field=SearchVectorField(), db_persist=True
    )

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = "actif informatique"
        verbose_name_plural = "actifs informatiques"
        indexes = [
            GinIndex(fields=["search"], name="asset_search"),
            models.Index(fields=["scope", "code", "id"], name="asset_scope_code"),
            models.Index(SORT_WARRANTY, "id", name="asset_sort_warranty"),
            models.Index(fields=["warranty_until"], name="asset_warranty"),
            # A number is typed by its beginning, in any case: in the list, in a campaign.
            models.Index(OpClass(Upper("code"), name="text_pattern_ops"), name="asset_code_begins"),
            models.Index(fields=["category", "state"], name="asset_category_state"),
            models.Index(fields=["scope", "state", "code"], name="asset_scope_state"),
            models.Index(fields=["structure"], name="asset_structure"),
        ]
        constraints = [
            models.UniqueConstraint(
                "scope",
                SortKey("serial"),
                SortKey("manufacturer"),
                condition=~Q(serial=""),
                name="asset_serial_once",
                violation_error_message="Ce ministère a déjà un actif de cette marque et de ce numéro de série.",
            ),
            models.UniqueConstraint(
                fields=["scope", "device_id"],
                condition=~Q(device_id=""),
                name="asset_device_once",
                violation_error_message="Un actif de ce ministère porte déjà cet identifiant d’agent.",
            ),
            models.CheckConstraint(
                name="asset_warranty_after_purchase",
                condition=Q(warranty_until=None) | Q(purchased_on=None) | Q(warranty_until__gte=F("purchased_on")),
                violation_error_message="La garantie finit après l’acquisition : corrigez l’une des deux dates.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="asset_code_is_given_once", fields=["code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """What it is called: its own name, else its make and model, else its category."""
        return self.name or f"{self.manufacturer} {self.model_name}".strip() or str(self.category)

    @property
    def short_place(self) -> str:
        """The same with the acronym of the structure where it has one: for a list."""
        where = (self.structure.acronym or self.structure.name) if self.structure else ""
        return ", ".join(part for part in (where, self.site) if part)

    @property
    def place(self) -> str:
        return ", ".join(part for part in (str(self.structure) if self.structure else "", self.site) if part)


class AssetMove(BaseModel):
    """A change of state, of place or of holder, as it was said; the first one says how the asset came in."""

    data_level = Level.MINISTRY

    scope = owner_scope()
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="moves", verbose_name="actif")
    act = models.CharField("acte", max_length=20, choices=[("", "enregistrement"), *AssetAct.choices], blank=True)
    from_state = models.CharField("état d’avant", max_length=10, choices=AssetState, blank=True)
    to_state = models.CharField("état", max_length=10, choices=AssetState)
    from_place = models.CharField("lieu d’avant", max_length=700, blank=True)
    to_place = models.CharField("lieu", max_length=700, blank=True)
    from_holder = models.CharField("détenteur d’avant", max_length=200, blank=True)
    to_holder = models.CharField("détenteur", max_length=200, blank=True)
    reason = models.TextField("motif", max_length=2000, blank=True)
    at = models.DateTimeField("dit le")
    by_name = models.CharField("dit par", max_length=300, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "mouvement d’un actif"
        verbose_name_plural = "mouvements des actifs"
        indexes = [models.Index(fields=["asset", "at"], name="asset_move_of_asset")]
        triggers = [pgtrigger.Protect(name="asset_move_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_act_display()} : {self.get_to_state_display()}"
