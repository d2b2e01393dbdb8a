"""Record over the API a session that was held on paper."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Commission, Seat
from foundation.accounts.models import Person
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.permissions import require
from foundation.documents.views.downloading import attachment
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import ItemKind, Outcome, PresenceKind, Section, SessionKind, SpeechKind
from sessions.preparing.api.serializers import SessionSerializer
from sessions.preparing.api.sessions import receive_scan

from .operations import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    record_past_session,
)

PAST_PRESENCES = [
    (kind.value, kind.label) for kind in (PresenceKind.ARRIVED, PresenceKind.REPRESENTED, PresenceKind.EXCUSED)
]
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class PastFactInput(serializers.Serializer[Any]):
    field = serializers.CharField(required=False, allow_blank=True, default="", max_length=60)
    source = serializers.CharField(max_length=500)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2_000)
    is_contested = serializers.BooleanField(required=False, default=False)


class PastSpeechInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SpeechKind.choices, default=SpeechKind.OPENING.value)
    speaker_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    speaker_function = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    summary = serializers.CharField(required=False, allow_blank=True, default="", max_length=100_000)


class PastDecisionInput(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=50_000)
    number = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class PastItemInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    kind = serializers.ChoiceField(choices=ItemKind.choices, default=ItemKind.COMMUNICATION.value)
    description = serializers.CharField(required=False, allow_blank=True, default="", max_length=20_000)
    presenter_label = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False, allow_null=True, default=None)
    communication = serializers.CharField(required=False, allow_blank=True, default="", max_length=100_000)
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)
    decision = PastDecisionInput(required=False, allow_null=True, default=None)


class PastGuestInput(serializers.Serializer[Any]):
    function = serializers.CharField(max_length=300)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class PastPresenceInput(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat)
    kind = serializers.ChoiceField(choices=PAST_PRESENCES, default=PresenceKind.ARRIVED.value)
    person_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class PastRecommendationInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=10_000)
    addressee_label = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    item = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="rang du point, à partir de 1"
    )
    due_on = ApiDayField(required=False, allow_null=True, default=None)
    number = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class PastSessionInput(serializers.Serializer[Any]):
    """A session held on paper. Everything but the source, the commission and the year may stay empty."""

    commission = VisibleKeyField(Commission)
    year = serializers.IntegerField(min_value=1960, max_value=2100)
    source = serializers.CharField(max_length=2_000)
    kind = serializers.ChoiceField(choices=SessionKind.choices, default=SessionKind.ORDINARY.value)
    number = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=999)
    printed_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    held_on = ApiDayField(required=False, allow_null=True, default=None)
    starts_at = serializers.TimeField(required=False, allow_null=True, default=None)
    ended_at = serializers.TimeField(required=False, allow_null=True, default=None)
    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    theme = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    chair = VisibleKeyField(Person, required=False, allow_null=True, default=None)
    chair_capacity = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    is_closed_doors = serializers.BooleanField(required=False, default=False)
    items = PastItemInput(many=True, required=False, default=list)
    speeches = PastSpeechInput(many=True, required=False, default=list)
    guests = PastGuestInput(many=True, required=False, default=list)
    presence = PastPresenceInput(many=True, required=False, default=list)
    recommendations = PastRecommendationInput(many=True, required=False, default=list)
    facts = PastFactInput(many=True, required=False, default=list)


class PastSessionWithScan(serializers.Serializer[Any]):
    data = serializers.JSONField(help_text="la session, comme dans une demande JSON")
    scan = serializers.FileField(help_text="l’original numérisé : PDF ou image")


class PastActions(VisibleViewSet):
    @extend_schema(
        request={"application/json": PastSessionInput, "multipart/form-data": PastSessionWithScan},
        responses={201: SessionSerializer},
    )
    @action(detail=False, methods=["post"], url_path="record-past")
    def record_past(self, request: Request) -> Response:
        """Record a session held on paper, with its source. A commission one does not see is unknown (404).

        With the digitised original, the request is multipart/form-data: `data` is the same JSON, `scan` the file.
        """
        sent, upload = request.data, None
        if request.FILES:
            parts = payload(PastSessionWithScan, request)
            sent, upload = parts["data"], parts["scan"]
        commission = sent.get("commission") if isinstance(sent, dict) else None
        if is_uuid(commission):
            require(
                core_rules.can_create_session,
                request.user,
                get_object_or_404(Commission.objects.visible_to(request.user), pk=commission),
            )
        serializer = PastSessionInput(data=sent, context={"request": request})
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        require(core_rules.can_create_session, request.user, data["commission"])
        past = _past(data)
        if upload is not None:
            past = replace(past, scan=receive_scan(request, upload, data["commission"].scope_id, data["commission"].pk))
        return Response(
            SessionSerializer(record_past_session(past, by=request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=None, responses=BINARY)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def scan(self, request: Request, pk: str | None = None) -> FileResponse:
        """The digitised original of a session held on paper."""
        session = self.get_object()
        if session.scan is None:
            raise Http404
        return attachment(session.scan, session.scan.name)


def is_uuid(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _past(data: dict[str, Any]) -> PastSession:
    lists = ("items", "speeches", "guests", "presence", "recommendations", "facts")
    return PastSession(
        **{name: value for name, value in data.items() if name not in (*lists, "kind")},
        kind=SessionKind(data["kind"]),
        is_fictitious=data["commission"].is_fictitious,
        items=[_past_item(row) for row in data["items"]],
        speeches=[PastSpeech(**row | {"kind": SpeechKind(row["kind"])}) for row in data["speeches"]],
        guests=[PastGuest(**row) for row in data["guests"]],
        presence=[PastPresence(**row | {"kind": PresenceKind(row["kind"])}) for row in data["presence"]],
        recommendations=[PastRecommendation(**row) for row in data["recommendations"]],
        facts=[PastFact(**row) for row in data["facts"]],
    )


def _past_item(row: dict[str, Any]) -> PastItem:
    decision = row["decision"]
    return PastItem(
        title=row["title"],
        kind=ItemKind(row["kind"]),
        description=row["description"],
        presenter_label=row["presenter_label"],
        projects=row["projects"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        texts={Section.COMMUNICATION: row["communication"]} if row["communication"] else {},
        decision=PastDecision(Outcome(decision["outcome"]), decision["text"], decision["number"]) if decision else None,
    )
