from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from ministries.models import Ministry

from ..enums import Occasion
from ..filters import EditionFilter, LineFilter
from ..models import Edition, EditionRow
from ..operations import freeze_edition
from ..queries.snapshot import FROZEN
from ..rules import can_freeze_edition, can_freeze_national

EditionSerializer = shown_of(
    Edition,
    *("id", "ministry", "owner_name", "number", "occasion", "frozen_on", "for_day", "previous"),
    *("method_version", "yellow_from", "red_from", "totals", "rows_sha256", "is_fictitious"),
)
EditionRowSerializer = shown_of(
    EditionRow, *("id", "edition", "project", *(name for name in FROZEN if name != "project_id"))
)


class FreezeInput(serializers.Serializer[Any]):
    ministry = VisibleKeyField(
        Ministry,
        label="Ministère",
        required=False,
        default=None,
        allow_null=True,
        help_text="Absent : l’édition nationale.",
    )


class EditionViewSet(VisibleViewSet):
    model = Edition
    serializer_class = EditionSerializer
    filterset_class = EditionFilter

    @extend_schema(request=FreezeInput, responses={201: EditionSerializer})
    def create(self, request: ApiRequest) -> Response:
        ministry = payload(FreezeInput, request)["ministry"]
        if ministry is None:
            require(can_freeze_national, request.user)
        else:
            require(can_freeze_edition, request.user, ministry)
        row = freeze_edition(ministry.pk if ministry else None, occasion=Occasion.ON_REQUEST, by=request.user)
        return Response(EditionSerializer(row).data, status=201)


class EditionRowViewSet(VisibleViewSet):
    model = EditionRow
    serializer_class = EditionRowSerializer
    filterset_class = LineFilter
    cuts_texts = False

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("edition")


ROUTES = [("editions", EditionViewSet), ("edition-rows", EditionRowViewSet)]
