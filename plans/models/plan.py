"""A plan of a ministry or of a commune (SDSI, PSSI, road map, PSSIE action plan), its axes, its actions, and the
projects that carry them.

A plan is a draft, then in application, or dropped; that it expired or was replaced is read from its end and from the
plan that takes its place, on the day asked. The act of adoption may be unknown, and is then said to be. An action that
projects carry has their state, whatever was stated of it: many projects for one action, many actions for one project.
A plan in application keeps its actions: one that is given up is « arrêtée », so that no coverage is improved by taking
lines away.
"""

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from foundation.accounts.enums import ASIN_ROLES
from foundation.accounts.models.reading import OwnedQuerySet
from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.common.standing import stands
from foundation.journal.history import tracked
from projects.enums import STAGES_OF_SITUATION, ExitReason, Situation

from ..enums import APPLIED, CLOSED_ACTIONS, ActionState, Need, PlanKind, PlanState, Standing

UNKNOWN_END = Value(date(9999, 1, 1), output_field=models.DateField())
AMOUNT = [MinValueValidator(0), MaxValueValidator(10**15)]  # of francs CFA
# A project that left so no longer carries anything: another line goes on with it, or another institution.
GONE = (ExitReason.MERGED, ExitReason.SPLIT, ExitReason.OUT_OF_SCOPE, ExitReason.HANDED_OVER)


