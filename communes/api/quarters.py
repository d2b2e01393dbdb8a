"""The API of the follow-up: what each commune says, the answers to the grid, and the act that tells a quarter."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from foundation.common import clock
from foundation.common.acts import BARE, api_create
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, answer_of, input_of, shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from ministries.enums import CommuneStatus
from ministries.models import Commune
from plans.forms import Pasted

from ..filters import FollowFilter, GridAnswerFilter, OfCommuneFilter
from ..forms import ANSWERED
from ..models import CommuneQuarter, GridAnswer
from ..operations.quarter import Answered, tell_quarter
from ..operations.statuses import StatusTold, paste_statuses, tell_statuses
from ..queries.follow import followed
from ..queries.grid import Grid, grid
from ..rules import can_paste_statuses, can_tell_quarter

COUNTED = ("year", "number", "told_on", "grid", "questions", "yes", "no", "proven")
QuarterSerializer = shown_of(CommuneQuarter, "id", "commune", *COUNTED, "version")
GridAnswerSerializer = shown_of(GridAnswer, "id", "commune", "grid", "code", *ANSWERED, "answered_on", "version")
GridSerializer = answer_of(Grid)


class AnsweredInput(FactsInput):
    class Meta:
        model = GridAnswer
        fields = ("code", *ANSWERED)


class QuarterInput(serializers.Serializer[Any]):
    """The answers that changed; what is left out keeps its reply and its day."""

    answers = AnsweredInput(many=True, required=False)
    base_version = serializers.IntegerField(
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="Version du trimestre que l’on a lue, 0 s’il n’était pas renseigné ; absente : sans vérification.",
    )

    def validate_answers(self, sent: list[dict[str, Any]]) -> list[Answered]:
        return [Answered(**one) for one in sent]


class QuarterViewSet(VisibleViewSet):
    model = CommuneQuarter
    serializer_class = QuarterSerializer
    filterset_class = OfCommuneFilter

    create = api_create(tell_quarter, rule=can_tell_quarter, takes=QuarterInput, under="commune", parent=Commune)


class AnswerViewSet(VisibleViewSet):
    model = GridAnswer
    serializer_class = GridAnswerSerializer
    filterset_class = GridAnswerFilter

    @extend_schema(request=None, responses={200: GridSerializer})
    @action(detail=False, methods=["get"], url_path="grid", url_name="grid", **BARE)
    def grid(self, request: ApiRequest) -> Response:
        """The questions of the version that is answered today, with what would prove each and its source."""
        return Response(GridSerializer(grid()).data)


class FollowSerializer(serializers.ModelSerializer[Commune]):
    """What each line of the follow-up says; null is not known."""

    departement = serializers.CharField(source="departement.name", read_only=True, label="département")
    rsi_name = serializers.CharField(read_only=True, allow_null=True, label="RSI")
    told_on = serializers.DateField(read_only=True, allow_null=True, label="trimestre renseigné le")
    yes = serializers.IntegerField(read_only=True, label="oui")
    no = serializers.IntegerField(read_only=True, label="non")
    proven = serializers.IntegerField(read_only=True, label="réponses avec preuve")
    agents = serializers.IntegerField(read_only=True, allow_null=True, label="agents")
    addresses = serializers.IntegerField(read_only=True, allow_null=True, label="adresses en usage")
    counted_on = serializers.DateField(read_only=True, allow_null=True, label="adresses comptées le")
    connection = serializers.CharField(read_only=True, allow_null=True, label="connexion")
    live_projects = serializers.IntegerField(read_only=True, label="projets à venir ou en cours")
    all_projects = serializers.IntegerField(read_only=True, label="projets")
    open_steps = serializers.IntegerField(read_only=True, label="étapes à franchir")
    late_steps = serializers.IntegerField(read_only=True, label="étapes en retard")
    has_road_map = serializers.BooleanField(read_only=True, label="feuille de route en application")

    class Meta:
        model = Commune
        fields = (
            *("id", "name", "departement", "status", "rsi_name", "told_on", "yes", "no", "proven", "agents"),
            *("addresses", "counted_on", "connection", "live_projects", "all_projects", "open_steps", "late_steps"),
            "has_road_map",
        )


class StatusInput(serializers.Serializer[Any]):
    commune = serializers.UUIDField(help_text="Identifiant de la commune.")
    status = serializers.ChoiceField(CommuneStatus.choices, allow_blank=True, help_text="Vide : non renseigné.")
    was = serializers.ChoiceField(
        CommuneStatus.choices,
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="Statut que l’on a lu : un autre enregistré entre-temps donne 409 ; absent : sans vérification.",
    )


class StatusesInput(serializers.Serializer[Any]):
    """The communes whose status is told; those left out keep theirs."""

    told = StatusInput(many=True)

    def validate_told(self, sent: list[dict[str, Any]]) -> list[StatusTold]:
        return [StatusTold(**one) for one in sent]


PastedInput = input_of(Pasted)
ChangedSerializer = shown_of(Commune, "id", "name", "status", "version", called="ChangedCommune")


class FollowViewSet(VisibleViewSet):
    model = Commune
    serializer_class = FollowSerializer
    filterset_class = FollowFilter

    def get_queryset(self) -> QuerySet[Commune]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        rows: QuerySet[Commune] = followed(self.request.user, clock.today())
        return rows

    @extend_schema(request=StatusesInput, responses={200: ChangedSerializer(many=True)})
    @action(detail=False, methods=["post"], url_path="tell-statuses", url_name="tell-statuses", **BARE)
    def tell_statuses(self, request: ApiRequest) -> Response:
        """Give communes their legal status, all or none; answer with those that changed."""
        require(can_paste_statuses, request.user)
        changed = tell_statuses(**payload(StatusesInput, request), by=request.user)
        return Response(ChangedSerializer(changed, many=True).data)

    @extend_schema(request=PastedInput, responses={200: ChangedSerializer(many=True)})
    @action(detail=False, methods=["post"], url_path="paste-statuses", url_name="paste-statuses", **BARE)
    def paste_statuses(self, request: ApiRequest) -> Response:
        """Give the communes of a table their legal status, all or none; answer with those that changed."""
        require(can_paste_statuses, request.user)
        changed = paste_statuses(**payload(PastedInput, request), by=request.user)
        return Response(ChangedSerializer(changed, many=True).data)
