"""The national board, over the API: a line per ministry, and the sentences one reads across the room."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common import clock
from foundation.common.api_parameters import KnownParameters

from ..queries.national import MinistryLine, headlines_of, lines_of
from .asked import DATA, YEAR, Asked


class MinistryLineSerializer(serializers.Serializer[Any]):
    """Counts of one ministry. An empty value is unknown, never zero."""

    ministry = serializers.UUIDField(source="ministry.pk")
    acronym = serializers.CharField(source="ministry.acronym")
    name = serializers.CharField(source="ministry.name")
    is_fictitious = serializers.BooleanField(source="ministry.is_fictitious")
    commission = serializers.UUIDField(source="commission.pk", allow_null=True, default=None)
    sessions_due = serializers.IntegerField(
        source="due", allow_null=True, help_text="vide : périodicité non renseignée"
    )
    sessions_held = serializers.IntegerField(source="held")
    last_session = serializers.DateField(allow_null=True)
    pv_days = serializers.FloatField(allow_null=True, help_text="délai moyen du procès-verbal, en jours")
    pv_missing = serializers.IntegerField()
    recommendations_open = serializers.IntegerField()
    recommendations_late = serializers.IntegerField()
    oldest_late_days = serializers.IntegerField()
    projects = serializers.IntegerField(help_text="suivis et sortis : une sortie n’améliore aucun taux")
    projects_left = serializers.IntegerField(source="left")
    projects_stale = serializers.IntegerField(source="stale")
    colours = serializers.DictField(child=serializers.IntegerField())
    stages = serializers.DictField(child=serializers.IntegerField())
    seats_vacant = serializers.IntegerField(source="vacant")


class HeadlineSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    sentence = serializers.CharField()
    note = serializers.CharField()
    figure = serializers.CharField(help_text="clé du chiffre qui l’explique")
    href = serializers.CharField()


def lines_asked(request: Request) -> tuple[list[MinistryLine], int]:
    asked = Asked(data=request.query_params)
    asked.is_valid(raise_exception=True)
    year = asked.validated_data["year"] or clock.today().year
    return lines_of(request.user, data=asked.validated_data["data"] or "", year=year), year


class NationalViewSet(KnownParameters, ViewSet):
    @extend_schema(
        parameters=[DATA, YEAR], responses=MinistryLineSerializer(many=True), summary="Une ligne par ministère"
    )
    def list(self, request: Request) -> Response:
        return Response(MinistryLineSerializer(lines_asked(request)[0], many=True).data)

    @extend_schema(
        parameters=[DATA, YEAR], responses=HeadlineSerializer(many=True), summary="Les phrases du tableau de bord"
    )
    @action(detail=False, methods=["get"])
    def headlines(self, request: Request) -> Response:
        lines, year = lines_asked(request)
        return Response(HeadlineSerializer(headlines_of(lines, year=year), many=True).data)