def later(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(f"no such day {day} + {months} months")


def sees_all(user) -> bool:
    return bool(user.is_authenticated and user.has_role(*ASIN_ROLES))


class PlanQuerySet(OwnedQuerySet):
    def with_standing(self, day: date) -> "PlanQuerySet":
        """Add `standing`, `overdue` (actions past their day that nothing carries) and what `needs` reads."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        follower = Plan.objects.filter(begun, replaces=OuterRef("pk"), state=PlanState.ADOPTED)
        late = PlanAction.objects.filter(plan=OuterRef("pk")).alone().filter(due_on__lt=day)
        cases = (
            (Standing.DRAFT, Q(state=PlanState.DRAFT)),
            (Standing.DROPPED, Q(state=PlanState.DROPPED)),
            (Standing.REPLACED, Q(Exists(follower))),
            (Standing.EXPIRED, Q(ends_on__lt=day)),
            (Standing.EXPIRING, Q(ends_on__lte=later(day, settings.PLAN_WARNING_MONTHS))),
        )
        stands = Case(
            *(When(condition, then=Value(standing.value)) for standing, condition in cases),
            default=Value(Standing.IN_FORCE.value),
            output_field=models.CharField(),
        )
        return self.annotate(standing=stands, overdue=counted(late))

    def applied(self) -> "PlanQuerySet":
        """In application, whether their end is past or not; needs `with_standing`."""
        return self.filter(standing__in=APPLIED)

    def needing(self, *needs: Need) -> "PlanQuerySet":
        """« À mettre à jour », for one of these reasons or for any; needs `with_standing`."""
        return self.applied().filter(reduce(or_, (NEEDS[need] for need in needs or Need)))

    def with_counts(self) -> "PlanQuerySet":
        """Add `action_count` and `alone_count`."""
        actions = PlanAction.objects.filter(plan=OuterRef("pk"))
        return self.annotate(action_count=counted(actions), alone_count=counted(actions.alone()))


def counted(rows: models.QuerySet) -> Coalesce:
    """How many rows a subquery finds; zero for none."""
    number = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=models.IntegerField()), 0)


NEEDS = {
    Need.EXPIRED: Q(standing=Standing.EXPIRED),
    Need.EXPIRING: Q(standing=Standing.EXPIRING),
    Need.UNDATED: Q(ends_on=None),
    Need.NO_ACT: Q(act_reference="", adopted_on=None),
    Need.OVERDUE: Q(overdue__gt=0),
}


@tracked()
class Plan(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    ministry = models.ForeignKey(
        "ministries.Ministry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name="ministère",
    )
    commune = models.ForeignKey(
        "ministries.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name="commune",
    )
    kind = models.CharField("nature", max_length=10, choices=PlanKind)
    title = models.CharField("intitulé", max_length=300)
    starts_on = models.DateField("du", null=True, blank=True, help_text="Vide si aucune source ne le dit.")
    ends_on = models.DateField(
        "au",
        null=True,
        blank=True,
        help_text="Dernier jour. Vide : la fin ne peut pas être surveillée, la page le dit.",
    )
    state = models.CharField("état", max_length=10, choices=PlanState, default=PlanState.DRAFT, editable=False)
    act_reference = models.CharField(
        "acte d’adoption", max_length=200, blank=True, help_text="Sa référence, telle qu’imprimée. Vide : inconnue."
    )
    adopted_on = models.DateField("adopté le", null=True, blank=True, help_text="Vide si aucune source ne le dit.")
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="remplace",
        help_text="Le plan précédent cesse de s’appliquer quand celui-ci est en application et commence.",
    )
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="document",
    )
    link = models.URLField("adresse du document", max_length=500, blank=True)
    source = models.CharField("source", max_length=500, blank=True, help_text="D’où l’on tient ce qui est écrit ici.")
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)

    standing: str  # both by `with_standing`
    overdue: int

    objects = PlanQuerySet.as_manager()
    is_adopted, is_dropped = stands(PlanState.ADOPTED), stands(PlanState.DROPPED)

    class Meta:
        verbose_name = "plan"
        indexes = [models.Index(fields=["scope", "state"], name="plan_scope_state")]
        constraints = [
            models.CheckConstraint(
                name="plan_of_a_ministry_or_of_a_commune",
                condition=Q(ministry=None, commune__isnull=False) | Q(ministry__isnull=False, commune=None),
                violation_error_message="Un plan est celui d’un ministère ou celui d’une commune.",
            ),
            models.CheckConstraint(
                name="plan_period_is_ordered",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Un plan finit après avoir commencé : corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                name="plan_act_is_of_an_adopted_plan",
                condition=Q(state=PlanState.ADOPTED.value) | Q(act_reference="", adopted_on=None),
                violation_error_message="Un projet de plan n’a pas d’acte d’adoption : mettez-le d’abord en"
                " application.",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                name="plan_replaced_once",
                condition=~Q(state=PlanState.DROPPED.value),
                violation_error_message="Un autre plan remplace déjà celui-là : ouvrez-le, ou abandonnez son projet.",
            ),
            models.CheckConstraint(
                name="plan_does_not_replace_itself",
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
                violation_error_message="Un plan ne se remplace pas lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> str:
        """Whose it is, in short."""
        return self.ministry.short_name if self.ministry else f"commune : {self.commune}"

    @property
    def kept_document(self) -> str:
        return f"Document enregistré : {self.file}. Déposez-en un autre pour le remplacer." if self.file else ""

    def needs(self) -> list[Need]:
        """Why it is « à mettre à jour »; needs `with_standing`."""
        if self.standing not in APPLIED:
            return []
        holds = {
            Need.EXPIRED: self.standing == Standing.EXPIRED,
            Need.EXPIRING: self.standing == Standing.EXPIRING,
            Need.UNDATED: self.ends_on is None,
            Need.NO_ACT: not self.act_reference and self.adopted_on is None,
            Need.OVERDUE: self.overdue > 0,
        }
        return [need for need, is_so in holds.items() if is_so]


class PartQuerySet(OwnedQuerySet):
    """Rows that are a part of a plan: of the same scope."""


@tracked()
class PlanAxis(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="axes", verbose_name="plan")
    position = models.PositiveSmallIntegerField("rang", validators=[MinValueValidator(1), MaxValueValidator(999)])
    title = models.CharField("axe", max_length=300)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "axe"
        constraints = [
            models.UniqueConstraint(
                "plan",
                SortKey("title"),
                name="plan_axis_once",
                violation_error_message="Ce plan a déjà un axe de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.title


def _carrying() -> models.QuerySet:
    """The links of an action (OuterRef) to projects that still carry it: in the portfolio, or out of it once done or
    stopped.
    """
    return ActionProject.objects.filter(action=OuterRef("pk")).exclude(project__exit_reason__in=GONE)


def _carried_at(*situations: Situation) -> Exists:
    stages = [stage for situation in situations for stage in STAGES_OF_SITUATION[situation]]
    return Exists(_carrying().filter(project__stage__in=stages))


class PlanActionQuerySet(PartQuerySet):
    def with_state(self) -> "PlanActionQuerySet":
        """Add `is_carried` and `state`: that of the projects, what is stated where none carries it.

        Those that stopped say nothing as long as another goes on: done when all are done, to start when none began.
        """
        found = (
            (~Exists(_carrying()), F("stated")),
            (_carried_at(Situation.RUNNING), Value(ActionState.RUNNING.value)),
            (_carried_at(Situation.DONE) & _carried_at(Situation.TO_COME), Value(ActionState.RUNNING.value)),
            (_carried_at(Situation.DONE), Value(ActionState.DONE.value)),
            (_carried_at(Situation.TO_COME), Value(ActionState.TO_START.value)),
        )
        state = Case(
            *(When(condition, then=then) for condition, then in found),
            default=Value(ActionState.STOPPED.value),
            output_field=models.CharField(),
        )
        return self.annotate(is_carried=Exists(_carrying()), state=state)

    def carried(self) -> "PlanActionQuerySet":
        return self.filter(Exists(_carrying()))

    def uncarried(self) -> "PlanActionQuerySet":
        return self.filter(~Exists(_carrying()))

    def alone(self) -> "PlanActionQuerySet":
        """« Sans projet »: nothing carries them, and they are neither done nor stopped."""
        return self.uncarried().exclude(stated__in=CLOSED_ACTIONS)

    def late(self, day: date) -> "PlanActionQuerySet":
        """Past their day, neither done nor stopped; needs `with_state`."""
        return self.filter(due_on__lt=day).exclude(state__in=CLOSED_ACTIONS)

    def in_order(self) -> "PlanActionQuerySet":
        """As the plans write them: plan by plan, axis by axis."""
        axis = F("axis__position").asc(nulls_last=True)
        return self.order_by(SortKey("plan__title"), "plan_id", axis, "axis_id", "position", "pk")


@tracked()
class PlanAction(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions", verbose_name="plan")
    axis = models.ForeignKey(
        PlanAxis, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="axe"
    )
    position = models.PositiveSmallIntegerField("rang", editable=False)
    code = models.CharField("numéro", max_length=30, blank=True, help_text="Celui du plan, par exemple « A1.3 ».")
    title = models.CharField("action", max_length=500)
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="structure responsable",
    )
    responsible = models.CharField(
        "autre responsable", max_length=200, blank=True, help_text="Quand ce n’est pas une structure enregistrée."
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    planned_cost = models.BigIntegerField(
        "coût prévu (FCFA)",
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="Vide : inconnu, ce qui n’est pas zéro.",
    )
    stated = models.CharField(
        "état dit",
        max_length=10,
        choices=ActionState,
        default=ActionState.UNKNOWN,
        help_text="Ne compte que si aucun projet ne porte l’action : sinon, son état est celui des projets.",
    )

    is_carried: bool  # both by `with_state`
    state: str

    objects = PlanActionQuerySet.as_manager()
    is_closed = stands(*CLOSED_ACTIONS)

    class Meta:
        verbose_name = "action"
        indexes = [models.Index(fields=["plan", "position"], name="plan_action_order")]
        constraints = [
            models.UniqueConstraint(
                "plan",
                SortKey("title"),
                name="plan_action_once",
                violation_error_message="Ce plan a déjà une action de cet intitulé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def who(self) -> str:
        return self.structure.name if self.structure else self.responsible


class ActionProject(BaseModel):
    """A project carries an action."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="links", verbose_name="action")
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="action_links", verbose_name="projet"
    )
    linked_on = models.DateField("relié le")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’une action à un projet"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "project"],
                name="action_project_once",
                violation_error_message="Ce projet porte déjà cette action.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} ← {self.project}"
