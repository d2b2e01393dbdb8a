"""The events of presence: who came, left, gave his proxy."""

from operator import attrgetter
from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from commissions.models import Seat
from foundation.common.api_input import payload
from foundation.common.api_parameters import KnownParameters
from foundation.common.days import ApiInstantField
from foundation.common.facts import shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from sessions.core.enums import PresenceKind
from sessions.core.models import AgendaItem, CommissionSession, Guest, PresenceEvent

from .. import rules
from ..forms import live as forms
from ..forms.check_in import CodeForm, SeatChoiceForm
from ..operations import checking_in, presence
from .shared import LiveReason, SessionRows, act, giving, key, keyed, new, sent

EVENT = ("id", "session", "seat", "kind", "at", "person_name", "proxy_seat", "item", "note", "client_key")
PresenceEventSerializer = shown_of(PresenceEvent, *EVENT, "checked_in_by", "cancelled_at")
NewPresence = sent(
    "NewPresence",
    forms.PresenceForm,
    session=key(CommissionSession),
    seat=key(Seat, "seat_id"),
    proxy_seat=key(Seat, "proxy_seat_id", optional=True),
    item=key(AgendaItem, "item_id", optional=True),
)


EVENT_OF = attrgetter("event")


class PresenceEventViewSet(SessionRows):
    model = PresenceEvent
    serializer_class = PresenceEventSerializer
    filterset_class = keyed(
        "session",
        "seat",
        kind=django_filters.ChoiceFilter(choices=PresenceKind.choices),
        standing=django_filters.BooleanFilter("cancelled_at", lookup_expr="isnull"),
    )

    create = new(giving(presence.record_presence, EVENT_OF), NewPresence)
    cancel = act(presence.cancel_presence, LiveReason, name="cancel")
    correct_instant = act(
        giving(presence.correct_instant, EVENT_OF),
        sent("Instant", forms.InstantForm, at=ApiInstantField()),
        answers=PresenceEventSerializer,
    )


class GuestViewSet(SessionRows):
    """Who attends without a seat."""

    model = Guest
    serializer_class = shown_of(Guest, "id", "session", "name", "function", "position")
    filterset_class = keyed("session")

    create = new(presence.add_guest, sent("NewGuest", forms.GuestForm, session=key(CommissionSession)))
    remove = act(presence.remove_guest, name="remove", status=204)


CodeInput = sent("CodeInput", CodeForm, seat=sent("Seat", SeatChoiceForm)().fields["seat"])


class ArrivalSerializer(serializers.Serializer):
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
    def create(self, request: ApiRequest) -> Response:
        data = payload(CodeInput, request)
        found = checking_in.find_by_code(data["code"], user=request.user)
        require(rules.can_check_in, request.user, found.places)
        arrival = checking_in.check_in(data["code"], user=request.user, seat_id=data["seat"])
        return Response(ArrivalSerializer(arrival).data, status=201 if arrival.is_new else 200)


PRESENCE_ROUTES: list[tuple[str, Any]] = [
    ("presence-events", PresenceEventViewSet),
    ("check-ins", CheckInViewSet),
    ("guests", GuestViewSet),
]
