"""The API of recommendations: the same operations, rules and refusals as the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, NoteInput, ReasonInput, Shown
from foundation.common.permissions import require
from foundation.documents.operations.receiving import receive_upload

from .. import operations, rules
from ..enums import OriginKind
from ..filters import RecommendationFilter
from ..forms import ISSUED, REPORTED
from ..models import Recommendation, RecommendationReport, RecommendationStep


class RecommendationSerializer(Shown):
    class Meta:
        model = Recommendation
        fields = [
            "id",
            "commission",
            "scope",
            "year",
            "number",
            "text",
            "seat",
            "structure",
            "ministry",
            "commune",
            "addressee_label",
            "due_on",
            "priority",
            "theme",
            "project",
            "origin_kind",
            "origin_label",
            "issued_on",
            "state",
            "is_closed_doors",
            "is_draft",
            "is_fictitious",
            "source",
            "version",
        ]


class RecommendationStepSerializer(Shown):
    class Meta:
        model = RecommendationStep
        fields = ["action", "from_state", "to_state", "by_capacity", "at", "reason"]


class RecommendationReportSerializer(Shown):
    class Meta:
        model = RecommendationReport
        fields = ["id", "text", "proof_file", "proof_link", "reported_at", "outcome", "reviewed_at", "review_reason"]


class NewRecommendation(FactsInput):
    class Meta:
        model = Recommendation
        fields = ISSUED


class ReportInput(FactsInput):
    """With a piece, the request is multipart/form-data."""

    proof_file = serializers.FileField(required=False, allow_null=True, default=None)

    class Meta:
        model = RecommendationReport
        fields = (*REPORTED, "proof_file")


class RecommendationViewSet(VisibleViewSet):
    model = Recommendation
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilter

    @extend_schema(request=NewRecommendation, responses={201: RecommendationSerializer})
    def create(self, request: Request) -> Response:
        """Issue a recommendation outside a session."""
        data = payload(NewRecommendation, request)
        require(rules.can_issue, request.user, data["commission"])
        today = clock.today()
        row = operations.issue(**data, year=today.year, origin_kind=OriginKind.OTHER, issued_on=today, by=request.user)
        return Response(RecommendationSerializer(row).data, status=status.HTTP_201_CREATED)

    accept = api_act(operations.accept, rule=rules.can_answer, takes=NoteInput)
    start = api_act(operations.start, rule=rules.can_answer, takes=NoteInput)
    validate = api_act(operations.validate, rule=rules.can_review, takes=NoteInput)
    reject = api_act(operations.reject, rule=rules.can_review, takes=ReasonInput)
    lapse = api_act(operations.lapse, rule=rules.can_lapse, takes=ReasonInput)

    @extend_schema(request=ReportInput, responses={201: RecommendationReportSerializer})
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rules.can_answer, request.user, row)
        data = payload(ReportInput, request)
        stored = None
        if data["proof_file"] is not None:
            stored = receive_upload(
                data["proof_file"],
                by=request.user,
                scope=row.scope_id,
                commission_id=row.commission_id,
                is_closed_doors=row.is_closed_doors,
            )
        written = operations.report(
            row.pk, text=data["text"], proof_link=data["proof_link"], proof_file=stored, by=request.user
        )
        return Response(RecommendationReportSerializer(written).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=RecommendationStepSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def steps(self, request: Request, pk: str | None = None) -> Response:
        return Response(RecommendationStepSerializer(self.get_object().steps.order_by("at", "pk"), many=True).data)

    @extend_schema(responses=RecommendationReportSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def reports(self, request: Request, pk: str | None = None) -> Response:
        return Response(
            RecommendationReportSerializer(self.get_object().reports.order_by("reported_at", "pk"), many=True).data
        )
