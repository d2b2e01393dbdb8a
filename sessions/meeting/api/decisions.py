"""The decisions, numbered when they are taken, and their reserves."""

from operator import attrgetter
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from foundation.common.api_input import payload
from foundation.common.days import ApiDayField
from foundation.common.facts import shown_of
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest
from projects.models import Project
from sessions.core import rules as core_rules
from sessions.core.enums import Outcome, Relation
from sessions.core.models import AgendaItem, Decision, DecisionEffect, DecisionRelation, Reserve, ReserveOverride

from .. import rules
from ..filters import REGISTER_STATES, register_filter
from ..forms import live as forms
from ..forms.deliberation import ProofForm, RelationForm
from ..operations import deciding, relating
from ..operations.deciding import ReserveLine
from .shared import VERSION, SessionRows, act, key, keyed, sent

RESERVE = ("id", "decision", "project", "text", "due_on", "state", "lifted_at", "lifting_proof", "version")
EffectSerializer = shown_of(DecisionEffect, "project", "stage_before", "stage_after")
ReserveSerializer = shown_of(Reserve, *RESERVE)
OverrideSerializer = shown_of(ReserveOverride, "reserve", "reason", "chair_name")
RelationSerializer = shown_of(DecisionRelation, "id", "decision", "earlier", "kind", "said_at", "version")
DecisionSerializer = shown_of(
    Decision,
    *("id", "commission", "session", "item", "ballot", "year", "number", "outcome", "text", "decided_at", "version"),
    reference=serializers.CharField(read_only=True),
    effects=EffectSerializer(many=True, read_only=True),
    reserves=ReserveSerializer(many=True, read_only=True),
    overrides=OverrideSerializer(
        many=True, read_only=True, help_text="les réserves d’une décision antérieure que la présidence a passées outre"
    ),
    relations=RelationSerializer(
        many=True, read_only=True, help_text="ce qu’elle fait des décisions antérieures ; nature vide : reste à dire"
    ),
)


class ReserveInput(serializers.Serializer):
    text = serializers.CharField(max_length=5000)
    project = key(Project, "project_id", optional=True)
    due_on = ApiDayField(required=False, allow_null=True, default=None)


class RelationInput(serializers.Serializer):
    earlier = key(Decision)
    kind = serializers.ChoiceField(choices=Relation.choices)


NewDecision = sent(
    "NewDecision",
    forms.DecisionForm,
    *("text", "override_reason", "by_consensus"),
    item=key(AgendaItem),
    outcome=serializers.ChoiceField(choices=Outcome.choices),
    projects=key(Project, many=True, optional=True, help_text="vide : tous les projets liés au point"),
    reserves=ReserveInput(many=True, required=False, default=list),
    relations=RelationInput(many=True, required=False, default=list),
)
CorrectedDecision = sent(
    "CorrectedDecision",
    forms.DecisionTextForm,
    text=serializers.CharField(max_length=forms.LONG, allow_blank=True),
    **VERSION,
)


class DecisionViewSet(SessionRows):
    model = Decision
    serializer_class = DecisionSerializer
    filterset_class = keyed(
        "session",
        "commission",
        project=django_filters.UUIDFilter("effects__project_id"),
        year=django_filters.NumberFilter(),
        outcome=django_filters.ChoiceFilter(choices=Outcome.choices),
        register=django_filters.ChoiceFilter(
            choices=REGISTER_STATES, method=lambda rows, name, value: register_filter(rows, value)
        ),
    )

    def get_queryset(self) -> QuerySet[Decision]:
        # An earlier decision that one may not see is not named.
        relations = Prefetch("relations", DecisionRelation.objects.visible_to(self.request.user).order_by("pk"))
        return super().get_queryset().prefetch_related("effects", "reserves", "overrides", relations)

    @extend_schema(request=NewDecision)
    def create(self, request: ApiRequest) -> Response:
        """Decide on an item; the number is given in the same transaction."""
        data = payload(NewDecision, request)
        item, projects = data.pop("item"), data.pop("projects")
        require(core_rules.can_take_minutes, request.user, item.session)
        decision = deciding.decide(
            item.pk,
            **data
            | {
                "project_ids": None if projects is None else [project.pk for project in projects],
                "reserves": [ReserveLine(**line) for line in data["reserves"]],
                "relations": {str(line["earlier"].pk): line["kind"] for line in data["relations"]},
            },
            by=request.user,
        )
        return Response(DecisionSerializer(decision).data, status=201)

    correct = act(deciding.correct_decision, CorrectedDecision, rule=core_rules.can_take_minutes, name="correct")


class ReserveViewSet(SessionRows):
    model, related = Reserve, ("decision__session",)
    serializer_class = ReserveSerializer
    filterset_class = keyed("decision", "project", state=django_filters.CharFilter())

    lift = act(
        relating.lift_reserve,
        sent("LiftedReserve", ProofForm, **VERSION),
        rule=rules.can_lift_reserve,
        of=attrgetter("decision.session"),
        name="lift",
    )


class DecisionRelationViewSet(SessionRows):
    model, related = DecisionRelation, ("decision__session",)
    serializer_class = RelationSerializer
    filterset_class = keyed("decision", "earlier")

    say = act(
        relating.say_relation,
        sent("SaidRelation", RelationForm, **VERSION),
        rule=core_rules.can_take_minutes,
        of=attrgetter("decision.session"),
        name="say",
    )


DECISION_ROUTES: list[tuple[str, Any]] = [
    ("decisions", DecisionViewSet),
    ("decision-relations", DecisionRelationViewSet),
    ("reserves", ReserveViewSet),
]
