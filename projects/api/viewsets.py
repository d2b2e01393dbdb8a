from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import Versioned
from foundation.common.permissions import require

from .. import operations, rules
from ..enums import Stage
from ..filters import ProjectFilter
from ..models import Baseline, Project, ProjectSite, StatusUpdate
from ..operations import RowInput, UpdateValues
from ..queries.similar import similar
from .serializers import (
    BaselineSerializer,
    BulkResult,
    BulkUpdate,
    EditedProject,
    InitialBaseline,
    Leaving,
    Merging,
    MutualisationSerializer,
    NewProject,
    NewSites,
    ProjectDetailSerializer,
    ProjectSerializer,
    Proposal,
    RatingInput,
    Renaming,
    Revision,
    SimilarSerializer,
    SiteInput,
    SiteSerializer,
    Splitting,
    StageChange,
    StatusUpdateSerializer,
    TypedText,
    UpdateInput,
)


def values_on(project: Project, sent: dict[str, Any]) -> UpdateValues:
    """The last published values, with those that were sent."""
    known = UpdateValues.of(project)
    changed = {name: value for name, value in sent.items() if name in UpdateValues.__dataclass_fields__}
    if "stage" in changed:
        changed["stage"] = Stage(changed["stage"])
    return UpdateValues(**{**known.__dict__, **changed})


def _detailed(summary: str) -> Callable[..., Any]:
    """An act on a project, answered by its sheet."""

    def made(operation: Callable[..., Any], **options: Any) -> Any:
        return extend_schema(summary=summary)(api_act(operation, answers=ProjectDetailSerializer, **options))

    return made


