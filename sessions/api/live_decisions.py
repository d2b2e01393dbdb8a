"""The decisions, numbered when they are taken, and their reserves."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cmsic.common.api_input import payload
from cmsic.common.api_views import VisibleKeyField, VisibleViewSet
from cmsic.common.days import ApiDayField
from cmsic.common.permissions import require
from projects.models import Project

from .. import rules
from ..enums import Outcome
from ..models import AgendaItem, Decision, DecisionEffect, Reserve
from ..operations import deciding
from ..operations.deciding import ReserveLine
from .live import key_of


class DecisionEffectSerializer(serializers.ModelSerializer[DecisionEffect]):
    class Meta:
        model = DecisionEffect
        fields = ["project", "stage_before", "stage_after"]
        read_only_fields = fields


class ReserveSerializer(serializers.ModelSerializer[Reserve]):
    class Meta:
        model = Reserve
        fields = ["id", "decision", "project", "text", "due_on", "state", "lifted_at", "lifting_proof", "version"]
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    reference = serializers.CharField(read_only=True)
    effects = serializers.SerializerMethodField()
    reserves = ReserveSerializer(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "reference",
            "commission",
            "session",
            "item",
            "ballot",
            "year",
            "number",
            "outcome",
            "text",
            "decided_at",
            "effects",
            "reserves",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(DecisionEffectSerializer(many=True))
    def get_effects(self, decision: Decision) -> Any:
        return DecisionEffectSerializer(decision.effects.all(), many=True).data


class ReserveInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5000)
    project = VisibleKeyField(Project, required=False, allow_null=True, default=None)
    due_on = ApiDayField(required=False, allow_null=True, default=None)


class NewDecision(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField(max_length=50_000, required=False, allow_blank=True, default="")
    projects = VisibleKeyField(Project, many=True, required=False, default=None, allow_null=True, help_text="vide : tous les projets liés au point")
    reserves = ReserveInput(many=True, required=False, default=list)
    by_consensus = serializers.BooleanField(
        default=False, help_text="nécessaire sans vote clos qui adopte la conclusion ; « prend acte » et « ajourné » s’en passent"
    )


class CorrectedDecision(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=50_000, allow_blank=True)
    base_version = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="", help_text="Asked for once the session is over.")


class DecisionFilter(django_filters.FilterSet):
    session = django_filters.UUIDFilter(field_name="session_id")
    commission = django_filters.UUIDFilter(field_name="commission_id")
    project = django_filters.UUIDFilter(field_name="effects__project_id")
    year = django_filters.NumberFilter()
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices)


class DecisionViewSet(VisibleViewSet):
    model = Decision
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter

    def get_queryset(self) -> QuerySet[Decision]:
        return super().get_queryset().select_related("session").prefetch_related("effects", "reserves")

    @extend_schema(request=NewDecision, responses={201: DecisionSerializer})
    def create(self, request: Request) -> Response:
        """Decide on an item; the number is given in the same transaction."""
        data = payload(NewDecision, request)
        item = data["item"]
        require(rules.can_take_minutes, request.user, item.session)
        lines = [ReserveLine(text=line["text"], project_id=key_of(line["project"]), due_on=line["due_on"]) for line in data["reserves"]]
        decision = deciding.decide(
            item.pk,
            outcome=data["outcome"],
            text=data["text"],
            project_ids=None if data["projects"] is None else [project.pk for project in data["projects"]],
            reserves=lines,
            by_consensus=data["by_consensus"],
            by=request.user,
        )
        return Response(DecisionSerializer(decision).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedDecision, responses=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        decision = self.get_object()
        require(rules.can_take_minutes, request.user, decision.session)
        return Response(DecisionSerializer(deciding.correct_decision(decision.pk, **payload(CorrectedDecision, request), by=request.user)).data)


class ReserveFilter(django_filters.FilterSet):
    decision = django_filters.UUIDFilter(field_name="decision_id")
    project = django_filters.UUIDFilter(field_name="project_id")
    state = django_filters.CharFilter()


class ReserveViewSet(VisibleViewSet):
    model = Reserve
    serializer_class = ReserveSerializer
    filterset_class = ReserveFilter


DECISION_ROUTES: list[tuple[str, type]] = [
    ("decisions", DecisionViewSet),
    ("reserves", ReserveViewSet),
]
