from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from markupsafe import Markup, escape
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.common.api_parameters import KnownParameters
from foundation.common.requests import ApiRequest
from foundation.common.searching import sources

from ..queries import search


class HitSerializer(serializers.Serializer):
    group = serializers.CharField()
    title = serializers.CharField()
    href = serializers.CharField()
    note = serializers.CharField()
    extract = serializers.CharField(
        help_text="ce qui a été trouvé, entre <mark> et </mark> ; tout le reste est échappé pour HTML"
    )


class SearchViewSet(KnownParameters, ViewSet):
    @extend_schema(
        parameters=[OpenApiParameter("q", str, required=True), OpenApiParameter("in", str, enum=list(sources()))],
        responses=HitSerializer(many=True),
    )
    def list(self, request: ApiRequest) -> Response:
        groups = search(
            request.user, request.query_params.get("q", "").replace("\x00", ""), request.query_params.get("in", "")
        )
        hits: list[dict[str, Any]] = [
            {
                "group": group.key,
                "title": hit.title,
                "href": hit.href,
                "note": Markup(hit.note).striptags() if isinstance(hit.note, Markup) else hit.note,
                "extract": str(escape(hit.extract)),
            }
            for group in groups
            for hit in group.hits
        ]
        return Response(HitSerializer(hits, many=True).data)
