"""The watch on the life of commissions, over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common import clock
from foundation.common.api_parameters import KnownParameters

from ..queries.watch import line_of, watched
from .asked import YEAR, Asked


class WatchLineSerializer(serializers.Serializer[Any]):
    """Figures of one commission. An empty value is unknown, never zero."""

    commission = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    ministry = serializers.UUIDField(allow_null=True)
    sessions_due = serializers.IntegerField(allow_null=True, help_text="vide : périodicité non renseignée")
    sessions_held = serializers.IntegerField()
    act_on = serializers.DateField(allow_null=True)
    first_session_on = serializers.DateField(allow_null=True)
    days_to_first_session = serializers.IntegerField(allow_null=True)
    vacant_seats = serializers.IntegerField()
    mandates_ending = serializers.IntegerField(help_text="mandats de titulaire qui finissent sous 90 jours")
    pv_days = serializers.FloatField(
        allow_null=True, help_text="de la levée de la session à la soumission du procès-verbal, en jours"
    )
    pv_expected = serializers.IntegerField(help_text="sessions levées dont le procès-verbal n’est pas soumis")


class WatchViewSet(KnownParameters, ViewSet):
    @extend_schema(
        parameters=[YEAR],
        responses=WatchLineSerializer(many=True),
        summary="Vie des commissions, une ligne par commission",
    )
    def list(self, request: Request) -> Response:
        asked = Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        today = clock.today()
        rows = watched(request.user, year=asked.validated_data["year"] or today.year, day=today)
        return Response(WatchLineSerializer([line_of(row, day=today).values for row in rows], many=True).data)
