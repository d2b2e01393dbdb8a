"""Written consultations over the API: the same operations, the same refusals."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common.acts import api_act, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import FactsInput, ReasonInput, Shown, Versioned, input_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from projects.models import Project
from sessions.core.models import CommissionSession
from sessions.preparing.api.serializers import Reminded

from . import operations as consulting
from . import rules
from .filters import ConsultationFilter
from .forms import CONSULTED
from .models import Consultation, ConsultationVoice
from .queries import standing_of


class ConsultationSerializer(Shown):
    standing = serializers.SerializerMethodField(
        help_text="où elle en est, en toutes lettres : « adoptée, à ratifier »"
    )

    class Meta:
        model = Consultation
        fields = (
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
        )

    def get_standing(self, row: Consultation) -> str:
        return standing_of(row)[0]


class NewConsultation(FactsInput):
    projects = serializers.ListField(child=VisibleKeyField(Project), required=False, default=list, max_length=100)

    class Meta:
        model = Consultation
        facts = consulting.ConsultationFacts
        fields: tuple[str, ...] = ("commission", *CONSULTED)


class ConsultationEdit(Versioned, NewConsultation):
    corrects = True

    class Meta(NewConsultation.Meta):
        fields = ("base_version", *CONSULTED)


class RatificationChoice(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)


class VoiceSerializer(Shown):
    class Meta:
        model = ConsultationVoice
        fields = (
            "id",
            "consultation",
            "seat",
            "person_name",
            "seat_label",
            "choice",
            "comment",
            "answered_at",
            "reminded_at",
        )


VoiceInput = input_of(consulting.Voiced)
_act = partial(api_act, rule=rules.can_conduct_consultation)


class ConsultationViewSet(VisibleViewSet):
    model = Consultation
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter
    create = api_create(
        consulting.write_consultation, rule=rules.can_consult, takes=NewConsultation, under="commission"
    )
    edit = _act(consulting.edit_consultation, name="edit", takes=ConsultationEdit)
    open = _act(consulting.open_consultation, name="open")
    close = _act(consulting.close_consultation, name="close")
    cancel = _act(consulting.cancel_consultation, name="cancel", takes=ReasonInput)

    def get_queryset(self) -> QuerySet[Consultation]:
        return super().get_queryset().select_related("commission", "ratification")

    def _conducted(self) -> Consultation:
        row = self.get_object()
        require(rules.can_conduct_consultation, self.request.user, row)
        return row

    @extend_schema(request=None, responses=Reminded)
    @action(detail=True, methods=["post"])
    def remind(self, request: ApiRequest, pk: str | None = None) -> Response:
        return Response({"letters": consulting.remind_consulted(self._conducted().pk, by=request.user)})

    @extend_schema(request=RatificationChoice)
    @action(detail=True, methods=["post"])
    def ratify(self, request: ApiRequest, pk: str | None = None) -> Response:
        """Put the ratification on the agenda of a session; `ratification` is the item it became."""
        row, session = self._conducted(), payload(RatificationChoice, request)["session"]
        consulting.put_to_ratification(row.pk, session.pk, by=request.user)
        return Response(ConsultationSerializer(self.get_object()).data)


class ConsultationVoiceViewSet(VisibleViewSet):
    model = ConsultationVoice
    serializer_class = VoiceSerializer
    filterset_fields = ["consultation"]
    answer = api_act(
        consulting.answer_consultation, name="answer", rule=rules.can_answer_consultation, takes=VoiceInput
    )
    note = api_act(consulting.note_voice, name="note", rule=rules.can_record_voice, takes=VoiceInput)

    def get_queryset(self) -> QuerySet[ConsultationVoice]:
        return super().get_queryset().select_related("consultation", "person")


CONSULTATION_ROUTES: list[tuple[str, type]] = [
    ("consultations", ConsultationViewSet),
    ("consultation-voices", ConsultationVoiceViewSet),
]
