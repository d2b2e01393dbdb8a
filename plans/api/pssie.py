"""The API of the PSSIE: where each ministry is, and what it answers of each measure."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import BARE, api_act, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.facts import Shown, answer_of, edited_input, input_of, new_input, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from ministries.models import Ministry

from .. import operations, rules
from ..filters import AnswerFilter
from ..forms import ANSWERED, Pasted
from ..models import MeasureAnswer
from ..queries.pssie import Conformity, conformity_of, ministries_read, with_measures
from ..register import MEASURES
from .plans import piece

AnswerSerializer = shown_of(MeasureAnswer, "id", "ministry", "measure", *ANSWERED, "proof_file", "version")
MeasureSerializer: Any = dict(MEASURES.routes)[MEASURES.name].serializer_class  # type: ignore[attr-defined]
FIGURES = ("measures", "counted", "done", "running", "not_started", "without_object", "unknown", "late", "sentence")
ConformityFigures = answer_of(Conformity, *FIGURES)


class PssieConformitySerializer(Shown):
    conformity = serializers.SerializerMethodField(help_text="ses mesures, par état ; `counted` est le dénominateur")
    plan_adopted_on = serializers.DateField(read_only=True, label="plan d’action adopté le")

    class Meta:
        model = Ministry
        fields = ("id", "name", "acronym", "conformity", "plan_adopted_on")

    @extend_schema_field(ConformityFigures)
    def get_conformity(self, row: Any) -> dict[str, Any]:
        return ConformityFigures(conformity_of(row)).data


class PastedMeasures(input_of(Pasted)):  # type: ignore[misc]
    ministry = VisibleKeyField(Ministry, required=False, allow_null=True, default=None)


class ConformityViewSet(VisibleViewSet):
    model = Ministry
    serializer_class = PssieConformitySerializer
    filterset_class: Any = None

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return with_measures(ministries_read(self.request.user), clock.today())

    @extend_schema(request=PastedMeasures, responses={201: MeasureSerializer(many=True)})
    @action(detail=False, methods=["post"], url_path="paste-measures", url_name="paste-measures", **BARE)
    def paste_measures(self, request: ApiRequest) -> Response:
        """Add the measures of some lines, for all ministries or for one."""
        require(rules.can_keep_measure, request.user)
        made = operations.paste_measures(**payload(PastedMeasures, request), by=request.user)
        shown = MeasureSerializer(made, many=True, context=self.get_serializer_context())
        return Response(shown.data, status=201)


class AnswerViewSet(VisibleViewSet):
    model = MeasureAnswer
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter

    create = api_create(
        operations.answer_measure,
        rule=rules.can_answer_measures,
        takes=new_input(MeasureAnswer, "measure", *ANSWERED, "upload", upload=piece()),
        under="ministry",
        parent=Ministry,
    )
    edit = api_act(
        operations.edit_answer,
        rule=rules.can_answer_measures,
        of=lambda row: row.ministry,
        name="edit",
        takes=edited_input(MeasureAnswer, *ANSWERED, "upload", upload=piece()),
    )
