"""The events of presence: who came, left, gave his proxy."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_parameters import KnownParameters
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiInstantField
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules as core_rules
from sessions.core.enums import PresenceKind
from sessions.core.models import AgendaItem, CommissionSession, PresenceEvent

from .. import rules
from ..operations import checking_in, presence
from .live import LiveReason, key_of


class PresenceEventSerializer(serializers.ModelSerializer[PresenceEvent]):
    class Meta:
        model = PresenceEvent
        fields = [
            "id",
            "session",
            "seat",
            "kind",
            "at",
            "person_name",
            "proxy_seat",
            "item",
            "note",
            "client_key",
            "checked_in_by",
            "cancelled_at",
        ]
        read_only_fields = fields


class NewPresence(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    seat = VisibleKeyField(Seat)
    kind = serializers.ChoiceField(choices=PresenceKind.choices)
    at = ApiInstantField(required=False, allow_null=True, default=None)
    proxy_seat = VisibleKeyField(Seat, required=False, allow_null=True, default=None)
    item = VisibleKeyField(AgendaItem, required=False, allow_null=True, default=None)
    person_name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default="", help_text="Demandé une fois la session levée."
    )


class Instant(serializers.Serializer[Any]):
    at = ApiInstantField()
    reason = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default="", help_text="Demandé une fois la session levée."
    )


class PresenceFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    seat = django_filters.UUIDFilter(field_name="seat_id")
    kind = django_filters.ChoiceFilter(choices=PresenceKind.choices)
    standing = django_filters.BooleanFilter(field_name="cancelled_at", lookup_expr="isnull")


class PresenceEventViewSet(VisibleViewSet):
    model = PresenceEvent
    serializer_class = PresenceEventSerializer
    filterset_class = PresenceFilter

    def get_queryset(self) -> QuerySet[PresenceEvent]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewPresence, responses={201: PresenceEventSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewPresence, request)
        require(core_rules.can_conduct, request.user, data["session"])
        noted = presence.record_presence(
            data["session"].pk,
            seat_id=data["seat"].pk,
            kind=data["kind"],
            at=data["at"],
            proxy_seat_id=key_of(data["proxy_seat"]),
            item_id=key_of(data["item"]),
            person_name=data["person_name"],
            note=data["note"],
            client_key=data["client_key"],
            reason=data["reason"],
            by=request.user,
        )
        return Response(PresenceEventSerializer(noted.event).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=LiveReason, responses=PresenceEventSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        event = self.get_object()
        require(core_rules.can_conduct, request.user, event.session)
        return Response(
            PresenceEventSerializer(
                presence.cancel_presence(event.pk, note=payload(LiveReason, request)["reason"], by=request.user).event
            ).data
        )

    @extend_schema(request=Instant, responses=PresenceEventSerializer)
    @action(detail=True, methods=["post"], url_path="correct-instant")
    def correct_instant(self, request: Request, pk: str | None = None) -> Response:
        event = self.get_object()
        require(core_rules.can_conduct, request.user, event.session)
        return Response(
            PresenceEventSerializer(
                presence.correct_instant(event.pk, **payload(Instant, request), by=request.user).event
            ).data
        )


class CodeInput(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20, help_text="le code affiché dans la salle")
    seat = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="pour qui tient plusieurs sièges ; vide : le sien d’abord",
    )


class ArrivalSerializer(serializers.Serializer[Any]):
    session = serializers.UUIDField(source="session.pk")
    seat = serializers.UUIDField(source="place.seat_id")
    seat_label = serializers.CharField(source="place.in_words")
    at = serializers.DateTimeField(allow_null=True)
    is_new = serializers.BooleanField(help_text="faux : le membre était déjà noté présent, rien n’a été changé")


class CheckInViewSet(KnownParameters, viewsets.GenericViewSet):
    """A member notes his own arrival, with the code of the room."""

    queryset = PresenceEvent.objects.none()
    serializer_class = ArrivalSerializer

    @extend_schema(request=CodeInput, responses={201: ArrivalSerializer})
    def create(self, request: Request) -> Response:
        data = payload(CodeInput, request)
        found = checking_in.find_by_code(data["code"], user=request.user)
        require(rules.can_check_in, request.user, found.places)
        arrival = checking_in.check_in(data["code"], user=request.user, seat_id=data["seat"])
        return Response(
            ArrivalSerializer(arrival).data, status=status.HTTP_201_CREATED if arrival.is_new else status.HTTP_200_OK
        )


PRESENCE_ROUTES: list[tuple[str, type]] = [("presence-events", PresenceEventViewSet), ("check-ins", CheckInViewSet)]
