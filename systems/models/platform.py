"""What the State runs: each platform or application, whose it is, where it stands, what it needs and who pays for it.

Its sheet is read in its ministry. That it exists, under its name, is read by everybody signed in (`Listed`): one
declares no exchange with what one cannot name (ADR 0073).
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When

from foundation.accounts.models.reading import OwnedQuerySet, SharedQuerySet
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import amount
from foundation.journal.history import tracked
from projects.models.project import AMOUNT
from projects.queries.project_signals import add_months
from steering.enums import Absence, AmountState

from ..enums import CLIFF_MONTHS, SUPPORT_MONTHS, Formality, HostingKind, PlatformKind, Relay, SecurityNeed, Support


@tracked()
class Hosting(VersionedModel):
    """A place where platforms stand: a list that the ASIN completes and corrects."""

    data_level = Level.NATIONAL

    name = models.CharField("hébergement", max_length=200)
    kind = models.CharField("nature", max_length=10, choices=HostingKind)
    operator = models.CharField("exploité par", max_length=200, blank=True)
    note = models.TextField("précision", max_length=2000, blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    closed_on = models.DateField(
        "fermé le", null=True, blank=True, help_text="Il reste sur les fiches ; on ne le choisit plus."
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "hébergement"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="hosting_once", violation_error_message="Cet hébergement est déjà dans la liste."
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlatformQuerySet(OwnedQuerySet):
    def running(self, day: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def with_standing(self, day: date) -> Self:
        """Add `relay` and `support`, of each the first that holds."""
        relays = (
            (Relay.CLOSED, Q(closed_on__lte=day)),
            (Relay.RELAYED, ~Q(next_payer="")),
            (Relay.FALLEN, Q(funded_until__lt=day)),
            (Relay.CLIFF, Q(funded_until__lte=add_months(day, CLIFF_MONTHS))),
            (Relay.LATER, Q(funded_until__isnull=False)),
            (Relay.LASTING, ~Q(funder="")),
        )
        supports = (
            (Support.UNKNOWN, Q(support_ends_on=None)),
            (Support.ENDED, Q(support_ends_on__lt=day)),
            (Support.SOON, Q(support_ends_on__lte=add_months(day, SUPPORT_MONTHS))),
        )
        return self.annotate(relay=_first(relays, Relay.UNKNOWN), support=_first(supports, Support.LATER))


def _first(cases: Any, otherwise: Any) -> Case:
    """The first value whose condition holds."""
    found = (When(condition, then=Value(value)) for value, condition in cases)
    return Case(*found, default=Value(otherwise), output_field=models.CharField())


def _need(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=SecurityNeed, null=True, blank=True)


@tracked()
class Platform(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="platforms", verbose_name="ministère"
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="structure responsable",
    )
    name = models.CharField("nom", max_length=200, help_text="Lu de tout agent connecté, avec le ministère.")
    short_name = models.CharField("sigle", max_length=30, blank=True)
    kind = models.CharField("nature", max_length=12, choices=PlatformKind)
    purpose = models.TextField("à quoi elle sert", max_length=2000, blank=True)
    users = models.CharField(
        "usagers", max_length=300, blank=True, help_text="Qui s’en sert : public, agents, métiers."
    )
    user_count = models.PositiveIntegerField("nombre d’usagers", null=True, blank=True)
    address = models.URLField("adresse", max_length=300, blank=True)
    opened_on = models.DateField("en service depuis", null=True, blank=True)
    closed_on = models.DateField("hors service depuis", null=True, blank=True)
    technology = models.CharField(
        "technologie", max_length=300, blank=True, help_text="Langage, base de données, progiciel, avec leur version."
    )
    hosting = models.ForeignKey(
        Hosting, on_delete=models.PROTECT, null=True, blank=True, related_name="platforms", verbose_name="hébergement"
    )
    supplier = models.CharField("fournisseur", max_length=300, blank=True)
    support_ends_on = models.DateField("fin du support", null=True, blank=True)
    availability_need = _need("besoin de disponibilité")
    integrity_need = _need("besoin d’intégrité")
    confidentiality_need = _need("besoin de confidentialité")
    trace_need = _need("besoin de traçabilité")
    has_personal_data = models.BooleanField("données personnelles", null=True, blank=True)
    formality = models.CharField("formalité APDP", max_length=10, choices=Formality, blank=True)
    formality_reference = models.CharField("référence de la formalité", max_length=200, blank=True)
    formality_on = models.DateField("date de la formalité", null=True, blank=True)
    run_cost = models.BigIntegerField("coût de fonctionnement par an (FCFA)", null=True, blank=True, validators=AMOUNT)
    run_cost_absence = models.CharField("coût, sans montant", max_length=15, choices=Absence, blank=True, default="")
    funder = models.CharField(
        "payé aujourd’hui par", max_length=300, blank=True, help_text="Budget du ministère, bailleur, projet."
    )
    funded_until = models.DateField(
        "payé jusqu’au", null=True, blank=True, help_text="Fin du projet ou de la convention ; vide s’il n’y en a pas."
    )
    next_payer = models.CharField(
        "payé ensuite par", max_length=300, blank=True, help_text="La ligne qui prendra le relais, quand elle est sûre."
    )
    project = models.ForeignKey(
        "projects.Project",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="platforms",
        verbose_name="projet",
        help_text="Celui qui l’a construite.",
    )
    source = models.CharField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    relay: str  # both by `with_standing`
    support: str

    objects = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = "plateforme"
        constraints = [
            models.UniqueConstraint(
                fields=["ministry", "name"],
                name="platform_once",
                violation_error_message="Ce ministère a déjà une plateforme de ce nom : corrigez sa fiche.",
            ),
            models.CheckConstraint(
                name="platform_closed_after_opening",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="Une plateforme ferme après avoir ouvert : corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="platform_cost_has_one_state",
                condition=Q(run_cost=None) | Q(run_cost__gte=0, run_cost_absence=""),
                violation_error_message="Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.",
            ),
            models.CheckConstraint(
                name="platform_formality_is_proved",
                condition=~Q(formality=Formality.GRANTED.value)
                | (~Q(formality_reference="") & Q(formality_on__isnull=False)),
                violation_error_message="Une formalité obtenue a sa référence et sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """The shortest name it has."""
        return self.short_name or self.name

    @property
    def cost_state(self) -> AmountState:
        if self.run_cost is not None:
            return AmountState.KNOWN
        return AmountState(self.run_cost_absence or AmountState.UNKNOWN)

    @property
    def cost_told(self) -> str:
        return amount(self.run_cost) if self.run_cost is not None else self.cost_state.label

    @property
    def needs_told(self) -> str:
        """« D fort, I faible, C non renseigné, T non renseigné »; empty when none is said."""
        needs = {
            "D": self.availability_need,
            "I": self.integrity_need,
            "C": self.confidentiality_need,
            "T": self.trace_need,
        }
        if not any(needs.values()):
            return ""
        return ", ".join(f"{letter} {SecurityNeed(n).label if n else 'non renseigné'}" for letter, n in needs.items())


class Listed(Platform):
    """A platform as everybody signed in may name it: its name, its ministry, nothing of its sheet."""

    data_level = Level.NATIONAL

    named = SharedQuerySet.as_manager()

    class Meta:
        proxy = True
        default_manager_name = "named"
        verbose_name = "plateforme nommée"
