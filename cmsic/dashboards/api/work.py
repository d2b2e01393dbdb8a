"""« Ce qui vous attend », over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common.api_parameters import KnownParameters

from ..queries.awaiting import duties_of


class DutySerializer(serializers.Serializer[Any]):
    verb = serializers.CharField()
    what = serializers.CharField()
    href = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    note = serializers.CharField()


class WorkViewSet(KnownParameters, ViewSet):
    @extend_schema(responses=DutySerializer(many=True), summary="Ce qui vous attend, le plus pressé d’abord")
    def list(self, request: Request) -> Response:
        return Response(DutySerializer(duties_of(request.user), many=True).data)
