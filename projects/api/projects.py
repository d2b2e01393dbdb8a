"""The API of the portfolio: the same operations, rules and refusals as the pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeAlias

from django.db import models
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import api_act, api_rows
from foundation.common.api_input import payload
from foundation.common.api_views import Declared, Rows, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.facts import FactsInput, ReasonInput, Shown, Versioned, answer_of, fact, input_of, shown_of
from foundation.common.permissions import Rule, require
from foundation.common.requests import ApiRequest
from foundation.common.timeline import TimelineEntry
from foundation.documents.api.documents import DocumentSerializer
from ministries.models import Ministry

from .. import forms, operations, rules
from ..enums import ProjectNature, Stage
from ..filters import MinistryAsked, ProjectFilter, ministries_of
from ..forms import ACTUAL, DESCRIBED, PLANNED, REVISED, SITE, YEARS, with_dates, with_planned
from ..models import Baseline, Mutualisation, Project, ProjectSite, RevisionRequest, StatusUpdate
from ..operations import BULK_ACTS, RowInput, RowResult
from ..queries.forecast import Pace, foreseen
from ..queries.guards import calibration, guards_of, retained, with_guards
from ..queries.life import DayAsked, LifeAsked, life_asked, then_asked
from ..queries.own_projects import TYPED
from ..queries.past import THEN_SHOWN, Then
from ..queries.project_signals import Variance, compute_signals
from ..queries.quality import QualityLine, quality
from ..queries.sheet import initial_variances
from ..queries.similar import Alike, similar
from ..views.access import projects_to_update

MEASURED = ("start", "end", "cost")


class ProjectSerializer(Shown):
    """A line of the portfolio. `situation` and the variances are computed; an empty value is unknown, never zero."""

    situation = serializers.CharField(
        read_only=True, help_text="to_come, running, done ou stopped : déduite des dates effectives"
    )
    is_stale = serializers.SerializerMethodField(help_text="vrai quand la date de fraîcheur est passée")
    retained_colour = serializers.SerializerMethodField(
        help_text="le signal calculé, ou pire quand une note basse l’emporte"
    )

    class Meta:
        model = Project
        fields: tuple[str, ...] = (
            *("id", "code", "title", "scope", "ministry", "parent", *forms.DESCRIPTIVE_FIELDS),
            *("stage", "situation", "dates_unknown", "progress", "own_rating", "asin_rating"),
            *("revision_count", "greened_on"),
            *(f"{kind}_{name}" for kind in ("planned", "forecast", "actual", "initial") for name in MEASURED),
            *("colour", "retained_colour", "colour_since", "schedule_variance", "cost_variance"),
            *("last_update_on", "fresh_until", "is_stale", "left_on", "exit_reason", "exit_note"),
            *("is_fictitious", "version"),
        )

    def get_is_stale(self, project: Project) -> bool:
        return project.is_stale(clock.today())

    def get_retained_colour(self, project: Project) -> str:
        return retained(project.colour, project.own_rating, project.asin_rating)


VarianceSerializer = answer_of(
    Variance,
    "calculation",
    percent=serializers.DecimalField(max_digits=9, decimal_places=1, allow_null=True, read_only=True),
)


Related: TypeAlias = "serializers.Field[Any, Any, Any, Any]"


class ProjectDetailSerializer(ProjectSerializer):
    partner_ministries: Related = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    former_names: Related = serializers.SlugRelatedField(slug_field="title", many=True, read_only=True)
    guards = serializers.SerializerMethodField(help_text="garde-fous : still, watermelon, optimist")
    variances = serializers.SerializerMethodField(
        help_text="écarts à la référence initiale et à la référence en vigueur, avec leur calcul"
    )

    class Meta(ProjectSerializer.Meta):
        fields = (*ProjectSerializer.Meta.fields, "partner_ministries", "former_names", "guards", "variances")

    def get_guards(self, project: Project) -> list[str]:
        rows = with_guards(Project.objects.filter(pk=project.pk), clock.today())
        return [guard.value for guard in guards_of(rows.get())]

    @extend_schema_field(serializers.DictField(child=VarianceSerializer(allow_null=True)))
    def get_variances(self, project: Project) -> dict[str, Any]:
        today = clock.today()
        signals, (schedule, cost) = compute_signals(project, today), initial_variances(project, today)
        rows = {"schedule": signals.schedule, "cost": signals.cost, "initial_schedule": schedule, "initial_cost": cost}
        return {name: VarianceSerializer(row).data if row is not None else None for name, row in rows.items()}


BaselineSerializer = shown_of(
    Baseline,
    *("id", "project", "number", *PLANNED, "reason", "explanation", "request", "colour_before", "colour_after"),
)
RevisionRequestSerializer = shown_of(
    RevisionRequest,
    *("id", "project", "base_number", *REVISED, "state", "asked_by", "asked_capacity", "asked_at"),
    *("answered_by", "answered_capacity", "answered_at", "answered_body", "answer", "version"),
)
StatusUpdateSerializer = shown_of(
    StatusUpdate,
    *("id", "project", "month", "state", "attests_no_change", *TYPED, "author_name", "published_at", "version"),
)
SiteSerializer = shown_of(ProjectSite, "id", "project", "position", *SITE, "version")
MutualisationSerializer = shown_of(Mutualisation, "id", "project", "scope", "title", "proposed_at")


class ProjectDay(ApiDayField):
    def __init__(self, **options: Any) -> None:
        super().__init__(earliest=YEARS[0], latest=YEARS[1], **options)


class ProjectInput(FactsInput):
    serializer_field_mapping: ClassVar[dict[Any, Any]] = FactsInput.serializer_field_mapping | {
        models.DateField: ProjectDay
    }


class SentOnly(ProjectInput):
    """What is left out stays as it is."""

    @staticmethod
    def _with_default(options: dict[str, Any], column: models.Field | None) -> dict[str, Any]:
        return options | {"required": False}


class PlannedInput(ProjectInput):
    adopted_on = ProjectDay(required=False, allow_null=True, default=None, help_text="vide : aujourd’hui")

    class Meta:
        model = Baseline
        fields: tuple[str, ...] = PLANNED

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_planned(sent)


class NewProject(ProjectInput):
    class Meta:
        model = Project
        fields = (*DESCRIBED, "ministry", "stage", "actual_start", "actual_end")

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | PlannedInput().get_fields()

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_planned(sent)


class EditedProject(SentOnly, Versioned):
    """Only what is sent changes."""

    class Meta:
        model = Project
        fields = (*DESCRIBED, "base_version")


class Explained(Versioned):
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class Renaming(ProjectInput, Explained):
    class Meta:
        model = Project
        fields = ("title", "reason", "base_version")


class StageChange(ProjectInput, Explained):
    stage = serializers.ChoiceField(choices=Stage.choices)

    class Meta:
        model = Project
        fields = ("stage", *ACTUAL, "reason", "base_version")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_dates(sent)


class InitialBaseline(PlannedInput, Versioned):
    class Meta(PlannedInput.Meta):
        fields = (*PLANNED, "base_version")


class AskedRevision(ProjectInput, Versioned):
    class Meta:
        model = RevisionRequest
        fields = (*REVISED, "base_version")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_planned(sent)


class Reshapable(serializers.Serializer[Any]):
    def validate_projects(self, rows: list[Project]) -> list[Project]:
        for row in rows:
            require(rules.can_reshape_portfolio, self.context["request"].user, row)
        return rows


class SiteInput(ProjectInput, Versioned):
    corrects = True

    class Meta:
        model = ProjectSite
        fields = (*SITE, "base_version")


class UpdateInput(SentOnly, Versioned):
    """What moves; a value left out stays as it was last published."""

    draft_version = serializers.IntegerField(min_value=0, required=False)

    class Meta:
        model = StatusUpdate
        fields: tuple[str, ...] = (*TYPED, "base_version", "draft_version")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return {"values": {name: sent.pop(name) for name in TYPED if name in sent}, **sent}


class BulkRow(UpdateInput):
    project = serializers.UUIDField(source="project_id")
    attests = serializers.BooleanField(
        default=False, help_text="« rien de changé » : ne s’accompagne d’aucune valeur modifiée"
    )

    class Meta(UpdateInput.Meta):
        fields = (*UpdateInput.Meta.fields, "project", "attests")


class BulkUpdate(serializers.Serializer[Any]):
    action = serializers.ChoiceField(
        choices=[
            ("publish", "publier"),
            ("draft", "enregistrer les brouillons"),
            ("rest", "attester « rien de changé » de ce qui attend et ne change pas ; le reste devient brouillon"),
        ],
        default="publish",
    )
    rows: Rows = serializers.ListSerializer(child=BulkRow(), allow_empty=False, max_length=200)

    def validate_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({row["project_id"] for row in rows}) < len(rows):
            raise serializers.ValidationError("Un même projet figure deux fois.")
        return rows


class BulkResult(serializers.Serializer[Any]):
    rows = answer_of(
        RowResult,
        "outcome",
        "errors",
        "fields_in_conflict",
        "draft_version",
        project=serializers.UUIDField(source="project_id"),
    )(many=True)


@dataclass(frozen=True)
class TypedText:
    title: str = fact("intitulé", max_length=500, default="")
    text: str = fact("texte", max_length=20_000, help_text="objectifs, exposé", default="")
    leave_out: Project | None = fact("à écarter", help_text="le projet en train d’être modifié", default=None)


@dataclass(frozen=True)
class TypedForecast:
    """Of a project, or of a ministry."""

    project: Project | None = fact("projet", default=None)
    ministry: Ministry | None = fact("ministère", default=None)
    nature: ProjectNature = fact("objet", default="")
    planned_start: date | None = fact("début prévu", default=None)
    planned_end: date | None = fact("fin prévue", default=None)
    planned_cost: int | None = fact("coût prévu (FCFA)", default=None, bounds=(0, 10**15))


PaceSerializer = answer_of(Pace, "median", "count", "stopped")


class ForecastSerializer(serializers.Serializer[Any]):
    label: Declared = serializers.CharField(help_text="la classe : tranche de coût, objet")
    duration = PaceSerializer(allow_null=True, help_text="durée effective ÷ durée initiale")
    cost = PaceSerializer(allow_null=True, help_text="coût effectif ÷ coût initial")
    undated = serializers.IntegerField(help_text="projets achevés sans dates, non comptés")
    sentence = serializers.CharField()
    end = serializers.DateField(allow_null=True, help_text="fin du projet prévu, à ce rythme")


class AlikeProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="project.id")
    code = serializers.CharField(source="project.code")
    title = serializers.CharField(source="project.title")
    ministry = serializers.UUIDField(source="project.ministry_id")
    stage = serializers.CharField(source="project.stage")
    score = serializers.FloatField()
    can_propose = serializers.BooleanField(help_text="une mutualisation peut être proposée à son ministère")


class SimilarSerializer(serializers.Serializer[Any]):
    projects = AlikeProjectSerializer(many=True)
    decisions = answer_of(Alike, "title", "note", "href", "score", id=serializers.UUIDField(source="pk"))(
        many=True, source="others"
    )


QualitySerializer = answer_of(
    QualityLine,
    *("asked", "broken"),
    name=serializers.CharField(source="rule.name", help_text="`?quality=<name>` donne ceux qui ne la tiennent pas"),
    label=serializers.CharField(source="rule.label"),
    compliant=serializers.DecimalField(max_digits=3, decimal_places=0, allow_null=True, help_text="en %"),
)


class CalibrationSerializer(serializers.Serializer[Any]):
    ministry = serializers.UUIDField(source="pk")
    rated = serializers.IntegerField(help_text="projets notés par les deux")
    gap = serializers.FloatField(help_text="écart moyen, DSI − ASIN")
    too_kind = serializers.IntegerField(help_text="optimistes : deux points et plus")
    agreed = serializers.IntegerField()
    severe = serializers.IntegerField()
    green_low = serializers.IntegerField(help_text="verts que l’ASIN note bas")


TimelineEntrySerializer = answer_of(TimelineEntry)
ThenSerializer = answer_of(
    Then,
    *THEN_SHOWN,
    variances=serializers.DictField(child=VarianceSerializer(allow_null=True)),
    update=StatusUpdateSerializer(allow_null=True),
)


@dataclass(frozen=True)
class Proposal:
    title: str = fact(
        "intitulé", max_length=500, help_text="ce que vous préparez : le DSI de l’autre ministère le lira"
    )


def _act(operation: Any, summary: str, rule: Rule, takes: Any = None, name: str = "", **options: Any) -> Any:
    """An act on a project, answered by its sheet unless it makes something else."""
    if options.get("status") != 204:
        options.setdefault("answers", ProjectDetailSerializer)
    return api_act(operation, summary=summary, rule=rule, takes=takes, name=name, **options)


@extend_schema_view(
    list=extend_schema(summary="Projets du portefeuille", responses=ProjectSerializer(many=True)),
    retrieve=extend_schema(summary="Fiche d’un projet, avec ses écarts et leur calcul"),
)
class ProjectViewSet(VisibleViewSet):
    model = Project
    filterset_class = ProjectFilter

    def get_serializer_class(self) -> type[Any]:
        return ProjectDetailSerializer if self.action == "retrieve" else ProjectSerializer

    def get_queryset(self) -> models.QuerySet[Project]:
        rows = super().get_queryset().defer("search").select_related("lead", "ministry")
        return rows.prefetch_related("partner_ministries", "former_names") if self.action == "retrieve" else rows

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        # The filters are those of the list; one project is found whatever the filters.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(summary="Créer un projet", request=NewProject, responses={201: ProjectDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        require(rules.can_create_project, request.user)
        data = payload(NewProject, request)
        require(rules.can_create_project, request.user, data["ministry"].scope_id)
        project = operations.create_project(**data, by=request.user)
        shown = ProjectDetailSerializer(project, context=self.get_serializer_context())
        return Response(shown.data, status=status.HTTP_201_CREATED)

    edit = _act(operations.edit_project, "Modifier la fiche", rules.can_edit_project, EditedProject, "edit")
    rename = _act(operations.rename_project, "Renommer", rules.can_edit_project, Renaming, "rename")
    stage = _act(
        operations.change_stage,
        "Changer le stade, avec les dates effectives",
        rules.can_update_project,
        StageChange,
        "stage",
    )
    initial_baseline = _act(
        operations.set_initial_baseline,
        "Fixer la référence initiale",
        rules.can_revise_baseline,
        InitialBaseline,
        "initial_baseline",
    )
    revise = _act(
        operations.ask_revision,
        "Demander la révision de la référence ; une autre personne répond",
        rules.can_revise_baseline,
        AskedRevision,
        "revise",
        answers=RevisionRequestSerializer,
        status=201,
    )
    leave = _act(
        operations.leave_portfolio,
        "Faire sortir du portefeuille",
        rules.can_reshape_portfolio,
        input_of(forms.Leaving, Versioned),
        "leave",
    )
    split = _act(
        operations.split_project,
        "Scinder",
        rules.can_reshape_portfolio,
        input_of(forms.Splitting, Versioned),
        "split",
        answers=ProjectSerializer,
        many=True,
        status=201,
    )
    merge = _act(
        operations.merge_projects,
        "Réunir d’autres projets dans celui-ci",
        rules.can_reshape_portfolio,
        input_of(forms.Merging, Reshapable),
        "merge",
    )
    rate = _act(
        operations.rate_for_asin,
        "Donner la note de l’ASIN",
        rules.can_rate_for_asin,
        input_of(forms.AsinRating),
        "rate",
    )
    add_sites = _act(
        operations.add_sites,
        "Ajouter des sites ou des lots",
        rules.can_edit_project,
        input_of(forms.NewSites),
        answers=SiteSerializer,
        many=True,
        status=201,
    )
    publish = _act(
        operations.publish_update,
        "Publier une mise à jour",
        rules.can_update_project,
        UpdateInput,
        "publish",
        answers=StatusUpdateSerializer,
        status=201,
    )
    draft = _act(
        operations.save_draft,
        "Enregistrer le brouillon de mise à jour",
        rules.can_update_project,
        UpdateInput,
        "draft",
        answers=StatusUpdateSerializer,
    )
    discard_draft = _act(operations.discard_draft, "Supprimer le brouillon", rules.can_update_project, status=204)
    print_sheet = _act(
        operations.print_sheet,
        "Établir la fiche d’une page",
        rules.can_print_sheet,
        answers=DocumentSerializer,
        status=202,
    )
    attest = _act(
        operations.attest_no_change,
        "Attester « rien de changé »",
        rules.can_update_project,
        Versioned,
        "attest",
        answers=StatusUpdateSerializer,
        status=201,
    )
    propose_mutualisation = _act(
        operations.propose_mutualisation,
        "Proposer une mutualisation au DSI du ministère porteur",
        rules.can_propose_mutualisation,
        input_of(Proposal),
        answers=MutualisationSerializer,
        status=201,
    )

    timeline = api_rows(
        "timeline",
        life_asked,
        TimelineEntrySerializer,
        "Ce qu’il a rencontré, du plus récent au plus ancien",
        takes=input_of(LifeAsked),
    )
    past = api_rows(
        "past",
        then_asked,
        ThenSerializer,
        "Ce qu’il était à la fin d’un jour passé",
        takes=input_of(DayAsked),
        many=False,
    )

    @extend_schema(
        summary="Projets et décisions qui ressemblent à un texte, parmi ce qui vous est ouvert",
        request=input_of(TypedText),
        responses=SimilarSerializer,
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def similar(self, request: ApiRequest) -> Response:
        """By POST though it changes nothing: what is being written must not stand in the logs of addresses."""
        data = payload(input_of(TypedText), request)
        leave_out = data["leave_out"] and data["leave_out"].pk
        return Response(SimilarSerializer(similar(request.user, data["title"], data["text"], leave_out=leave_out)).data)

    @extend_schema(
        summary="Ce que les projets achevés d’un ministère disent d’un projet prévu : classe, médiane, effectif",
        request=input_of(TypedForecast),
        responses={200: ForecastSerializer, 204: None},
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def forecast(self, request: ApiRequest) -> Response:
        """By POST though it changes nothing, as `similar`; 204 for who does not see the ministry's whole portfolio."""
        data = payload(input_of(TypedForecast), request)
        keys = {name: data[name] and data[name].pk for name in ("project", "ministry")}
        found = foreseen(request.user, **data | keys)
        return Response(status=204) if found is None else Response(ForecastSerializer(found).data)

    @extend_schema(
        summary="Règles de qualité des données : projets concernés, ceux qui ne la tiennent pas, part conforme",
        responses=QualitySerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None, filterset_class=MinistryAsked)
    def quality(self, request: ApiRequest) -> Response:
        asked = MinistryAsked(request.query_params, queryset=ministries_of(request), request=request)
        if not asked.is_valid():
            raise serializers.ValidationError(asked.errors)
        return Response(QualitySerializer(quality(request.user, asked.form.cleaned_data), many=True).data)

    @extend_schema(
        summary="Calibrage : la note du DSI comparée à celle de l’ASIN, ministère par ministère",
        responses=CalibrationSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None, filterset_class=None)
    def calibration(self, request: ApiRequest) -> Response:
        scopes = None if request.user.access.is_asin else request.user.access.scopes()
        rows: Any = calibration(Ministry.objects.all(), scopes)
        return Response(CalibrationSerializer(rows.order_by("-gap", "pk"), many=True).data)

    @extend_schema(
        summary="Publier ou enregistrer plusieurs mises à jour", request=BulkUpdate, responses=BulkResult, filters=False
    )
    @action(detail=False, methods=["post"], url_path="bulk-update", url_name="bulk-update")
    def bulk_update(self, request: ApiRequest) -> Response:
        """Each row stands alone: a refused one keeps nothing and stops no other.

        A project one does not see refuses the whole request.
        """
        require(rules.can_see_own_projects, request.user)
        data = payload(BulkUpdate, request)
        if projects_to_update(request.user, [row["project_id"] for row in data["rows"]]) is None:
            raise NotFound("Un des projets n’existe pas, ou ne vous est pas ouvert. Rien n’a été enregistré.")
        act = BULK_ACTS[data["action"]]
        rows = act([RowInput(**row) for row in data["rows"]], by=request.user)
        return Response(BulkResult({"rows": rows}).data)


