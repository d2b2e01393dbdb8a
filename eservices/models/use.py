"""How much an e-service is used and how well, month by month; the goals; what the probe saw."""

from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncMonth

from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.typography import MONTHS
from foundation.journal.history import tracked

from ..enums import ENOUGH_ANSWERS, Channel, Indicator, ProbeOutcome
from .catalogue import FEE, ListedQuerySet, fictitious_column, scope_column, service_column

COUNTS = ("online", "counter", "phone", "completed", "answers", "complaints")
RATES = ("median_days", "satisfaction", "availability", "accessibility")
FIGURES = (
    *("online", "counter", "phone", "completed", "median_days", "satisfaction", "answers", "availability"),
    *("complaints", "accessibility", "cost"),
)


# The counts that must be told for all requests to be known; of a service whose channel is not told, both are expected.
CHANNEL_COUNTS = {
    Channel.ONLINE.value: ("online",),
    Channel.BOTH.value: ("online", "counter"),
    Channel.PHONE.value: ("phone",),
    Channel.COUNTER.value: ("counter",),
    "": ("online", "counter"),
}
CHANNEL_TOLD = [
    Q(service__channel=channel, **{f"{name}__isnull": False for name in names})
    for channel, names in CHANNEL_COUNTS.items()
]
REQUESTS = Coalesce("online", 0) + Coalesce("counter", 0) + Coalesce("phone", 0)


def count(label: str, help_text: str = "") -> Any:
    most = [MaxValueValidator(10**9)]
    return models.PositiveIntegerField(label, null=True, blank=True, validators=most, help_text=help_text)


def rate(label: str, most: int, help_text: str = "") -> Any:
    bounds = [MinValueValidator(0), MaxValueValidator(most)]
    return models.DecimalField(
        label, max_digits=6, decimal_places=2, null=True, blank=True, validators=bounds, help_text=help_text
    )


