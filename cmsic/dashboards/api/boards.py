"""The boards over the API: a line a ministry, a line a commission, what awaits one."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common import clock
from foundation.common.api_parameters import KnownParameters
from foundation.common.duties import Duty
from foundation.common.facts import answer_of
from foundation.common.figures import Headline
from foundation.common.requests import ApiRequest

from ..queries.asked import Asked
from ..queries.awaiting import duties_of
from ..queries.national import MinistryLine, counted, headlines
from ..queries.watch import WatchFigures, line_of, watched
from .asked import OfDay, OfYear, asked

MinistryLineSerializer = answer_of(
    MinistryLine,
    *("sessions_due", "sessions_held", "last_session", "pv_days", "pv_missing", "recommendations_open"),
    *("recommendations_late", "oldest_late_days", "projects", "projects_left", "projects_stale", "colours", "stages"),
    *("retained", "projects_greened", "seats_vacant"),
    ministry=serializers.UUIDField(source="ministry.pk"),
    acronym=serializers.CharField(source="ministry.acronym_then"),
    name=serializers.CharField(source="ministry.name_then"),
    is_fictitious=serializers.BooleanField(source="ministry.is_fictitious"),
    commission=serializers.UUIDField(source="commission.pk", allow_null=True, default=None),
)
HeadlineSerializer = answer_of(Headline)
WatchFiguresSerializer, DutySerializer = answer_of(WatchFigures), answer_of(Duty)


def _asked(request: ApiRequest) -> Asked:
    given = asked(request, OfDay)
    return Asked(given.get("data", ""), given.get("year"), given.get("on"), given.get("ministry"))


class NationalViewSet(KnownParameters, ViewSet):
    @extend_schema(parameters=[OfDay], responses=MinistryLineSerializer(many=True), summary="Une ligne par ministère")
    def list(self, request: ApiRequest) -> Response:
        lines = counted(request.user, _asked(request)).ministries
        return Response(MinistryLineSerializer(lines, many=True).data)

    @extend_schema(
        parameters=[OfDay], responses=HeadlineSerializer(many=True), summary="Les phrases du tableau de bord"
    )
    @action(detail=False, methods=["get"])
    def headlines(self, request: ApiRequest) -> Response:
        given = _asked(request)
        return Response(HeadlineSerializer(headlines(counted(request.user, given), given), many=True).data)


class WatchViewSet(KnownParameters, ViewSet):
    @extend_schema(
        parameters=[OfYear],
        responses=WatchFiguresSerializer(many=True),
        summary="Vie des commissions, une ligne par commission",
    )
    def list(self, request: ApiRequest) -> Response:
        today = clock.today()
        rows = watched(request.user, year=asked(request, OfYear).get("year", today.year), day=today)
        return Response(WatchFiguresSerializer([line_of(row, day=today).figures for row in rows], many=True).data)


class WorkViewSet(KnownParameters, ViewSet):
    @extend_schema(responses=DutySerializer(many=True), summary="Ce qui vous attend, le plus pressé d’abord")
    def list(self, request: ApiRequest) -> Response:
        return Response(DutySerializer(duties_of(request.user), many=True).data)
