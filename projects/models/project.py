"""A digital project: one identifier for ever, three values for each date and cost, a stage that actual dates never
contradict.
"""

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from foundation.accounts.enums import ASIN_ROLES
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.models import BaseModel, Level, VersionedModel
from foundation.journal.history import tracked

from ..enums import (
    CLOSED_STAGES,
    ENDED_STAGES,
    NOT_BEGUN_STAGES,
    SITUATION_OF_STAGE,
    Colour,
    ExitReason,
    LineageKind,
    ProjectKind,
    ProjectNature,
    SiteState,
    Situation,
    Stage,
)
from .figure import SUMMARY_TRIGGERS

AMOUNT = [MinValueValidator(0), MaxValueValidator(10**15)]  # of francs CFA
PERCENT = [MaxValueValidator(100)]
QUANTITY = [MaxValueValidator(10**9)]  # of what is counted on a site
RATED = [MinValueValidator(1), MaxValueValidator(5)]

# Sorts of the list: expressions never null, each with its index, so that pages are cut by key.
UNKNOWN_END = Value(date(9999, 1, 1), output_field=models.DateField())
UNKNOWN_VARIANCE = Value(-99999, output_field=models.DecimalField(max_digits=9, decimal_places=1))
SORT_TITLE = SortKey("title")
SORT_END = Coalesce("actual_end", "forecast_end", "planned_end", UNKNOWN_END)
SORT_VARIANCE = Coalesce("schedule_variance", UNKNOWN_VARIANCE)
SORT_FRESH = Coalesce("fresh_until", UNKNOWN_END)

PLANNED_FOLLOW_THE_BASELINE = """
IF NOT EXISTS (
    SELECT 1 FROM projects_baseline b WHERE b.project_id = NEW.id AND b.number = NEW.revision_count
    AND b.planned_start IS NOT DISTINCT FROM NEW.planned_start AND b.planned_end IS NOT DISTINCT FROM NEW.planned_end
    AND b.planned_cost IS NOT DISTINCT FROM NEW.planned_cost
) OR ((NEW.initial_start, NEW.initial_end, NEW.initial_cost) IS DISTINCT FROM (OLD.initial_start, OLD.initial_end, OLD.initial_cost) AND NOT EXISTS (
    SELECT 1 FROM projects_baseline b WHERE b.project_id = NEW.id AND b.number = 0
    AND b.planned_start IS NOT DISTINCT FROM NEW.initial_start AND b.planned_end IS NOT DISTINCT FROM NEW.initial_end
    AND b.planned_cost IS NOT DISTINCT FROM NEW.initial_cost
)) THEN
    RAISE EXCEPTION 'planned and initial values change only with a baseline' USING ERRCODE = 'check_violation', CONSTRAINT = 'project_planned_follow_the_baseline';
END IF;
RETURN NEW;
"""  # noqa: E501


def greened_after(today: date) -> date:
    """« Verdi par révision » is said of what was after this day."""
    return today - timedelta(days=settings.PROJECT_GREENED_DAYS)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user) -> "ProjectQuerySet":
        """What one's own scopes carry, or are partners of; everything for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        if not (scopes := user.access.scopes()):
            return self.none()
        partner = Project.partner_ministries.through.objects.filter(ministry__scope_id__in=scopes).values("project_id")
        return self.filter(Q(scope_id__in=scopes) | Q(pk__in=partner))

    def carried_by(self, user) -> "ProjectQuerySet":
        """The portfolio proper: figures and lists count a project once, with the ministry that carries it."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        return self.filter(scope_id__in=user.access.scopes())

    def followed(self) -> "ProjectQuerySet":
        """Still in the portfolio, for what calls for action.

        Counts and sums take all: those that left stay in the denominators.
        """
        return self.filter(left_on=None)

    def of_data(self, data: str) -> "ProjectQuerySet":
        """Those of real ministries (« reelles »), or of the demonstration (« demo »); all of them otherwise."""
        return self.filter(ministry__is_fictitious=data == "demo") if data in ("reelles", "demo") else self

    def stale(self, on: date) -> "ProjectQuerySet":
        return self.followed().filter(fresh_until__lt=on)

    def greened(self, on: date) -> "ProjectQuerySet":
        """Those that a revision of the baseline turned better less than a year ago: the baseline changed, not they."""
        return self.filter(greened_on__gt=greened_after(on))


