"""The decisions, numbered when they are taken, and their reserves."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.days import ApiDayField
from foundation.common.lists import Filters
from foundation.common.permissions import require
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import Outcome, Relation
from sessions.core.models import AgendaItem, Decision, DecisionEffect, DecisionRelation, Reserve

from .. import rules
from ..filters import REGISTER_STATES, register_filter
from ..operations import deciding, relating
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


class DecisionRelationSerializer(serializers.ModelSerializer[DecisionRelation]):
    class Meta:
        model = DecisionRelation
        fields = ["id", "decision", "earlier", "kind", "said_at", "version"]
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    reference = serializers.CharField(read_only=True)
    effects = serializers.SerializerMethodField()
    reserves = ReserveSerializer(many=True, read_only=True)
    relations = DecisionRelationSerializer(
        many=True, read_only=True, help_text="ce qu’elle fait des décisions antérieures ; nature vide : reste à dire"
    )

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
            "relations",
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


class RelationInput(serializers.Serializer[Any]):
    earlier = VisibleKeyField(Decision)
    kind = serializers.ChoiceField(choices=Relation.choices)


class SaidRelation(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Relation.choices)
    base_version = serializers.IntegerField(min_value=1)


class LiftedReserve(serializers.Serializer[Any]):
    proof = serializers.CharField(max_length=5000)
    base_version = serializers.IntegerField(min_value=1)


class NewDecision(serializers.Serializer[Any]):
    item = VisibleKeyField(AgendaItem)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField(max_length=50_000, required=False, allow_blank=True, default="")
    projects = VisibleKeyField(
        Project,
        many=True,
        required=False,
        default=None,
        allow_null=True,
        help_text="vide : tous les projets liés au point",
    )
    reserves = ReserveInput(many=True, required=False, default=list)
    override_reason = serializers.CharField(
        max_length=5000,
        required=False,
        allow_blank=True,
        default="",
        help_text="pourquoi la présidence passe outre les réserves ouvertes ; imprimé au procès-verbal",
    )
    relations = RelationInput(many=True, required=False, default=list)
    by_consensus = serializers.BooleanField(
        default=False,
        help_text="nécessaire sans vote clos qui adopte la conclusion ; « prend acte » et « ajourné » s’en passent",
    )


class CorrectedDecision(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=50_000, allow_blank=True)
    base_version = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default="", help_text="Demandé une fois la session levée."
    )


class DecisionFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")
    commission = django_filters.UUIDFilter(field_name="commission_id")
    project = django_filters.UUIDFilter(field_name="effects__project_id")
    year = django_filters.NumberFilter()
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices)
    register = django_filters.ChoiceFilter(choices=REGISTER_STATES, method="in_register")

    def in_register(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        return register_filter(rows, value)


class DecisionViewSet(VisibleViewSet):
    model = Decision
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter

    def get_queryset(self) -> QuerySet[Decision]:
        # An earlier decision that one may not see is not named.
        relations = Prefetch("relations", DecisionRelation.objects.visible_to(self.request.user).order_by("pk"))
        return super().get_queryset().select_related("session").prefetch_related("effects", "reserves", relations)

    @extend_schema(request=NewDecision, responses={201: DecisionSerializer})
    def create(self, request: Request) -> Response:
        """Decide on an item; the number is given in the same transaction."""
        data = payload(NewDecision, request)
        item = data["item"]
        require(core_rules.can_take_minutes, request.user, item.session)
        lines = [
            ReserveLine(text=line["text"], project_id=key_of(line["project"]), due_on=line["due_on"])
            for line in data["reserves"]
        ]
        decision = deciding.decide(
            item.pk,
            outcome=data["outcome"],
            text=data["text"],
            project_ids=None if data["projects"] is None else [project.pk for project in data["projects"]],
            reserves=lines,
            by_consensus=data["by_consensus"],
            override_reason=data["override_reason"],
            relations={str(line["earlier"].pk): line["kind"] for line in data["relations"]},
            by=request.user,
        )
        return Response(DecisionSerializer(decision).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedDecision, responses=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str | None = None) -> Response:
        decision = self.get_object()
        require(core_rules.can_take_minutes, request.user, decision.session)
        return Response(
            DecisionSerializer(
                deciding.correct_decision(decision.pk, **payload(CorrectedDecision, request), by=request.user)
            ).data
        )


class ReserveFilter(Filters):
    decision = django_filters.UUIDFilter(field_name="decision_id")
    project = django_filters.UUIDFilter(field_name="project_id")
    state = django_filters.CharFilter()


class ReserveViewSet(VisibleViewSet):
    model = Reserve
    serializer_class = ReserveSerializer
    filterset_class = ReserveFilter

    def get_queryset(self) -> QuerySet[Reserve]:
        return super().get_queryset().select_related("decision__session")

    @extend_schema(request=LiftedReserve, responses=ReserveSerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str | None = None) -> Response:
        """Lift a reserve with its proof."""
        reserve = self.get_object()
        require(rules.can_lift_reserve, request.user, reserve.decision.session)
        return Response(
            ReserveSerializer(
                relating.lift_reserve(reserve.pk, **payload(LiftedReserve, request), by=request.user)
            ).data
        )


class DecisionRelationFilter(Filters):
    decision = django_filters.UUIDFilter(field_name="decision_id")
    earlier = django_filters.UUIDFilter(field_name="earlier_id")

    class Meta:
        model = DecisionRelation
        fields: tuple[str, ...] = ()


class DecisionRelationViewSet(VisibleViewSet):
    model = DecisionRelation
    serializer_class = DecisionRelationSerializer
    filterset_class = DecisionRelationFilter

    def get_queryset(self) -> QuerySet[DecisionRelation]:
        return super().get_queryset().select_related("decision__session")

    @extend_schema(request=SaidRelation, responses=DecisionRelationSerializer)
    @action(detail=True, methods=["post"])
    def say(self, request: Request, pk: str | None = None) -> Response:
        """Say what the decision does to the earlier one."""
        relation = self.get_object()
        require(core_rules.can_take_minutes, request.user, relation.decision.session)
        return Response(
            DecisionRelationSerializer(
                relating.say_relation(relation.pk, **payload(SaidRelation, request), by=request.user)
            ).data
        )


DECISION_ROUTES: list[tuple[str, type]] = [
    ("decisions", DecisionViewSet),
    ("decision-relations", DecisionRelationViewSet),
    ("reserves", ReserveViewSet),
]
