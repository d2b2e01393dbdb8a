"""Who attends without a seat, over the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.models import CommissionSession, Guest

from ..operations import presence


class GuestSerializer(serializers.ModelSerializer[Guest]):
    class Meta:
        model = Guest
        fields = ["id", "session", "name", "function", "position"]
        read_only_fields = fields


class NewGuest(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    function = serializers.CharField(max_length=300)


class GuestFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")

    class Meta:
        model = Guest
        fields: tuple[str, ...] = ()


class GuestViewSet(VisibleViewSet):
    model = Guest
    serializer_class = GuestSerializer
    filterset_class = GuestFilter

    def get_queryset(self) -> QuerySet[Guest]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewGuest, responses={201: GuestSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewGuest, request)
        session = data.pop("session")
        require(rules.can_conduct, request.user, session)
        return Response(
            GuestSerializer(presence.add_guest(session.pk, **data, by=request.user)).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str | None = None) -> Response:
        guest = self.get_object()
        require(rules.can_conduct, request.user, guest.session)
        presence.remove_guest(guest.pk, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
