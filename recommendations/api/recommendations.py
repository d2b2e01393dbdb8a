"""The API of recommendations: the same operations, rules and refusals as the pages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from foundation.common.acts import api_act, api_rows
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, NoteInput, ReasonInput, input_of, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

from .. import operations, rules
from ..filters import RecommendationFilter
from ..forms import ISSUED, REPORTED
from ..models import Recommendation, RecommendationReport, RecommendationStep
from ..operations.following import NewDate

RecommendationSerializer = shown_of(
    Recommendation,
    *("id", "scope", "year", "number", *ISSUED, "origin_kind", "issued_on", "state"),
    *("is_closed_doors", "is_draft", "is_fictitious", "source", "version"),
)
StepSerializer = shown_of(RecommendationStep, "action", "from_state", "to_state", "by_capacity", "at", "reason")
ReportSerializer = shown_of(
    RecommendationReport, *("id", *REPORTED, "proof_file", "reported_at", "outcome", "reviewed_at", "review_reason")
)


NewDateInput = input_of(NewDate)


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
    def create(self, request: ApiRequest) -> Response:
        """Issue a recommendation outside a session."""
        data = payload(NewRecommendation, request)
        require(rules.can_issue, request.user, data["commission"])
        row = operations.issue_outside_session(**data, by=request.user)
        return Response(RecommendationSerializer(row).data, status=status.HTTP_201_CREATED)

    accept = api_act(operations.accept, rule=rules.can_answer, takes=NoteInput)
    start = api_act(operations.start, rule=rules.can_answer, takes=NoteInput)
    report = api_act(
        operations.hand_in,
        rule=rules.can_answer,
        takes=ReportInput,
        answers=ReportSerializer,
        name="report",
        status=201,
    )
    validate = api_act(operations.validate, rule=rules.can_review, takes=NoteInput)
    reject = api_act(operations.reject, rule=rules.can_review, takes=ReasonInput)
    redate = api_act(operations.redate, rule=rules.can_redate, takes=NewDateInput)
    lapse = api_act(operations.lapse, rule=rules.can_lapse, takes=ReasonInput)
    steps = api_rows("steps", lambda row, user: row.steps.order_by("at", "pk"), StepSerializer, "Its steps.")
    reports = api_rows(
        "reports", lambda row, user: row.reports.order_by("reported_at", "pk"), ReportSerializer, "Its reports."
    )
