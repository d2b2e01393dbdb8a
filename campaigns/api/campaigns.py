"""The API of campaigns: the same operations, rules and refusals as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.acts import api_act
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import input_of, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

from .. import operations
from ..models import Campaign
from ..rules import can_explain, can_follow_campaigns
from ..views import CampaignFilter

CampaignSerializer = shown_of(
    Campaign,
    *("id", "ministry", "month", "due_on", "opened_at", "reminded_at", "reminder_count", "closed_on"),
    *("question", "asked_at", "answer_by", "explanation", "explained_at", "version"),
    waiting=serializers.IntegerField(help_text="projets en attente"),
    answered=serializers.IntegerField(help_text="projets mis à jour ou attestés"),
)


class CampaignViewSet(VisibleViewSet):
    model = Campaign
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter

    def get_queryset(self) -> QuerySet[Campaign]:
        rows: Any = super().get_queryset()
        return rows.with_counts().select_related("ministry")

    nudge = api_act(operations.nudge, rule=can_follow_campaigns)
    ask = api_act(
        operations.ask_explanation, rule=can_follow_campaigns, takes=input_of(operations.ExplanationAsked), name="ask"
    )
    explain = api_act(operations.explain, rule=can_explain, takes=input_of(operations.Explanation))

    @extend_schema(
        summary="Relancer tous ceux qui n’ont pas répondu",
        request=None,
        responses=CampaignSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="nudge-all", url_name="nudge-all", pagination_class=None)
    def nudge_all(self, request: ApiRequest) -> Response:
        require(can_follow_campaigns, request.user)
        return Response(CampaignSerializer(operations.nudge_all(by=request.user).campaigns, many=True).data)
