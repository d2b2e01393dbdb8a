"""Recommendations as long as they are drafts of a session, over the API: written by `sessions/{id}/recommend`,
corrected and taken back here.
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from foundation.common.api_input import payload
from foundation.common.api_parameters import KnownParameters
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from sessions.core import rules
from sessions.core.models import CommissionSession, ItemRecommendation

from ..operations import deciding
from ..operations.deciding import RecommendationLine
from .live import IssuedRecommendation, SessionRecommendation

RECOMMENDATION = OpenApiParameter("recommendation_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
STAYS = "Une recommandation reste au point où elle a été écrite : retirez-la, puis écrivez-la à l’autre point."


class SessionRecommendationViewSet(KnownParameters, GenericViewSet[Any]):
    serializer_class = IssuedRecommendation
    lookup_field = "recommendation_id"

    def get_queryset(self) -> QuerySet[ItemRecommendation]:
        """Found by the session where it was written."""
        if getattr(self, "swagger_fake_view", False):
            return ItemRecommendation.objects.none()
        sessions = CommissionSession.objects.visible_to(self.request.user)
        return ItemRecommendation.objects.filter(session__in=sessions).select_related(
            "session", "item", "recommendation"
        )

    def keep(self) -> ItemRecommendation:
        origin = self.get_object()
        require(rules.can_take_minutes, self.request.user, origin.session)
        return origin

    @extend_schema(parameters=[RECOMMENDATION], request=SessionRecommendation)
    @action(detail=True, methods=["post"])
    def correct(self, request: ApiRequest, recommendation_id: str | None = None) -> Response:
        """Write it anew before the session is lifted; the answer carries its new identifier. Its item stays."""
        origin = self.keep()
        data = payload(SessionRecommendation, request)
        if data.pop("item_id") is not None:
            raise serializers.ValidationError({"item": [STAYS]})
        line = RecommendationLine(**data)
        corrected = deciding.correct_recommendation(origin.recommendation_id, line=line, by=request.user)
        return Response(IssuedRecommendation(corrected).data)

    @extend_schema(parameters=[RECOMMENDATION], request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: ApiRequest, recommendation_id: str | None = None) -> Response:
        deciding.remove_recommendation(self.keep().recommendation_id, by=request.user)
        return Response(status=204)
