"""Proposals, conformity sheets and opinions of the ASIN over the API: the same operations, the same refusals."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Commission
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.operations.receiving import receive_upload
from foundation.documents.views.downloading import attachment
from ministries.models import Structure
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import ItemKind
from sessions.core.models import AgendaItem, CommissionSession

from .. import rules
from ..enums import ConformityAnswer, ConformityQuestion, OpinionSense
from ..filters import OpinionFilter, ProposalFilter
from ..models import ConformitySheet, Opinion, Proposal, ProposalAnnex, ProposalStep
from ..operations import conformity as sheets
from ..operations import proposing
from ..operations.opinions import ask_opinion, give_opinion, withdraw_opinion
from .serializers import SessionReason

PROPOSABLE = [(kind.value, kind.label) for kind in proposing.PROPOSABLE]
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class ProposalAnnexSerializer(serializers.ModelSerializer[ProposalAnnex]):
    file_name = serializers.CharField(source="file.name", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = ProposalAnnex
        fields = ["id", "proposal", "title", "file_name", "sha256", "removed_at"]
        read_only_fields = fields


class ProposalStepSerializer(serializers.ModelSerializer[ProposalStep]):
    by = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = ProposalStep
        fields = ["action", "from_state", "to_state", "by", "by_capacity", "at", "reason"]
        read_only_fields = fields


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """A proposal; `projects` are those the reader may see."""

    projects = serializers.SerializerMethodField()
    steps = ProposalStepSerializer(many=True, read_only=True)

    class Meta:
        model = Proposal
        fields = [
            "id",
            "commission",
            "structure",
            "author_name",
            "author_capacity",
            "kind",
            "title",
            "objectives",
            "planned_minutes",
            "projects",
            "state",
            "submitted_at",
            "item",
            "steps",
            "version",
        ]
        read_only_fields = fields

    def get_projects(self, row: Proposal) -> list[str]:
        seen = getattr(row, "seen_projects", None)
        return [
            str(project.pk)
            for project in (row.projects.all().visible_to(self.context["request"].user) if seen is None else seen)
        ]


class ProposalInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=PROPOSABLE, default=ItemKind.COMMUNICATION.value)
    title = serializers.CharField(max_length=500)
    objectives = serializers.CharField(required=False, allow_blank=True, default="", max_length=20_000)
    planned_minutes = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=1440
    )
    structure = VisibleKeyField(Structure, required=False, allow_null=True, default=None)
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)


class NewProposal(ProposalInput):
    commission = VisibleKeyField(Commission)


class EditedProposal(ProposalInput):
    base_version = serializers.IntegerField(min_value=1)


class RetainedProposal(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class NewPiece(serializers.Serializer[Any]):
    file = serializers.FileField()
    title = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class ProposalViewSet(VisibleViewSet):
    model = Proposal
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter

    def get_queryset(self) -> QuerySet[Proposal]:
        rows = super().get_queryset().select_related("commission", "structure").prefetch_related("steps__by")
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.prefetch_related(
            Prefetch("projects", queryset=Project.objects.visible_to(self.request.user), to_attr="seen_projects")
        )

    def allowed(self, rule: Callable[..., bool]) -> Proposal:
        row = self.get_object()
        require(rule, self.request.user, row)
        return row

    def shown(self, row: Proposal, code: int = status.HTTP_200_OK) -> Response:
        return Response(ProposalSerializer(row, context={"request": self.request}).data, status=code)

    @extend_schema(request=NewProposal, responses={201: ProposalSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewProposal, request)
        commission = data.pop("commission")
        require(rules.can_propose, request.user, commission)
        return self.shown(
            proposing.write_proposal(commission.pk, _facts(data), by=request.user), status.HTTP_201_CREATED
        )

    @extend_schema(request=EditedProposal, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_edit_proposal)
        data = payload(EditedProposal, request)
        base_version = data.pop("base_version")
        return self.shown(proposing.edit_proposal(row.pk, _facts(data), base_version=base_version, by=request.user))

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str | None = None) -> Response:
        return self.shown(proposing.submit_proposal(self.allowed(rules.can_submit_proposal).pk, by=request.user))

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def endorse(self, request: Request, pk: str | None = None) -> Response:
        return self.shown(proposing.endorse_proposal(self.allowed(rules.can_endorse_proposal).pk, by=request.user))

    @extend_schema(request=SessionReason, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_endorse_proposal)
        return self.shown(proposing.send_proposal_back(row.pk, **payload(SessionReason, request), by=request.user))

    @extend_schema(request=SessionReason, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def defer(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_settle_proposal)
        return self.shown(proposing.defer_proposal(row.pk, **payload(SessionReason, request), by=request.user))

    @extend_schema(request=SessionReason, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_settle_proposal)
        return self.shown(proposing.refuse_proposal(row.pk, **payload(SessionReason, request), by=request.user))

    @extend_schema(request=RetainedProposal, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def retain(self, request: Request, pk: str | None = None) -> Response:
        """Put the proposal on the agenda of a session; `item` is the item it became."""
        row = self.allowed(rules.can_settle_proposal)
        session = payload(RetainedProposal, request)["session"]
        require(core_rules.can_prepare, request.user, session)
        proposing.retain_proposal(row.pk, session.pk, by=request.user)
        return self.shown(self.get_object())

    @extend_schema(request={"multipart/form-data": NewPiece}, responses={201: ProposalAnnexSerializer})
    @action(detail=True, methods=["post"])
    def attach(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_edit_proposal)
        data = payload(NewPiece, request)
        stored = receive_upload(
            data["file"], by=request.user, scope=row.scope_id, commission_id=row.commission_id, level=Level.PERSONAL
        )
        annex = proposing.attach_to_proposal(row.pk, stored, title=data["title"], by=request.user)
        return Response(ProposalAnnexSerializer(annex).data, status=status.HTTP_201_CREATED)


def _facts(data: dict[str, Any]) -> proposing.ProposalFacts:
    return proposing.ProposalFacts(**data | {"kind": ItemKind(data["kind"])})


class ProposalAnnexViewSet(VisibleViewSet):
    model = ProposalAnnex
    serializer_class = ProposalAnnexSerializer
    filterset_fields = ["proposal"]

    def get_queryset(self) -> QuerySet[ProposalAnnex]:
        return super().get_queryset().select_related("proposal", "file")

    @extend_schema(request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_fields=None)
    def file(self, request: Request, pk: str | None = None) -> FileResponse:
        annex = self.get_object()
        return attachment(annex.file, annex.file.name)

    @extend_schema(request=None, responses=ProposalAnnexSerializer)
    @action(detail=True, methods=["post"])
    def detach(self, request: Request, pk: str | None = None) -> Response:
        annex = self.get_object()
        require(rules.can_edit_proposal, request.user, annex.proposal)
        return Response(ProposalAnnexSerializer(proposing.detach_from_proposal(annex.pk, by=request.user)).data)


class SheetSerializer(serializers.ModelSerializer[ConformitySheet]):
    class Meta:
        model = ConformitySheet
        fields = ["id", "item", "proposal", "state", "answers", "answered_at", "checked_at", "reason", "version"]
        read_only_fields = fields


class NewSheet(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)


class AnswerLine(serializers.Serializer[Any]):
    question = serializers.ChoiceField(choices=ConformityQuestion.choices)
    answer = serializers.ChoiceField(choices=ConformityAnswer.choices)
    remark = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class SheetAnswers(serializers.Serializer[Any]):
    answers = AnswerLine(many=True, help_text="une ligne par question")
    base_version = serializers.IntegerField(min_value=1)


class SheetCheck(serializers.Serializer[Any]):
    base_version = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class ConformitySheetViewSet(VisibleViewSet):
    model = ConformitySheet
    serializer_class = SheetSerializer
    filterset_fields = ["item", "proposal", "state"]

    def get_queryset(self) -> QuerySet[ConformitySheet]:
        return (
            super()
            .get_queryset()
            .select_related("item__session__commission", "item__presenter", "proposal__commission")
        )

    def allowed(self, rule: Callable[..., bool]) -> ConformitySheet:
        row = self.get_object()
        require(rule, self.request.user, row)
        return row

    @extend_schema(request=NewSheet, responses={201: SheetSerializer})
    def create(self, request: Request) -> Response:
        """Ask for the sheet of an item."""
        item = payload(NewSheet, request)["item"]
        require(core_rules.can_prepare, request.user, item.session)
        return Response(
            SheetSerializer(sheets.ask_sheet(item.pk, by=request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=SheetAnswers, responses=SheetSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_answer_sheet)
        data = payload(SheetAnswers, request)
        answers = {line["question"]: {"answer": line["answer"], "remark": line["remark"]} for line in data["answers"]}
        return Response(
            SheetSerializer(
                sheets.answer_sheet(row.pk, answers, base_version=data["base_version"], by=request.user)
            ).data
        )

    @extend_schema(request=SheetCheck, responses=SheetSerializer)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_check_sheet)
        return Response(
            SheetSerializer(sheets.check_sheet(row.pk, by=request.user, **payload(SheetCheck, request))).data
        )

    @extend_schema(request=SessionReason, responses=SheetSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_check_sheet)
        return Response(
            SheetSerializer(sheets.send_sheet_back(row.pk, **payload(SessionReason, request), by=request.user)).data
        )

    @extend_schema(request=SessionReason, responses={204: None})
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed(rules.can_check_sheet)
        sheets.drop_sheet(row.pk, **payload(SessionReason, request), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OpinionSerializer(serializers.ModelSerializer[Opinion]):
    item_title = serializers.CharField(source="item.title", read_only=True)
    came_late = serializers.BooleanField(read_only=True)

    def to_representation(self, opinion: Opinion) -> dict[str, Any]:
        if "request" in self.context:
            opinion.item.tell(self.context["request"].user)
        return super().to_representation(opinion)

    class Meta:
        model = Opinion
        fields = [
            "id",
            "item",
            "item_title",
            "question",
            "due_on",
            "asked_at",
            "state",
            "sense",
            "text",
            "given_at",
            "given_capacity",
            "came_late",
            "version",
        ]
        read_only_fields = fields


class NewOpinion(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    due_on = ApiDayField()
    question = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class GivenOpinion(serializers.Serializer[Any]):
    sense = serializers.ChoiceField(choices=OpinionSense.choices)
    text = serializers.CharField(max_length=10000)


class OpinionViewSet(VisibleViewSet):
    model = Opinion
    serializer_class = OpinionSerializer
    filterset_class = OpinionFilter

    def get_queryset(self) -> QuerySet[Opinion]:
        return super().get_queryset().select_related("item__session__commission", "item__presenter")

    @extend_schema(request=NewOpinion, responses={201: OpinionSerializer})
    def create(self, request: Request) -> Response:
        """Ask the ASIN for its opinion on an item."""
        data = payload(NewOpinion, request)
        item = data.pop("item")
        require(core_rules.can_prepare, request.user, item.session)
        return Response(
            OpinionSerializer(ask_opinion(item.pk, **data, by=request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=GivenOpinion, responses=OpinionSerializer)
    @action(detail=True, methods=["post"])
    def give(self, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rules.can_give_opinion, request.user, row)
        data = payload(GivenOpinion, request)
        return Response(
            OpinionSerializer(
                give_opinion(row.pk, sense=OpinionSense(data["sense"]), text=data["text"], by=request.user)
            ).data
        )

    @extend_schema(request=SessionReason, responses=OpinionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rules.can_withdraw_opinion, request.user, row)
        return Response(
            OpinionSerializer(withdraw_opinion(row.pk, **payload(SessionReason, request), by=request.user)).data
        )


PROPOSAL_ROUTES: list[tuple[str, type]] = [
    ("proposals", ProposalViewSet),
    ("proposal-annexes", ProposalAnnexViewSet),
    ("conformity-sheets", ConformitySheetViewSet),
    ("asin-opinions", OpinionViewSet),
]
