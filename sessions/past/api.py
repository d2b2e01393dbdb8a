"""Record over the API a session that was held on paper."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from commissions.models import Commission, Seat
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import Declared, VisibleKeyField, VisibleViewSet
from foundation.common.facts import FactsInput, ReasonInput, Versioned
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from foundation.documents.api.downloads import api_file
from foundation.documents.models import StoredFile
from ministries.models import FactSource
from projects.models import Project
from recommendations.models import Recommendation
from sessions.core import rules
from sessions.core.enums import PresenceKind, SpeechKind
from sessions.core.models import AgendaItem, CommissionSession, Decision, Guest, Speech
from sessions.preparing.api.serializers import SessionSerializer

from .forms import HELD, LABELS
from .operations import correct_past_session, past_of, receive_scan, record_past_session, remove_past_line
from .queries import INVITED, POINT, RECOMMENDED, SPOKEN
from .rules import can_correct_past

PAST_PRESENCES = [
    (kind.value, kind.label) for kind in (PresenceKind.ARRIVED, PresenceKind.REPRESENTED, PresenceKind.EXCUSED)
]


def _number(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, **options)


class PastFactInput(FactsInput):
    class Meta:
        model = FactSource
        fields = ("field", "source", "note", "is_contested")
        extra_kwargs = {
            "field": {"label": "À propos de"},
            "note": {"label": "Chiffre ou fait, tel que la source le donne"},
        }


class PastSpeechInput(FactsInput):
    kind = serializers.ChoiceField(choices=SpeechKind.choices, default=SpeechKind.OPENING.value)

    class Meta:
        model = Speech
        fields = SPOKEN


class PastDecisionInput(FactsInput):
    number = _number(max_value=9999)

    class Meta:
        model = Decision
        fields = ("outcome", "text", "number")


class PastItemInput(FactsInput):
    communication = serializers.CharField(required=False, allow_blank=True, default="", max_length=100_000)
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)
    decision = PastDecisionInput(required=False, allow_null=True, default=None)

    class Meta:
        model = AgendaItem
        fields: tuple[str, ...] = (*POINT, "description", "communication", "projects", "decision")
        extra_kwargs = {"outcome": {"allow_null": True}}


class PastGuestInput(FactsInput):
    class Meta:
        model = Guest
        fields = INVITED


class PastPresenceInput(serializers.Serializer[Any]):
    seat = VisibleKeyField(Seat)
    kind = serializers.ChoiceField(choices=PAST_PRESENCES, default=PresenceKind.ARRIVED.value)
    person_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class PastRecommendationInput(FactsInput):
    item = _number(help_text="rang du point, à partir de 1", max_value=99)
    number = _number(max_value=9999)

    class Meta:
        model = Recommendation
        fields = (*RECOMMENDED, "item", "number")


class PastSessionInput(FactsInput):
    """A session held on paper. Everything but the source, the commission and the year may stay empty."""

    year = serializers.IntegerField(min_value=1960, max_value=2100)
    source: Declared = serializers.CharField(max_length=2000)
    number = _number(max_value=999)
    ended_at = serializers.TimeField(required=False, allow_null=True, default=None)
    items = PastItemInput(many=True, required=False, default=list)
    speeches = PastSpeechInput(many=True, required=False, default=list)
    guests = PastGuestInput(many=True, required=False, default=list)
    presence = PastPresenceInput(many=True, required=False, default=list)
    recommendations = PastRecommendationInput(many=True, required=False, default=list)
    facts: Declared = PastFactInput(many=True, required=False, default=list)

    class Meta:
        model = CommissionSession
        extra_kwargs = {name: {"label": label} for name, label in LABELS.items()}
        fields: tuple[str, ...] = (
            "commission",
            "year",
            "source",
            "number",
            *HELD,
            "ended_at",
            "items",
            "speeches",
            "guests",
            "presence",
            "recommendations",
            "facts",
        )


def _recorded(kind: Any) -> Any:
    """The same line: with `id`, one that was recorded; without, one more."""
    key = serializers.UUIDField(source="pk", required=False, allow_null=True, default=None)
    meta = type("Meta", (kind.Meta,), {"fields": ("id", *kind.Meta.fields)})
    name = kind.__name__.replace("Past", "Corrected")
    return type(name, (kind,), {"id": key, "Meta": meta, "__doc__": _recorded.__doc__})


class PastCorrection(Versioned, PastSessionInput):
    """The facts as they shall be, the items and presences that change, the lines that are new; `source`: where the
    correction comes from.
    """

    year: Declared = None
    items = _recorded(PastItemInput)(many=True, required=False, default=list)
    speeches = _recorded(PastSpeechInput)(many=True, required=False, default=list)
    guests = _recorded(PastGuestInput)(many=True, required=False, default=list)
    recommendations = _recorded(PastRecommendationInput)(many=True, required=False, default=list)
    facts = _recorded(PastFactInput)(many=True, required=False, default=list)

    class Meta(PastSessionInput.Meta):
        fields = (
            "base_version",
            *(name for name in PastSessionInput.Meta.fields if name not in ("commission", "year", "kind")),
        )


class RemovedLineInput(ReasonInput):
    line = serializers.UUIDField(help_text="un point, une décision, une recommandation, une présence, un invité…")


class PastSessionWithScan(serializers.Serializer[Any]):
    data: Declared = serializers.JSONField(help_text="la session, comme dans une demande JSON")
    scan = serializers.FileField(help_text="l’original numérisé : PDF ou image")


def _scan_of(session: CommissionSession) -> tuple[StoredFile, str]:
    if session.scan is None:
        raise Http404
    return session.scan, session.scan.name


class PastActions(VisibleViewSet):
    scan = api_file("scan", _scan_of, "The digitised original of a session held on paper.")

    @extend_schema(
        request={"application/json": PastSessionInput, "multipart/form-data": PastSessionWithScan},
        responses={201: SessionSerializer},
    )
    @action(detail=False, methods=["post"], url_path="record-past")
    def record_past(self, request: ApiRequest) -> Response:
        """Record a session held on paper, with its source. A commission one does not see is unknown (404).

        With the digitised original, the request is multipart/form-data: `data` is the same JSON, `scan` the file.
        """
        sent, upload = request.data, None
        if request.FILES:
            parts = payload(PastSessionWithScan, request)
            sent, upload = parts["data"], parts["scan"]
        if key := _key_in(sent):
            visible = Commission.objects.visible_to(request.user)
            require(rules.can_create_session, request.user, get_object_or_404(visible, pk=key))
        serializer = PastSessionInput(data=sent, context={"request": request})
        serializer.is_valid(raise_exception=True)
        data: Any = serializer.validated_data
        require(rules.can_create_session, request.user, data["commission"])
        past = past_of(data)
        if upload is not None:
            past = replace(past, scan=receive_scan(upload, data["commission"], by=request.user))
        return Response(
            SessionSerializer(record_past_session(past, by=request.user)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=PastCorrection, responses=SessionSerializer)
    @action(detail=True, methods=["post"], url_path="correct-past")
    def correct_past(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Correct and complete a session held on paper; what was written before stays in its history."""
        session = self.get_object()
        require(can_correct_past, request.user, session)
        data: Any = payload(PastCorrection, request)
        version = data.pop("base_version")
        past = past_of(data | {"commission": session.commission, "year": session.year, "kind": session.kind})
        session = correct_past_session(session.pk, past, base_version=version, by=request.user)
        return Response(SessionSerializer(session).data)

    remove_past_line = api_act(remove_past_line, rule=can_correct_past, takes=RemovedLineInput)


def _key_in(sent: Any) -> UUID | None:
    """The commission that is named, when it can be one."""
    try:
        return UUID(str(sent.get("commission"))) if isinstance(sent, dict) else None
    except ValueError:
        return None
