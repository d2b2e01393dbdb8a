"""Indicators with their measures, and the use reviews that a finished project owes.

Progress is the way made from the first value to the target, whichever way that goes: (last − first) ÷ (target − first).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from foundation.accounts.enums import ASIN_ROLES
from foundation.common.models import Level, VersionedModel
from foundation.common.typography import amount
from foundation.journal.history import tracked
from projects.enums import ExitReason, Stage
from projects.models import Project
from projects.models.project import AMOUNT

from ..enums import Absence, AmountState, Direction, IndicatorStanding, Periodicity, ReviewTerm
from .part import PartQuerySet, ProjectPart, refuse_gone, words_of

FORMULA = "(dernière mesure − valeur de départ) ÷ (cible − valeur de départ)"
TENTH = Decimal("0.1")
UP, DOWN = Direction.UP.value, Direction.DOWN.value


class MonthsLater(Func):
    """A day, and a number of months."""

    template, arg_joiner = "(%(expressions)s))::date", " + make_interval(months => "
    output_field = models.DateField()


def _value(label: str, **options: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=20, decimal_places=3, **options)


class IndicatorQuerySet(PartQuerySet):
    def with_current(self) -> Self:
        """Add the last measure, its day, and the day of the next one."""
        last = Measure.objects.filter(indicator=OuterRef("pk")).order_by("-measured_on", "-pk")
        day = Subquery(last.values("measured_on")[:1])
        return self.annotate(
            current_value=Subquery(last.values("value")[:1]),
            current_on=day,
            next_on=MonthsLater(Coalesce(day, F("initial_on")), F("periodicity")),
        )

    def followed(self) -> Self:
        """Still measured: a project that is done still is, one that left or was abandoned is not."""
        return self.filter(ended_on=None, project__left_on=None).exclude(project__stage=Stage.ABANDONED)

    def overdue(self, day: date) -> Self:
        return self.with_current().followed().filter(next_on__lt=day)

    def unmeasured(self) -> Self:
        return self.with_current().followed().filter(current_on=None)


@tracked(exclude=["search"])
class Indicator(ProjectPart):
    title = models.CharField("indicateur", max_length=300)
    unit = models.CharField("unité", max_length=60, help_text="Par exemple : jours, démarches par mois, %.")
    direction = models.CharField("sens", max_length=10, choices=Direction, help_text="Vers quoi va le progrès.")
    initial_value = _value("valeur de départ", null=True, blank=True)
    initial_on = models.DateField("relevée le", help_text="Jour de la valeur de départ : les mesures suivent.")
    target_value = _value("cible")
    target_on = models.DateField("cible pour le")
    source = models.CharField("source", max_length=300, help_text="Où la valeur se lit.")
    periodicity = models.PositiveSmallIntegerField("périodicité", choices=Periodicity)
    ended_on = models.DateField("plus suivi depuis le", null=True, blank=True)

    search = words_of("title", "source")

    current_value: Decimal | None  # by `with_current`
    current_on: date | None
    next_on: date

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        indexes = [
            GinIndex(fields=["search"], name="indicator_search"),
            models.Index(fields=["project"], name="indicator_project"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="indicator_once",
                violation_error_message="Ce projet a déjà un indicateur de ce nom : mesurez celui qui existe.",
            ),
            models.CheckConstraint(
                name="indicator_target_lies_its_way",
                condition=Q(initial_value=None)
                | Q(direction=UP, target_value__gt=F("initial_value"))
                | Q(direction=DOWN, target_value__lt=F("initial_value")),
                violation_error_message="La cible contredit le sens : plus haute que le départ s’il doit monter, plus"
                " basse s’il doit baisser.",
            ),
            models.CheckConstraint(
                name="indicator_target_after_the_start",
                condition=Q(target_on__gt=F("initial_on")),
                violation_error_message="La cible est pour un jour d’après la valeur de départ.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def progress(self) -> Decimal | None:
        """Of the way to the target, in %; negative when it went the wrong way; needs `with_current`."""
        if self.initial_value is None or self.current_value is None:
            return None
        way = (self.current_value - self.initial_value) * 100 / (self.target_value - self.initial_value)
        return way.quantize(TENTH, ROUND_HALF_UP)

    @property
    def is_reached(self) -> bool:
        if self.current_value is None:
            return False
        return (
            self.current_value >= self.target_value if self.direction == UP else self.current_value <= self.target_value
        )

    def standing(self, day: date) -> IndicatorStanding:
        if self.ended_on is not None:
            return IndicatorStanding.ENDED
        if self.next_on < day:
            return IndicatorStanding.OVERDUE
        if self.is_reached:
            return IndicatorStanding.REACHED
        if self.target_on < day:
            return IndicatorStanding.MISSED
        return IndicatorStanding.UNMEASURED if self.current_on is None else IndicatorStanding.UNDER_WAY


class MeasureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user) -> Self:
        if user.is_authenticated and user.has_role(*ASIN_ROLES):
            return self
        return self.filter(indicator__project__in=Project.objects.visible_to(user))


@tracked()
class Measure(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measures", verbose_name="indicateur"
    )
    measured_on = models.DateField("mesuré le")
    value = _value("valeur")
    note = models.CharField("précision", max_length=500, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on"],
                name="measure_once_a_day",
                violation_error_message="Cet indicateur est déjà mesuré ce jour-là : corrigez cette mesure.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.title}, {self.measured_on:%d/%m/%Y}"

    def save(self, *args: Any, **options: Any) -> None:
        if self._state.adding:
            refuse_gone(self.project, "indicator")
        super().save(*args, **options)

    @property
    def project(self) -> Project:
        return self.indicator.project


@tracked()
class UseReview(ProjectPart):
    """What a project is used for, months after its end. A figure that nobody has is not known: it is not zero."""

    term = models.PositiveSmallIntegerField("échéance", choices=ReviewTerm)
    reviewed_on = models.DateField("relevée le")
    users = models.PositiveIntegerField("usagers", null=True, blank=True, help_text="Personnes, sur le dernier mois.")
    transactions = models.PositiveBigIntegerField(
        "opérations", null=True, blank=True, validators=[MaxValueValidator(10**15)], help_text="Sur le dernier mois."
    )
    availability = models.DecimalField(
        "disponibilité (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Part du temps où le service répond, sur le dernier mois.",
    )
    running_cost = models.BigIntegerField(
        "coût annuel de fonctionnement (FCFA)", null=True, blank=True, validators=AMOUNT
    )
    running_cost_absence = models.CharField(
        "coût, sans montant", max_length=15, choices=Absence, blank=True, default=""
    )
    comment = models.TextField(
        "observations", max_length=2000, blank=True, help_text="Dont ce qui n’est pas mesuré, et pourquoi."
    )

    class Meta:
        verbose_name = "revue d’usage"
        verbose_name_plural = "revues d’usage"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "term"],
                name="use_review_once",
                violation_error_message="Cette revue d’usage est déjà faite : corrigez-la.",
            ),
            models.CheckConstraint(
                name="use_review_cost_has_one_state",
                condition=Q(running_cost=None) | Q(running_cost__gte=0, running_cost_absence=""),
                violation_error_message="Un montant saisi n’est ni sans objet ni réservé : videz l’un des deux.",
            ),
            models.CheckConstraint(
                name="use_review_says_something",
                condition=Q(users__isnull=False)
                | Q(transactions__isnull=False)
                | Q(availability__isnull=False)
                | Q(running_cost__isnull=False)
                | ~Q(comment=""),
                violation_error_message="Une revue d’usage donne au moins un chiffre, ou dit pourquoi il n’y en a pas.",
            ),
        ]

    objects = PartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_term_display()}, {self.project.title}"

    def follows_an_exit(self) -> bool:
        """It is asked months after the end of what left because it was done."""
        return self.project.exit_reason == ExitReason.DONE

    @property
    def cost_state(self) -> AmountState:
        if self.running_cost is not None:
            return AmountState.KNOWN
        return AmountState(self.running_cost_absence or AmountState.UNKNOWN)

    @property
    def cost_told(self) -> str:
        return amount(self.running_cost) if self.running_cost is not None else self.cost_state.label