@extend_schema_view(
    list=extend_schema(summary="Projets du portefeuille", responses=ProjectSerializer(many=True)),
    retrieve=extend_schema(
        summary="Fiche d’un projet, avec ses écarts et leur calcul", responses=ProjectDetailSerializer
    ),
)
class ProjectViewSet(VisibleViewSet):
    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def get_serializer_class(self) -> type[Any]:
        return ProjectDetailSerializer if self.action == "retrieve" else ProjectSerializer

    def get_queryset(self) -> QuerySet[Project]:
        rows = super().get_queryset().defer("search").select_related("lead", "ministry")
        return rows.prefetch_related("partner_ministries", "former_names") if self.action == "retrieve" else rows

    def filter_queryset(self, queryset: QuerySet[Project]) -> QuerySet[Project]:
        # The filters are those of the list; one project is found whatever the filters.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def _project_for(self, request: Request, rule: Any) -> Project:
        project = self.get_object()
        require(rule, request.user, project)
        return project

    def _answer(self, project: Project, code: int = 200) -> Response:
        return Response(ProjectDetailSerializer(project, context=self.get_serializer_context()).data, status=code)

    @extend_schema(summary="Créer un projet", request=NewProject, responses={201: ProjectDetailSerializer})
    def create(self, request: Request) -> Response:
        require(rules.can_create_project, request.user)
        data = payload(NewProject, request)
        require(rules.can_create_project, request.user, data["ministry"].scope_id)
        project = operations.create_project(**data, by=request.user)
        return self._answer(project, status.HTTP_201_CREATED)

    @extend_schema(summary="Modifier la fiche", request=EditedProject, responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str) -> Response:
        project = self._project_for(request, rules.can_edit_project)
        data = payload(EditedProject, request)
        version, partners = data.pop("base_version"), data.pop("partner_ministries")
        fields = {name: value for name, value in data.items() if name in request.data}
        partners = partners if "partner_ministries" in request.data else None
        return self._answer(
            operations.edit_project(
                project.pk, fields, partner_ministries=partners, by=request.user, base_version=version
            )
        )

    rename = _detailed("Renommer")(
        operations.rename_project, name="rename", rule=rules.can_edit_project, takes=Renaming
    )
    stage = _detailed("Changer le stade, avec les dates effectives")(
        operations.change_stage, name="stage", rule=rules.can_update_project, takes=StageChange
    )
    initial_baseline = _detailed("Fixer la référence initiale")(
        operations.set_initial_baseline, name="initial_baseline", rule=rules.can_revise_baseline, takes=InitialBaseline
    )
    revise = _detailed("Réviser la référence")(
        operations.revise_baseline, name="revise", rule=rules.can_revise_baseline, takes=Revision
    )
    leave = _detailed("Faire sortir du portefeuille")(
        operations.leave_portfolio, name="leave", rule=rules.can_reshape_portfolio, takes=Leaving
    )
    rate = _detailed("Donner la note de l’ASIN")(
        operations.rate_for_asin, name="rate", rule=rules.can_rate_for_asin, takes=RatingInput
    )
    discard_draft = extend_schema(summary="Supprimer le brouillon")(
        api_act(operations.discard_draft, rule=rules.can_update_project, status=204)
    )
    attest = extend_schema(summary="Attester « rien de changé »")(
        api_act(
            operations.attest_no_change,
            name="attest",
            rule=rules.can_update_project,
            takes=Versioned,
            answers=StatusUpdateSerializer,
            status=201,
        )
    )

    @extend_schema(summary="Scinder", request=Splitting, responses={201: ProjectSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def split(self, request: Request, pk: str) -> Response:
        project = self._project_for(request, rules.can_reshape_portfolio)
        parts = operations.split_project(project.pk, by=request.user, **payload(Splitting, request))
        return Response(ProjectSerializer(parts, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Réunir d’autres projets dans celui-ci", request=Merging, responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        project = self._project_for(request, rules.can_reshape_portfolio)
        data = payload(Merging, request)
        for other in data["projects"]:
            require(rules.can_reshape_portfolio, request.user, other)
        return self._answer(
            operations.merge_projects(
                [other.pk for other in data["projects"]], project.pk, note=data["note"], on=data["on"], by=request.user
            )
        )

    @extend_schema(
        summary="Ajouter des sites ou des lots",
        request=NewSites,
        responses={201: SiteSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["post"], url_path="add-sites", url_name="add-sites", pagination_class=None)
    def add_sites(self, request: Request, pk: str) -> Response:
        project = self._project_for(request, rules.can_edit_project)
        sites = operations.add_sites(project.pk, payload(NewSites, request)["labels"], by=request.user)
        return Response(SiteSerializer(sites, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Publier une mise à jour", request=UpdateInput, responses={201: StatusUpdateSerializer})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        return self._updated(request, operations.publish_update, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Enregistrer le brouillon de mise à jour", request=UpdateInput, responses=StatusUpdateSerializer
    )
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, pk: str) -> Response:
        return self._updated(request, operations.save_draft)

    def _updated(self, request: Request, operation: Callable[..., StatusUpdate], code: int = 200) -> Response:
        project = self._project_for(request, rules.can_update_project)
        data = payload(UpdateInput, request)
        versions = {name: data.get(name) for name in ("base_version", "draft_version")}
        update = operation(project.pk, values_on(project, data), by=request.user, **versions)
        return Response(StatusUpdateSerializer(update).data, status=code)

    @extend_schema(
        summary="Projets et décisions qui ressemblent à un texte, parmi ce qui vous est ouvert",
        request=TypedText,
        responses=SimilarSerializer,
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def similar(self, request: Request) -> Response:
        """By POST though it changes nothing: what is being written must not stand in the logs of addresses."""
        data = payload(TypedText, request)
        return Response(
            SimilarSerializer(
                similar(request.user, data["title"], data["text"], leave_out=data["leave_out"] and data["leave_out"].pk)
            ).data
        )  # type: ignore[arg-type]

    @extend_schema(
        summary="Proposer une mutualisation au DSI du ministère porteur",
        request=Proposal,
        responses={201: MutualisationSerializer},
    )
    @action(detail=True, methods=["post"], url_path="propose-mutualisation", url_name="propose-mutualisation")
    def propose_mutualisation(self, request: Request, pk: str) -> Response:
        project = self._project_for(request, rules.can_propose_mutualisation)
        scope = rules.proposing_scope(request.user, project)  # type: ignore[arg-type]
        proposal = operations.propose_mutualisation(
            project.pk, scope, title=payload(Proposal, request)["title"], by=request.user
        )
        return Response(MutualisationSerializer(proposal).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Publier ou enregistrer plusieurs mises à jour", request=BulkUpdate, responses=BulkResult, filters=False
    )
    @action(detail=False, methods=["post"], url_path="bulk-update", url_name="bulk-update")
    def bulk_update(self, request: Request) -> Response:
        """Each row stands alone: a refused one keeps nothing and stops no other.

        A project one does not see refuses the whole request.
        """
        require(rules.can_see_own_projects, request.user)
        data = payload(BulkUpdate, request)
        keys = [row["project"] for row in data["rows"]]
        found = {
            project.pk: project
            for project in (
                Project.objects.visible_to(request.user).filter(pk__in=keys).select_related("lead").defer("search")
            )
        }
        if found.keys() != set(keys):
            raise NotFound("Un des projets n’existe pas, ou ne vous est pas ouvert. Rien n’a été enregistré.")
        inputs = []
        for row in data["rows"]:
            project = found[row["project"]]
            require(rules.can_update_project, request.user, project)
            inputs.append(
                RowInput(
                    project.pk, values_on(project, row), row["attests"], row["base_version"], row.get("draft_version")
                )
            )
        act = operations.publish_updates if data["action"] == "publish" else operations.save_drafts
        return Response(BulkResult({"rows": act(inputs, by=request.user)}).data)


@extend_schema_view(
    list=extend_schema(summary="Références successives des projets"), retrieve=extend_schema(summary="Une référence")
)
class BaselineViewSet(VisibleViewSet):
    model = Baseline
    serializer_class = BaselineSerializer
    filterset_fields = ["project", "number"]


@extend_schema_view(
    list=extend_schema(summary="Mises à jour publiées, et brouillons de son ministère"),
    retrieve=extend_schema(summary="Une mise à jour"),
)
class StatusUpdateViewSet(VisibleViewSet):
    model = StatusUpdate
    serializer_class = StatusUpdateSerializer
    filterset_fields = ["project", "month", "state"]


@extend_schema_view(list=extend_schema(summary="Sites et lots des projets"), retrieve=extend_schema(summary="Un site"))
class SiteViewSet(VisibleViewSet):
    model = ProjectSite
    serializer_class = SiteSerializer
    filterset_fields = ["project", "state"]

    def get_queryset(self) -> QuerySet[ProjectSite]:
        return super().get_queryset().select_related("project__lead")

    edit = extend_schema(summary="Modifier un site")(
        api_act(
            operations.update_site,
            name="edit",
            of=lambda site: site.project,
            rule=rules.can_edit_project,
            takes=SiteInput,
            answers=SiteSerializer,
        )
    )
