"""The e-services of a ministry: what each one is, which of its steps are online, which pieces it asks for.

The levels and the steps are lists that the ASIN keeps. What nobody told is empty: it is neither « no » nor zero.
"""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from foundation.accounts.models.reading import OwnedOrSharedQuerySet, OwnedQuerySet, SharedQuerySet
from foundation.common.database import FRENCH, SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.typography import UNKNOWN, amount, plural
from foundation.journal.history import tracked
from steering.enums import Absence, AmountState

from ..enums import Channel, Extent, Held, ProbeOutcome

FEE = [MinValueValidator(0), MaxValueValidator(10**12)]  # of francs CFA


class ListedQuerySet(SharedQuerySet):
    def offered(self) -> Self:
        """Those still in use, in their order."""
        return self.filter(ended_on=None).order_by("rank", "pk")


def scope_column() -> Any:
    """Empty while no source says whose the e-service is: the ASIN keeps it then."""
    return models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="périmètre"
    )


def service_column(related: str) -> Any:
    return models.ForeignKey(
        "eservices.EService", on_delete=models.PROTECT, related_name=related, verbose_name="e-service"
    )


def fictitious_column(label: str = "fictif") -> Any:
    return models.BooleanField(f"{label} (démonstration)", default=False)


class ListedWord(VersionedModel):
    """One word of a list that the ASIN keeps; one that is no longer offered stays where it was used."""

    data_level = Level.NATIONAL

    rank = models.PositiveSmallIntegerField(
        "rang", help_text="Du plus bas au plus haut, ou dans l’ordre de la démarche."
    )
    name = models.CharField("intitulé", max_length=200)
    definition = models.TextField("définition", max_length=1000, blank=True)
    source = models.CharField("source", max_length=500, blank=True, help_text="Le texte qui la fixe, s’il y en a un.")
    ended_on = models.DateField("plus proposé depuis le", null=True, blank=True)
    is_fictitious = fictitious_column()

    objects = ListedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def once(model: str) -> Any:
    return models.UniqueConstraint(
        SortKey("name"), name=f"{model}_once", violation_error_message="Cet intitulé est déjà dans la liste."
    )


@tracked()
class ServiceLevel(ListedWord):
    class Meta:
        verbose_name = "niveau de dématérialisation"
        verbose_name_plural = "niveaux de dématérialisation"
        constraints = [once("service_level")]


@tracked()
class ServiceStep(ListedWord):
    class Meta:
        verbose_name = "étape d’une démarche"
        verbose_name_plural = "étapes d’une démarche"
        constraints = [once("service_step")]


class EServiceQuerySet(OwnedOrSharedQuerySet):
    """Those without a scope are those of which only what an article says is known."""

    def in_use(self) -> "EServiceQuerySet":
        return self.filter(closed_on=None)

    def running(self, month: date) -> "EServiceQuerySet":
        """Those that were open all that month long, as far as it is told: what is owed of it can be asked."""
        return self.in_use().filter(Q(opened_on=None) | Q(opened_on__lte=month))

    def silent(self, month: date) -> "EServiceQuerySet":
        """Those of which nothing is told for that month."""
        from .use import ServiceMonth

        told = ServiceMonth.objects.filter(service=OuterRef("pk"), month=month)
        return self.running(month).filter(~Exists(told))

    def listed(self) -> "EServiceQuerySet":
        """Those that anybody may know of: the ministry put them in the public catalogue."""
        return self.in_use().filter(is_listed=True)