@extend_schema_view(
    list=extend_schema(summary="Références successives des projets"), retrieve=extend_schema(summary="Une référence")
)
class BaselineViewSet(VisibleViewSet):
    model = Baseline
    serializer_class = BaselineSerializer
    filterset_fields = ("project", "number")


@extend_schema_view(
    list=extend_schema(summary="Révisions demandées, avec leur réponse"),
    retrieve=extend_schema(summary="Une demande de révision"),
)
class RevisionRequestViewSet(VisibleViewSet):
    model = RevisionRequest
    serializer_class = RevisionRequestSerializer
    filterset_fields = ("project", "state", "reason")

    def get_queryset(self) -> models.QuerySet[RevisionRequest]:
        return super().get_queryset().select_related("project__lead")

    approve = api_act(operations.approve_revision, rule=rules.can_answer_revision, name="approve")
    refuse = api_act(operations.refuse_revision, rule=rules.can_answer_revision, takes=ReasonInput, name="refuse")
    withdraw = api_act(operations.withdraw_revision, rule=rules.can_withdraw_revision, name="withdraw")


@extend_schema_view(
    list=extend_schema(summary="Mises à jour publiées, et brouillons de son ministère"),
    retrieve=extend_schema(summary="Une mise à jour"),
)
class StatusUpdateViewSet(VisibleViewSet):
    model = StatusUpdate
    serializer_class = StatusUpdateSerializer
    filterset_fields = ("project", "month", "state")


@extend_schema_view(list=extend_schema(summary="Sites et lots des projets"), retrieve=extend_schema(summary="Un site"))
class SiteViewSet(VisibleViewSet):
    model = ProjectSite
    serializer_class = SiteSerializer
    filterset_fields = ("project", "state")

    def get_queryset(self) -> models.QuerySet[ProjectSite]:
        return super().get_queryset().select_related("project__lead")

    edit = api_act(
        operations.update_site,
        summary="Modifier un site",
        name="edit",
        of=lambda site: site.project,
        rule=rules.can_edit_project,
        takes=SiteInput,
        answers=SiteSerializer,
    )
