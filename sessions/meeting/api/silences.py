"""What the act does not say, answered for one session; what was corrected after it. Over the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.enums import MajorityBase, MajorityRule, QuorumBase
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleKeyField, VisibleViewSet
from foundation.common.lists import Filters
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.enums import SilentRule
from sessions.core.models import CommissionSession, RuleAnswer
from sessions.core.queries.act_rules import sentence_of

from ..models import Correction
from ..operations.completing_rules import answer_silence


class RuleAnswerSerializer(serializers.ModelSerializer[RuleAnswer]):
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = RuleAnswer
        fields = ["id", "session", "rule", "values", "sentence", "ground", "answered_at", "capacity"]
        read_only_fields = fields

    def get_sentence(self, answer: RuleAnswer) -> str:
        return sentence_of(answer.rule, answer.values)


class NewRuleAnswer(serializers.Serializer[Any]):
    session = VisibleKeyField(CommissionSession)
    rule = serializers.ChoiceField(choices=SilentRule.choices)
    ground = serializers.CharField(max_length=300)
    quorum_base = serializers.ChoiceField(choices=QuorumBase.choices, required=False)
    quorum_numerator = serializers.IntegerField(min_value=1, max_value=500, required=False)
    quorum_denominator = serializers.IntegerField(min_value=1, max_value=500, required=False)
    quorum_plus_one = serializers.BooleanField(required=False)
    quorum_number = serializers.IntegerField(min_value=0, max_value=500, required=False)
    quorum_counts_proxies = serializers.BooleanField(required=False)
    quorum_leaves_out_absentees = serializers.BooleanField(required=False)
    proxies_allowed = serializers.BooleanField(required=False)
    proxy_limit = serializers.IntegerField(min_value=1, max_value=500, required=False)
    majority_rule = serializers.ChoiceField(choices=MajorityRule.choices, required=False)
    majority_base = serializers.ChoiceField(choices=MajorityBase.choices, required=False)
    majority_numerator = serializers.IntegerField(min_value=1, max_value=500, required=False)
    majority_denominator = serializers.IntegerField(min_value=1, max_value=500, required=False)
    majority_is_strict = serializers.BooleanField(required=False)
    majority_number = serializers.IntegerField(min_value=1, max_value=500, required=False)
    casting_vote = serializers.BooleanField(required=False)


class RuleAnswerFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")

    class Meta:
        model = RuleAnswer
        fields: tuple[str, ...] = ()


class RuleAnswerViewSet(VisibleViewSet):
    model = RuleAnswer
    serializer_class = RuleAnswerSerializer
    filterset_class = RuleAnswerFilter

    def get_queryset(self) -> QuerySet[RuleAnswer]:
        return super().get_queryset().select_related("session")

    @extend_schema(request=NewRuleAnswer, responses={201: RuleAnswerSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewRuleAnswer, request)
        session, rule, ground = data.pop("session"), data.pop("rule"), data.pop("ground")
        require(rules.can_conduct, request.user, session)
        answer = answer_silence(session.pk, rule=rule, values=data, ground=ground, by=request.user)
        return Response(RuleAnswerSerializer(answer).data, status=status.HTTP_201_CREATED)


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    class Meta:
        model = Correction
        fields = [
            "id",
            "session",
            "item",
            "kind",
            "target_id",
            "before",
            "after",
            "reason",
            "at",
            "by_name",
            "by_capacity",
        ]
        read_only_fields = fields


class CorrectionFilter(Filters):
    session = django_filters.UUIDFilter(field_name="session_id")

    class Meta:
        model = Correction
        fields: tuple[str, ...] = ()


class CorrectionViewSet(VisibleViewSet):
    """Read only: a correction is made by correcting a line of presence, a vote or a decision."""

    model = Correction
    serializer_class = CorrectionSerializer
    filterset_class = CorrectionFilter