@tracked(exclude=["probed_at", "probe_outcome"])
class EService(VersionedModel):
    data_level = Level.MINISTRY

    scope = scope_column()
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="eservices",
        verbose_name="ministère",
        help_text="Vide si aucune source ne dit lequel : l’ASIN tient alors la fiche.",
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="eservices",
        verbose_name="structure qui le rend",
    )
    name = models.CharField("e-service", max_length=300)
    users = models.CharField("usagers", max_length=500, blank=True, help_text="À qui il est destiné.")
    channel = models.CharField("canal", max_length=10, choices=Channel, blank=True)
    platform = models.CharField("plateforme", max_length=200, blank=True, help_text="Le nom sous lequel on la connaît.")
    address = models.URLField("adresse", max_length=500, blank=True)
    opened_on = models.DateField("ouvert le", null=True, blank=True, help_text="Vide si aucune source ne le dit.")
    closed_on = models.DateField("fermé le", null=True, blank=True)
    level = models.ForeignKey(
        ServiceLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="eservices", verbose_name="niveau"
    )
    legal_text = models.ForeignKey(
        "ministries.LegalText",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="eservices",
        verbose_name="texte qui le fonde",
    )
    legal_basis = models.CharField(
        "base légale, en toutes lettres",
        max_length=500,
        blank=True,
        help_text="Si le texte n’est pas à la bibliothèque.",
    )
    delay_days = models.PositiveSmallIntegerField("délai annoncé (jours)", null=True, blank=True)
    fee = models.BigIntegerField(
        "tarif (FCFA)",
        null=True,
        blank=True,
        validators=FEE,
        help_text="0 s’il est gratuit ; vide si on ne le sait pas.",
    )
    fee_absence = models.CharField("tarif, sans montant", max_length=15, choices=Absence, blank=True, default="")
    fee_note = models.CharField(
        "précision sur le tarif",
        max_length=300,
        blank=True,
        help_text="Ce qui le fait varier, ou pourquoi il est réservé.",
    )
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="eservices",
        verbose_name="projet dont il vient",
    )
    is_listed = models.BooleanField(
        "au catalogue public",
        default=False,
        help_text="Son nom et son ministère sont alors lus sans compte, et chacun peut y signaler un problème.",
    )
    source = models.CharField("source", max_length=500, blank=True, help_text="D’où l’on tient ce qui est écrit ici.")
    is_watched = models.BooleanField("sonde en marche", default=False, editable=False)
    probed_at = models.DateTimeField("sondé le", null=True, blank=True, editable=False)
    probe_outcome = models.CharField(
        "dernier relevé de la sonde", max_length=12, choices=ProbeOutcome, blank=True, editable=False
    )
    is_fictitious = fictitious_column()

    objects = EServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "e-service"
        indexes = [
            GinIndex(OpClass(SortKey("name"), name="gin_trgm_ops"), name="eservice_name_trigrams"),
            GinIndex(SearchVector("name", config=FRENCH), name="eservice_name_words"),
            models.Index(SortKey("name"), "id", name="eservice_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                "ministry",
                SortKey("name"),
                name="eservice_once",
                violation_error_message="Ce ministère a déjà un e-service de ce nom.",
            ),
            models.CheckConstraint(
                name="eservice_fee_has_one_state",
                condition=Q(fee=None) | Q(fee__gte=0, fee_absence=""),
                violation_error_message="Un tarif saisi n’est ni sans objet ni réservé : videz l’un des deux.",
            ),
            models.CheckConstraint(
                name="eservice_fee_withheld_with_its_reason",
                condition=~Q(fee_absence=Absence.WITHHELD.value) | ~Q(fee_note=""),
                violation_error_message="Un tarif réservé l’est avec son motif : écrivez-le dans la précision.",
            ),
            models.CheckConstraint(
                name="eservice_closed_after_it_opened",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="Un e-service ferme après avoir ouvert : corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="eservice_watched_has_an_address",
                condition=Q(is_watched=False) | ~Q(address=""),
                violation_error_message="La sonde de cet e-service est en marche : arrêtez-la, puis effacez l’adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner_told(self) -> str:
        return self.ministry.short_name if self.ministry is not None else UNKNOWN

    @property
    def fee_state(self) -> AmountState:
        return AmountState.KNOWN if self.fee is not None else AmountState(self.fee_absence or AmountState.UNKNOWN)

    @property
    def fee_told(self) -> str:
        if self.fee is None:
            return self.fee_state.label
        return amount(self.fee) if self.fee else "gratuit"

    @property
    def delay_told(self) -> str:
        return plural(self.delay_days, "jour") if self.delay_days is not None else ""

    @property
    def basis_told(self) -> str:
        return str(self.legal_text) if self.legal_text is not None else self.legal_basis


@tracked()
class OnlineStep(BaseModel):
    """How far one step of an e-service is online."""

    data_level = Level.MINISTRY

    scope = scope_column()
    service = service_column("steps")
    step = models.ForeignKey(ServiceStep, on_delete=models.PROTECT, related_name="services", verbose_name="étape")
    extent = models.CharField("en ligne", max_length=10, choices=Extent)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "étape en ligne"
        verbose_name_plural = "étapes en ligne"
        constraints = [models.UniqueConstraint(fields=["service", "step"], name="online_step_once")]

    def __str__(self) -> str:
        return f"{self.step} : {self.get_extent_display()}"


@tracked()
class AskedPiece(VersionedModel):
    """A piece that the user must bring, and the authority that holds it already, when one does."""

    data_level = Level.MINISTRY

    scope = scope_column()
    service = service_column("pieces")
    name = models.CharField(
        "pièce", max_length=200, help_text="Comme partout : « acte de naissance », « casier judiciaire »."
    )
    held = models.CharField("détention", max_length=10, choices=Held, blank=True)
    holder = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held_pieces",
        verbose_name="ministère qui la détient",
    )
    holder_name = models.CharField(
        "autorité qui la détient", max_length=200, blank=True, help_text="L’agence ou le service, en toutes lettres."
    )
    note = models.CharField("précision", max_length=500, blank=True)
    is_fictitious = fictitious_column("fictive")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce demandée"
        verbose_name_plural = "pièces demandées"
        constraints = [
            models.UniqueConstraint(
                "service",
                SortKey("name"),
                name="asked_piece_once",
                violation_error_message="Cette pièce est déjà parmi celles que demande cet e-service.",
            ),
            models.CheckConstraint(
                name="asked_piece_holder_holds_it",
                condition=Q(held=Held.STATE.value) | Q(holder=None, holder_name=""),
                violation_error_message="Une pièce dont on nomme le détenteur est déjà détenue par l’État : dites-le.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder_told(self) -> str:
        named = [self.holder.short_name] if self.holder is not None else []
        return " · ".join([*named, *([self.holder_name] if self.holder_name else [])])