def month_told(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def share(part: int | None, whole: int | None) -> Decimal | None:
    """In %; None when either is not known or there is nothing to divide by."""
    return None if part is None or not whole else Decimal(100 * part) / whole


class ServiceMonthQuerySet(OwnedQuerySet):
    def between(self, first: date, last: date) -> "ServiceMonthQuerySet":
        return self.filter(month__gte=first, month__lte=last)


@tracked()
class ServiceMonth(VersionedModel):
    """What is told of one month: each figure apart, nothing where it is not known."""

    data_level = Level.MINISTRY

    scope = scope_column()
    service = service_column("months")
    month = models.DateField("mois", help_text="Un jour quelconque du mois.")
    online = count("demandes en ligne")
    counter = count("demandes au guichet")
    phone = count("demandes par téléphone ou autrement")
    completed = count("demandes menées à terme", "Celles, reçues ce mois, qui ont eu leur réponse.")
    median_days = rate("délai médian (jours)", 3650)
    satisfaction = rate("satisfaction (sur 10)", 10)
    answers = count("avis recueillis", f"La satisfaction ne prend une couleur qu’à partir de {ENOUGH_ANSWERS} avis.")
    availability = rate("disponibilité (%)", 100)
    complaints = count("réclamations")
    accessibility = rate("accessibilité (%)", 100, "Part des critères respectés au dernier audit.")
    cost = models.BigIntegerField(
        "coût de fonctionnement (FCFA)",
        null=True,
        blank=True,
        validators=FEE,
        help_text="Hébergement, agents, messages de ce mois. 0 est un coût, le vide n’en est pas un.",
    )
    note = models.CharField("précision", max_length=500, blank=True, help_text="Comment ces chiffres sont obtenus.")
    is_fictitious = fictitious_column()

    objects = ServiceMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "mois d’un e-service"
        verbose_name_plural = "mois des e-services"
        indexes = [
            models.Index(fields=["month", "id"], name="service_month_order"),
            models.Index(fields=["scope", "month", "id"], name="service_month_of_scope"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "month"],
                name="service_month_once",
                violation_error_message="Ce mois est déjà renseigné pour cet e-service : corrigez-le.",
            ),
            models.CheckConstraint(
                name="service_month_begins_it",
                condition=Q(month=TruncMonth("month")),
                violation_error_message="Un mois est gardé à son premier jour.",
            ),
            models.CheckConstraint(
                name="service_month_says_something",
                condition=~Q(**dict.fromkeys(FIGURES)),
                violation_error_message="Donnez au moins un chiffre : un mois sans chiffre reste « non renseigné ».",
            ),
            models.CheckConstraint(
                name="service_month_satisfied_by_somebody",
                condition=Q(satisfaction=None) | Q(answers__isnull=False, answers__gt=0),
                violation_error_message="Une satisfaction se lit avec le nombre d’avis qui la donnent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service.name}, {month_told(self.month)}"

    @property
    def requests(self) -> int | None:
        """Over the channels that are told."""
        told = [each for each in (self.online, self.counter, self.phone) if each is not None]
        return sum(told) if told else None

    HAS_ALL_REQUESTS: ClassVar[Q] = reduce(or_, CHANNEL_TOLD) & (Q(completed=None) | Q(completed__lte=REQUESTS))

    @property
    def all_requests(self) -> int | None:
        """Of every channel that the service has; None when one of them is not told, or when more were completed: it is
        known of the rows that `HAS_ALL_REQUESTS` selects.
        """
        if any(getattr(self, name) is None for name in CHANNEL_COUNTS[self.service.channel]):
            return None
        return None if (self.completed or 0) > (self.requests or 0) else self.requests

    @property
    def take_up(self) -> Decimal | None:
        """Known only where another channel than the web is told."""
        if self.counter is None and self.phone is None:
            return None
        return share(self.online, self.all_requests)

    @property
    def cost_each(self) -> int | None:
        """What one request cost, in francs CFA."""
        return None if self.cost is None or not self.all_requests else round(self.cost / self.all_requests)

    @property
    def completion(self) -> Decimal | None:
        return share(self.completed, self.all_requests)


class GoalQuerySet(ListedQuerySet):
    def in_force(self, day: date, *, with_fictitious: bool) -> dict[str, "ServiceGoal"]:
        """The last that was set for each indicator by that day (1 query); nothing real follows a fictitious one."""
        rows = self if with_fictitious else self.filter(is_fictitious=False)
        rows = rows.filter(valid_from__lte=day).order_by("indicator", "-valid_from").distinct("indicator")
        return {row.indicator: row for row in rows}


@tracked()
class ServiceGoal(VersionedModel):
    """What is aimed at for one indicator from a day on; a goal without value takes the former one away."""

    data_level = Level.NATIONAL

    indicator = models.CharField("indicateur", max_length=15, choices=Indicator)
    valid_from = models.DateField("à partir du")
    target = models.DecimalField(
        "objectif",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="En %, ou sur 10 pour la satisfaction. Vide : il n’y a plus d’objectif.",
    )
    poor_below = models.DecimalField(
        "insuffisant en dessous de",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Vide : rien n’est montré en rouge.",
    )
    source = models.CharField("source", max_length=500, blank=True, help_text="L’acte ou la lettre qui le fixe.")
    is_fictitious = fictitious_column()

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif des e-services"
        verbose_name_plural = "objectifs des e-services"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "valid_from"],
                name="service_goal_once_a_day",
                violation_error_message="Cet indicateur a déjà un objectif à partir de ce jour : corrigez-le.",
            ),
            models.CheckConstraint(
                name="service_goal_above_poor",
                condition=Q(poor_below=None) | Q(target__isnull=False, target__gte=F("poor_below")),
                violation_error_message="L’objectif est au-dessus du seuil d’insuffisance.",
            ),
            models.CheckConstraint(
                name="service_goal_satisfaction_over_ten",
                condition=~Q(indicator=Indicator.SATISFACTION.value) | Q(target=None) | Q(target__lte=10),
                violation_error_message="La satisfaction se note sur 10.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()}, à partir du {self.valid_from:%d/%m/%Y}"

    def tone(self, value: Decimal | None) -> str:
        if value is None or self.target is None:
            return ""
        if value >= self.target:
            return "good"
        return "late" if self.poor_below is not None and value < self.poor_below else "attention"


class AvailabilitySample(BaseModel):
    """One look of the probe."""

    data_level = Level.MINISTRY

    scope = scope_column()
    service = service_column("samples")
    at = models.DateTimeField("relevé le")
    outcome = models.CharField("résultat", max_length=12, choices=ProbeOutcome)
    status = models.PositiveSmallIntegerField("code de réponse", null=True)
    milliseconds = models.PositiveIntegerField("durée (ms)", null=True)
    note = models.CharField("précision", max_length=300, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé de la sonde"
        verbose_name_plural = "relevés de la sonde"
        indexes = [models.Index(fields=["service", "-at"], name="availability_sample_latest")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.at:%d/%m/%Y %H:%M}"