@tracked(exclude=["search"])
class Project(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, related_name="projects", verbose_name="périmètre"
    )
    ministry = models.ForeignKey(
        "ministries.Ministry", on_delete=models.PROTECT, related_name="projects", verbose_name="ministère porteur"
    )
    partner_ministries = models.ManyToManyField(
        "ministries.Ministry",
        related_name="partner_projects",
        blank=True,
        verbose_name="ministères partenaires",
        help_text="Ils lisent la fiche ; le ministère porteur la tient.",
    )
    code = models.CharField("code", max_length=30, unique=True, editable=False, help_text="Donné une fois pour toutes.")
    title = models.CharField(
        "intitulé",
        max_length=300,
        help_text="Tel qu’il figure dans les actes. Un ancien intitulé reste attaché au projet.",
    )
    kind = models.CharField(
        "nature de la ligne",
        max_length=10,
        choices=ProjectKind,
        default=ProjectKind.PROJECT,
        help_text="Un programme réunit des projets, un projet se divise en lots.",
    )
    is_leaf = models.BooleanField(
        "sans subdivision",
        default=True,
        editable=False,
        help_text="Les coûts s’additionnent depuis ces lignes seulement.",
    )
    nature = models.CharField("objet", max_length=15, choices=ProjectNature, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="programme ou projet supérieur",
    )
    structure = models.ForeignKey(
        "ministries.Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="structure responsable",
    )
    lead = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name="chef de projet",
    )
    objectives = models.TextField("objectifs", max_length=5000, blank=True)
    beneficiaries = models.TextField("bénéficiaires", max_length=2000, blank=True)
    sponsor = models.CharField("bailleur ou commanditaire", max_length=300, blank=True)
    supplier = models.CharField("prestataire", max_length=300, blank=True)
    pag_axis = models.CharField("axe du PAG", max_length=200, blank=True)
    sdsi_action = models.CharField(
        "action du SDSI",
        max_length=200,
        blank=True,
        help_text="Tant que les actions du schéma directeur ne sont pas enregistrées ; ensuite, le projet se relie à"
        " l’une d’elles depuis sa fiche.",
    )
    council_record = models.ForeignKey(
        "ministries.CouncilRecord",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="point du Conseil des ministres",
    )

    stage = models.CharField("stade", max_length=15, choices=Stage, default=Stage.IDENTIFIED)
    dates_unknown = models.BooleanField(
        "dates effectives non renseignées",
        default=False,
        help_text="Repris d’une source qui dit le stade sans les dates.",
    )
    # Three values for each date and cost. "Planned" is the current baseline: it changes only with a revision.
    planned_start = models.DateField("début prévu", null=True, blank=True)
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    planned_cost = models.BigIntegerField("coût prévu (FCFA)", null=True, blank=True, validators=AMOUNT)
    forecast_start = models.DateField("début estimé", null=True, blank=True)
    forecast_end = models.DateField("fin estimée", null=True, blank=True)
    forecast_cost = models.BigIntegerField("coût estimé (FCFA)", null=True, blank=True, validators=AMOUNT)
    actual_start = models.DateField("début effectif", null=True, blank=True)
    actual_end = models.DateField("fin effective", null=True, blank=True)
    actual_cost = models.BigIntegerField("coût effectif (FCFA)", null=True, blank=True, validators=AMOUNT)
    initial_start = models.DateField("début initial", null=True, blank=True, editable=False)
    initial_end = models.DateField("fin initiale", null=True, blank=True, editable=False)
    initial_cost = models.BigIntegerField("coût initial (FCFA)", null=True, blank=True, editable=False)
    revision_count = models.PositiveSmallIntegerField("révisions", default=0, editable=False)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True, validators=PERCENT)
    greened_on = models.DateField(
        "verdi par révision le",
        null=True,
        blank=True,
        editable=False,
        help_text="Jour où une révision de la référence a amélioré le signal.",
    )

    # Computed at each save and each night (queries.signals), so that lists and figures need no arithmetic.
    colour = models.CharField("signal calculé", max_length=8, choices=Colour, default=Colour.UNKNOWN, editable=False)
    colour_since = models.DateField("signal inchangé depuis le", null=True, editable=False)
    schedule_variance = models.DecimalField(
        "écart de délai (%)", max_digits=9, decimal_places=1, null=True, editable=False
    )
    cost_variance = models.DecimalField("écart de coût (%)", max_digits=9, decimal_places=1, null=True, editable=False)
    own_rating = models.PositiveSmallIntegerField("note du DSI (1 à 5)", null=True, blank=True, validators=RATED)
    asin_rating = models.PositiveSmallIntegerField("note de l’ASIN (1 à 5)", null=True, blank=True, validators=RATED)
    last_update_on = models.DateField("dernière mise à jour publiée", null=True, blank=True, editable=False)
    fresh_until = models.DateField("à jour jusqu’au", null=True, blank=True, editable=False)
    # The business day of this version of the row: its history is read by it (queries.past), whatever clock wrote it.
    said_on = models.DateField("tel que dit le", null=True, editable=False)

    left_on = models.DateField("sorti du portefeuille le", null=True, blank=True)
    exit_reason = models.CharField("motif de sortie", max_length=15, choices=ExitReason, blank=True)
    exit_note = models.TextField("précision sur la sortie", max_length=4000, blank=True)
    source = models.CharField(
        "source",
        max_length=500,
        blank=True,
        help_text="D’où vient la fiche, si elle n’est pas saisie par le ministère lui-même.",
    )
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)
    search = models.GeneratedField(
        expression=SearchVector("code", "title", weight="A", config="public.fr")
        + SearchVector("objectives", "beneficiaries", weight="B", config="public.fr")
        + SearchVector("supplier", "sponsor", weight="C", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        indexes = [
            GinIndex(fields=["search"], name="project_search"),
            GinIndex(OpClass(SORT_TITLE, name="gin_trgm_ops"), name="project_title_trigrams"),
            models.Index(fields=["scope", "stage"], name="project_scope_stage"),
            models.Index(fields=["ministry", "title", "id"], name="project_ministry_title"),
            models.Index(fields=["fresh_until"], name="project_fresh_until", condition=Q(left_on=None)),
            models.Index(fields=["greened_on"], name="project_greened_on", condition=Q(greened_on__isnull=False)),
            models.Index(
                fields=["colour_since"], name="project_red_since", condition=Q(colour=Colour.RED.value, left_on=None)
            ),
            # The few that others are part of: « pastèque » reads them alone.
            models.Index(fields=["colour"], name="project_of_parts", condition=Q(is_leaf=False, left_on=None)),
            models.Index(
                F("planned_cost").desc(),
                "id",
                name="project_dearest",
                condition=Q(
                    left_on=None,
                    kind=ProjectKind.PROJECT.value,
                    planned_cost__isnull=False,
                    schedule_variance__isnull=False,
                ),
            ),
            models.Index(SORT_TITLE, "id", name="project_by_title"),
            models.Index(SORT_END, "id", name="project_by_end"),
            models.Index(SORT_VARIANCE, "id", name="project_by_variance"),
            models.Index(SORT_FRESH, "id", name="project_by_freshness"),
        ]
        constraints = [
            models.CheckConstraint(
                name="project_progress_is_a_percentage",
                condition=Q(progress=None) | Q(progress__lte=100),
                violation_error_message="L’avancement va de 0 à 100 %.",
            ),
            models.CheckConstraint(
                name="project_ratings_from_1_to_5",
                condition=(Q(own_rating=None) | Q(own_rating__range=(1, 5)))
                & (Q(asin_rating=None) | Q(asin_rating__range=(1, 5))),
                violation_error_message="Une note va de 1 à 5.",
            ),
            models.CheckConstraint(
                name="project_planned_dates_ordered",
                condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")),
                violation_error_message="La fin prévue ne précède pas le début prévu.",
            ),
            models.CheckConstraint(
                name="project_actual_dates_ordered",
                condition=Q(actual_end=None) | Q(actual_start=None) | Q(actual_end__gte=F("actual_start")),
                violation_error_message="La fin effective ne précède pas le début effectif.",
            ),
            models.CheckConstraint(
                name="project_ended_has_started",
                condition=Q(actual_end=None) | Q(actual_start__isnull=False),
                violation_error_message="Une fin effective suppose un début effectif.",
            ),
            models.CheckConstraint(
                name="project_stage_agrees_with_dates",
                condition=Q(dates_unknown=True)
                | (Q(stage__in=[Stage.DONE.value, Stage.IN_OPERATION.value]) & Q(actual_end__isnull=False))
                | (Q(stage=Stage.RUNNING.value) & Q(actual_start__isnull=False, actual_end=None))
                | (
                    Q(stage__in=[Stage.IDENTIFIED.value, Stage.SUBMITTED.value, Stage.APPROVED.value])
                    & Q(actual_start=None, actual_end=None)
                )
                | (Q(stage__in=[Stage.SUSPENDED.value, Stage.ABANDONED.value]) & Q(actual_end=None)),
                violation_error_message="Le stade contredit les dates effectives.",
            ),
            models.CheckConstraint(
                name="project_leaves_with_a_reason",
                condition=Q(left_on=None, exit_reason="") | (Q(left_on__isnull=False) & ~Q(exit_reason="")),
                violation_error_message="Un projet sort du portefeuille avec un motif.",
            ),
            models.CheckConstraint(
                name="project_costs_are_not_negative",
                condition=(Q(planned_cost=None) | Q(planned_cost__gte=0))
                & (Q(forecast_cost=None) | Q(forecast_cost__gte=0))
                & (Q(actual_cost=None) | Q(actual_cost__gte=0)),
                violation_error_message="Un coût n’est pas négatif.",
            ),
            models.CheckConstraint(
                name="project_unknown_dates_do_not_contradict",
                condition=Q(dates_unknown=False)
                | (
                    Q(actual_end=None)
                    & (Q(actual_start=None) | ~Q(stage__in=[stage.value for stage in NOT_BEGUN_STAGES]))
                ),
                violation_error_message="Le stade contredit les dates effectives.",
            ),
            models.CheckConstraint(
                name="project_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message="Un projet ne dépend pas de lui-même.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="project_planned_follow_the_baseline",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "planned_start",
                    "planned_end",
                    "planned_cost",
                    "initial_start",
                    "initial_end",
                    "initial_cost",
                    "revision_count",
                ),
                func=PLANNED_FOLLOW_THE_BASELINE,
            ),
            pgtrigger.ReadOnly(name="project_code_is_given_once", fields=["code"]),
            *SUMMARY_TRIGGERS,
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def situation(self) -> Situation:
        """Derived from the actual dates, with which a constraint keeps the stage in agreement; from the stage where a
        source gives none.
        """
        return SITUATION_OF_STAGE[Stage(self.stage)]

    @property
    def is_done(self) -> bool:
        return self.stage in ENDED_STAGES

    def was_greened(self, today: date) -> bool:
        """A revision of the baseline turned its signal better, less than a year ago (a setting)."""
        return self.greened_on is not None and greened_after(today) < self.greened_on <= today

    @property
    def awaits_a_first_update(self) -> bool:
        """Nobody can tell its freshness: nothing was ever said of it."""
        return self.left_on is None and self.fresh_until is None and self.stage not in CLOSED_STAGES

    def is_stale(self, today: date) -> bool:
        return self.left_on is None and self.fresh_until is not None and self.fresh_until < today

    @property
    def is_stale_now(self) -> bool:
        """Said wherever the project is named."""
        return self.is_stale(clock.today())


class PartQuerySet(models.QuerySet):
    """Rows that are a part of a project: seen with it."""

    def visible_to(self, user) -> "PartQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class ProjectName(BaseModel):
    """A former title: old documents keep it, searches find it."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="former_names", verbose_name="projet")
    title = models.CharField("ancien intitulé", max_length=300)
    until = models.DateField("jusqu’au")

    class Meta:
        verbose_name = "ancien intitulé"

    def __str__(self) -> str:
        return self.title


class ProjectLineage(BaseModel):
    """A split or a merge keeps the link both ways."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    before = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="descendants", verbose_name="avant")
    after = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ancestors", verbose_name="après")
    kind = models.CharField("lien", max_length=10, choices=LineageKind)
    on = models.DateField("le")
    # What the project was when it was split or merged: the new baseline of what goes on says nothing of it.
    colour_then = models.CharField("signal ce jour-là", max_length=8, choices=Colour, blank=True)
    schedule_then = models.DecimalField(
        "écart de délai ce jour-là (%)", max_digits=9, decimal_places=1, null=True, blank=True
    )
    cost_then = models.DecimalField(
        "écart de coût ce jour-là (%)", max_digits=9, decimal_places=1, null=True, blank=True
    )

    class Meta:
        verbose_name = "filiation"
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="project_lineage_unique"),
            models.CheckConstraint(name="project_lineage_of_two", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


@tracked()
class ProjectSite(VersionedModel):
    """A site or lot with its own progress: one of nine diplomatic posts, of 77 communes."""

    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="+", verbose_name="périmètre")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sites", verbose_name="projet")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("site ou lot", max_length=200)
    state = models.CharField("état", max_length=10, choices=SiteState, blank=True)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True, validators=PERCENT)
    departement = models.ForeignKey(
        "ministries.Departement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="département",
        help_text="Vide : hors du Bénin, ou non renseigné.",
    )
    unit = models.CharField(
        "unité",
        max_length=60,
        blank=True,
        help_text="Ce qui s’y compte : mètres linéaires d’archives traités, prises câblées…",
    )
    planned_quantity = models.PositiveIntegerField(
        "quantité prévue", null=True, blank=True, validators=QUANTITY, help_text="Vide : non renseignée."
    )
    done_quantity = models.PositiveIntegerField(
        "quantité faite",
        null=True,
        blank=True,
        validators=QUANTITY,
        help_text="Avec la quantité prévue, elle donne l’avancement.",
    )
    measured_on = models.DateField("constatée le", null=True, blank=True)
    note = models.CharField("note", max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "site"
        constraints = [
            models.CheckConstraint(
                name="project_site_quantity_has_its_unit",
                condition=Q(planned_quantity=None, done_quantity=None) | ~Q(unit=""),
                violation_error_message="Une quantité se compte dans une unité : écrivez-la.",
            ),
            models.CheckConstraint(
                name="project_site_done_quantity_has_its_day",
                condition=Q(done_quantity=None, measured_on=None)
                | Q(done_quantity__isnull=False, measured_on__isnull=False),
                violation_error_message="Une quantité faite porte le jour où elle a été constatée, et ce jour une"
                " quantité.",
            ),
            models.UniqueConstraint(
                fields=["project", "position"],
                name="project_site_unique_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="project_site_progress_is_a_percentage",
                condition=Q(progress=None) | Q(progress__lte=100),
                violation_error_message="L’avancement va de 0 à 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
