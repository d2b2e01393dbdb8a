"""A digital project: one identifier for ever, three values for each date and cost, a stage that actual dates never contradict."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from cmsic.accounts.enums import ASIN_ROLES
from cmsic.common.models import BaseModel, Level, VersionedModel
from cmsic.journal.history import tracked

from ..enums import Colour, ExitReason, LineageKind, ProjectKind, ProjectNature, SiteState, Situation, Stage


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user) -> "ProjectQuerySet":
        """The portfolio of one's own scopes; all of them for the ASIN."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*ASIN_ROLES):
            return self
        return self.filter(scope_id__in=user.access.scopes())

    def followed(self) -> "ProjectQuerySet":
        """Still in the portfolio: those that left stay in the denominators of past figures."""
        return self.filter(left_on=None)

    def stale(self, on: date) -> "ProjectQuerySet":
        return self.followed().filter(fresh_until__lt=on)


@tracked(exclude=["search"])
class Project(VersionedModel):
    data_level = Level.MINISTRY

    scope = models.ForeignKey("accounts.Scope", on_delete=models.PROTECT, related_name="projects", verbose_name="périmètre")
    ministry = models.ForeignKey("ministries.Ministry", on_delete=models.PROTECT, related_name="projects", verbose_name="ministère porteur")
    partner_ministries = models.ManyToManyField("ministries.Ministry", related_name="partner_projects", blank=True, verbose_name="ministères partenaires")
    code = models.CharField("code", max_length=30, unique=True, editable=False, help_text="Donné une fois pour toutes.")
    title = models.CharField("intitulé", max_length=300)
    kind = models.CharField("nature de la ligne", max_length=10, choices=ProjectKind, default=ProjectKind.PROJECT)
    nature = models.CharField("objet", max_length=15, choices=ProjectNature, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="programme ou projet supérieur")
    structure = models.ForeignKey("ministries.Structure", on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name="structure responsable")
    lead = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="led_projects", verbose_name="chef de projet")
    objectives = models.TextField("objectifs", blank=True)
    beneficiaries = models.TextField("bénéficiaires", blank=True)
    sponsor = models.CharField("bailleur ou commanditaire", max_length=300, blank=True)
    supplier = models.CharField("prestataire", max_length=300, blank=True)
    pag_axis = models.CharField("axe du PAG", max_length=200, blank=True)
    sdsi_action = models.CharField("action du SDSI", max_length=200, blank=True, help_text="Vide : projet orphelin, listé comme tel.")
    council_record = models.ForeignKey("ministries.CouncilRecord", on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name="point du Conseil des ministres")

    stage = models.CharField("stade", max_length=15, choices=Stage, default=Stage.IDENTIFIED)
    dates_unknown = models.BooleanField("dates effectives non renseignées", default=False, help_text="Repris d’une source qui dit le stade sans les dates.")
    # Three values for each date and cost. "Planned" is the current baseline: it changes only with a revision.
    planned_start = models.DateField("début prévu", null=True, blank=True)
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    planned_cost = models.BigIntegerField("coût prévu (FCFA)", null=True, blank=True)
    forecast_start = models.DateField("début estimé", null=True, blank=True)
    forecast_end = models.DateField("fin estimée", null=True, blank=True)
    forecast_cost = models.BigIntegerField("coût estimé (FCFA)", null=True, blank=True)
    actual_start = models.DateField("début effectif", null=True, blank=True)
    actual_end = models.DateField("fin effective", null=True, blank=True)
    actual_cost = models.BigIntegerField("coût effectif (FCFA)", null=True, blank=True)
    initial_start = models.DateField("début initial", null=True, blank=True, editable=False)
    initial_end = models.DateField("fin initiale", null=True, blank=True, editable=False)
    initial_cost = models.BigIntegerField("coût initial (FCFA)", null=True, blank=True, editable=False)
    revision_count = models.PositiveSmallIntegerField("révisions", default=0, editable=False)
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True)

    # Computed at each save and each night (queries.signals), so that lists and figures need no arithmetic.
    colour = models.CharField("signal calculé", max_length=8, choices=Colour, default=Colour.UNKNOWN, editable=False)
    schedule_variance = models.DecimalField("écart de délai (%)", max_digits=9, decimal_places=1, null=True, editable=False)
    cost_variance = models.DecimalField("écart de coût (%)", max_digits=9, decimal_places=1, null=True, editable=False)
    own_rating = models.PositiveSmallIntegerField("note du DSI (1 à 5)", null=True, blank=True)
    asin_rating = models.PositiveSmallIntegerField("note de l’ASIN (1 à 5)", null=True, blank=True)
    last_update_on = models.DateField("dernière mise à jour publiée", null=True, blank=True, editable=False)
    fresh_until = models.DateField("à jour jusqu’au", null=True, blank=True, editable=False)

    left_on = models.DateField("sorti du portefeuille le", null=True, blank=True)
    exit_reason = models.CharField("motif de sortie", max_length=15, choices=ExitReason, blank=True)
    exit_note = models.TextField("précision sur la sortie", blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    is_fictitious = models.BooleanField("fictif (démonstration)", default=False)
    search = models.GeneratedField(
        expression=SearchVector("code", "title", weight="A", config="public.fr") + SearchVector("objectives", "beneficiaries", weight="B", config="public.fr") + SearchVector("supplier", "sponsor", weight="C", config="public.fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        indexes = [
            GinIndex(fields=["search"], name="project_search"),
            models.Index(fields=["scope", "stage"], name="project_scope_stage"),
            models.Index(fields=["ministry", "title", "id"], name="project_ministry_title"),
            models.Index(fields=["fresh_until"], name="project_fresh_until", condition=Q(left_on=None)),
        ]
        constraints = [
            models.CheckConstraint(name="project_progress_is_a_percentage", condition=Q(progress=None) | Q(progress__lte=100), violation_error_message="L’avancement va de 0 à 100 %."),
            models.CheckConstraint(name="project_ratings_from_1_to_5", condition=(Q(own_rating=None) | Q(own_rating__range=(1, 5))) & (Q(asin_rating=None) | Q(asin_rating__range=(1, 5))), violation_error_message="Une note va de 1 à 5."),
            models.CheckConstraint(name="project_planned_dates_ordered", condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")), violation_error_message="La fin prévue ne précède pas le début prévu."),
            models.CheckConstraint(name="project_actual_dates_ordered", condition=Q(actual_end=None) | Q(actual_start=None) | Q(actual_end__gte=F("actual_start")), violation_error_message="La fin effective ne précède pas le début effectif."),
            models.CheckConstraint(name="project_ended_has_started", condition=Q(actual_end=None) | Q(actual_start__isnull=False), violation_error_message="Une fin effective suppose un début effectif."),
            models.CheckConstraint(
                name="project_stage_agrees_with_dates",
                condition=Q(dates_unknown=True)
                | (Q(stage__in=[Stage.DONE.value, Stage.IN_OPERATION.value]) & Q(actual_end__isnull=False))
                | (Q(stage=Stage.RUNNING.value) & Q(actual_start__isnull=False, actual_end=None))
                | (Q(stage__in=[Stage.IDENTIFIED.value, Stage.SUBMITTED.value, Stage.APPROVED.value]) & Q(actual_start=None, actual_end=None))
                | (Q(stage__in=[Stage.SUSPENDED.value, Stage.ABANDONED.value]) & Q(actual_end=None)),
                violation_error_message="Le stade contredit les dates effectives.",
            ),
            models.CheckConstraint(name="project_leaves_with_a_reason", condition=Q(left_on=None, exit_reason="") | (Q(left_on__isnull=False) & ~Q(exit_reason="")), violation_error_message="Un projet sort du portefeuille avec un motif."),
            models.CheckConstraint(name="project_costs_are_not_negative", condition=(Q(planned_cost=None) | Q(planned_cost__gte=0)) & (Q(forecast_cost=None) | Q(forecast_cost__gte=0)) & (Q(actual_cost=None) | Q(actual_cost__gte=0)), violation_error_message="Un coût n’est pas négatif."),
            models.CheckConstraint(name="project_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id")), violation_error_message="Un projet ne dépend pas de lui-même."),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def situation(self) -> Situation:
        """Derived from the actual dates; from the stage only where a source gives no date."""
        if self.stage in (Stage.SUSPENDED, Stage.ABANDONED):
            return Situation.STOPPED
        if self.actual_end or (self.dates_unknown and self.stage in (Stage.DONE, Stage.IN_OPERATION)):
            return Situation.DONE
        if self.actual_start or (self.dates_unknown and self.stage == Stage.RUNNING):
            return Situation.RUNNING
        return Situation.TO_COME

    def is_stale(self, today: date) -> bool:
        return self.left_on is None and self.fresh_until is not None and self.fresh_until < today


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

    class Meta:
        verbose_name = "filiation"
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="project_lineage_unique"), models.CheckConstraint(name="project_lineage_of_two", condition=~Q(before=F("after")))]

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
    progress = models.PositiveSmallIntegerField("avancement (%)", null=True, blank=True)
    note = models.CharField("note", max_length=500, blank=True)

    class Meta:
        verbose_name = "site"
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="project_site_unique_position", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(name="project_site_progress_is_a_percentage", condition=Q(progress=None) | Q(progress__lte=100), violation_error_message="L’avancement va de 0 à 100 %."),
        ]

    def __str__(self) -> str:
        return self.label
