"""Written consultations over the API: the same operations, the same refusals."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Commission
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.permissions import require
from projects.models import Project
from sessions.core.enums import Outcome, Voice
from sessions.core.models import CommissionSession
from sessions.preparing.api.serializers import Reminded, SessionReason

from . import operations as consulting
from . import rules
from .filters import ConsultationFilter
from .models import Consultation, ConsultationVoice
from .queries import standing_of

PROPOSABLE = [(outcome.value, outcome.label) for outcome in consulting.PROPOSABLE]


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    standing = serializers.SerializerMethodField(
        help_text="où elle en est, en toutes lettres : « adoptée, à ratifier »"
    )

    class Meta:
        model = Consultation
        fields = [
            "id",
            "commission",
            "number",
            "year",
            "state",
            "standing",
            "title",
            "text",
            "question",
            "proposed_outcome",
            "ground",
            "closes_on",
            "opened_at",
            "closed_at",
            "cancelled_because",
            "votes_for",
            "votes_against",
            "abstentions",
            "result",
            "snapshot",
            "ratification",
            "version",
        ]
        read_only_fields = fields

    def get_standing(self, row: Consultation) -> str:
        return standing_of(row)[0]


class ConsultationFactsSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    question = serializers.CharField(max_length=2000)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=50_000)
    proposed_outcome = serializers.ChoiceField(choices=PROPOSABLE, default=Outcome.FAVOURABLE.value)
    closes_on = ApiDayField(required=False, allow_null=True, default=None)
    ground = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)


class NewConsultation(ConsultationFactsSerializer):
    commission = VisibleKeyField(Commission)


class ConsultationEdit(ConsultationFactsSerializer):
    base_version = serializers.IntegerField(min_value=1)


class RatificationChoice(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class VoiceSerializer(serializers.ModelSerializer[ConsultationVoice]):
    class Meta:
        model = ConsultationVoice
        fields = [
            "id",
            "consultation",
            "seat",
            "person_name",
            "seat_label",
            "choice",
            "comment",
            "answered_at",
            "reminded_at",
        ]
        read_only_fields = fields


class NewVoice(serializers.Serializer[Any]):
    choice = serializers.ChoiceField(choices=Voice.choices)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class ConsultationViewSet(VisibleViewSet):
    model = Consultation
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter

    def get_queryset(self) -> QuerySet[Consultation]:
        return super().get_queryset().select_related("commission", "ratification")

    def allowed(self) -> Consultation:
        row = self.get_object()
        require(rules.can_conduct_consultation, self.request.user, row)
        return row

    def shown(self, row: Consultation) -> Response:
        return Response(ConsultationSerializer(row).data)

    @extend_schema(request=NewConsultation, responses={201: ConsultationSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewConsultation, request)
        commission = data.pop("commission")
        require(rules.can_consult, request.user, commission)
        row = consulting.write_consultation(commission.pk, _facts(data), by=request.user)
        return Response(ConsultationSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ConsultationEdit, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed()
        data = payload(ConsultationEdit, request)
        version = data.pop("base_version")
        return self.shown(consulting.edit_consultation(row.pk, _facts(data), base_version=version, by=request.user))

    @extend_schema(request=None, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str | None = None) -> Response:
        """Ask each member with a vote; the consultation takes its number."""
        return self._act(consulting.open_consultation)

    @extend_schema(request=None, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Count the answers by the rules of the act."""
        return self._act(consulting.close_consultation)

    def _act(self, operation: Callable[..., Consultation]) -> Response:
        return self.shown(operation(self.allowed().pk, by=self.request.user))

    @extend_schema(request=None, responses=Reminded)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: str | None = None) -> Response:
        return Response({"letters": consulting.remind_consulted(self.allowed().pk, by=request.user)})

    @extend_schema(request=SessionReason, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        row = self.allowed()
        return self.shown(consulting.cancel_consultation(row.pk, **payload(SessionReason, request), by=request.user))

    @extend_schema(request=RatificationChoice, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def ratify(self, request: Request, pk: str | None = None) -> Response:
        """Put the ratification on the agenda of a session; `ratification` is the item it became."""
        row = self.allowed()
        consulting.put_to_ratification(row.pk, payload(RatificationChoice, request)["session"].pk, by=request.user)
        return self.shown(self.get_object())


def _facts(data: dict[str, Any]) -> consulting.ConsultationFacts:
    return consulting.ConsultationFacts(**data | {"proposed_outcome": Outcome(data["proposed_outcome"])})


class ConsultationVoiceViewSet(VisibleViewSet):
    model = ConsultationVoice
    serializer_class = VoiceSerializer
    filterset_fields = ["consultation"]

    def get_queryset(self) -> QuerySet[ConsultationVoice]:
        return super().get_queryset().select_related("consultation", "person")

    @extend_schema(request=NewVoice, responses=VoiceSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """The member consulted answers, or changes his answer."""
        voice = self.get_object()
        require(rules.can_answer_consultation, request.user, voice)
        return Response(
            VoiceSerializer(
                consulting.answer_consultation(voice.pk, **payload(NewVoice, request), by=request.user)
            ).data
        )

    @extend_schema(request=NewVoice, responses=VoiceSerializer)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: str | None = None) -> Response:
        """The secretary notes an answer he received on paper."""
        voice = self.get_object()
        require(rules.can_record_voice, request.user, voice)
        return Response(
            VoiceSerializer(
                consulting.answer_consultation(voice.pk, **payload(NewVoice, request), by=request.user, recorded=True)
            ).data
        )


CONSULTATION_ROUTES: list[tuple[str, type]] = [
    ("consultations", ConsultationViewSet),
    ("consultation-voices", ConsultationVoiceViewSet),
]
