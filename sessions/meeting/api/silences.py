"""What the act does not say, answered for one session; what was corrected after it. Over the API."""

from typing import Any

from rest_framework import serializers

from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import shown_of
from sessions.core.enums import SilentRule
from sessions.core.models import CommissionSession, RuleAnswer
from sessions.core.queries.act_rules import sentence_of

from ..forms.silences import AnswerForm
from ..models import Correction
from ..operations.completing_rules import answer_silence
from .shared import SessionRows, key, keyed, new, sent_bare

CORRECTION = ("id", "session", "item", "kind", "target_id", "before", "after", "reason", "at", "by_name", "by_capacity")


class SentenceField(serializers.CharField):
    """An answer in words."""

    def to_representation(self, value: Any) -> str:
        return sentence_of(value.rule, value.values)


NewRuleAnswer = sent_bare(
    "NewRuleAnswer",
    AnswerForm,
    session=key(CommissionSession),
    rule=serializers.ChoiceField(choices=SilentRule.choices),
    ground=serializers.CharField(max_length=300),
)


def _answer(session_id, *, rule, ground, by, **values):
    """Say what holds for one session where its act is silent, and on what ground."""
    return answer_silence(session_id, rule=rule, values=values, ground=ground, by=by)


class RuleAnswerViewSet(SessionRows):
    model = RuleAnswer
    serializer_class = shown_of(
        RuleAnswer,
        *("id", "session", "rule", "values", "ground", "answered_at", "capacity"),
        sentence=SentenceField(source="*", read_only=True),
    )
    filterset_class = keyed("session")

    create = new(_answer, NewRuleAnswer)


class CorrectionViewSet(VisibleViewSet):
    """Read only: a correction is made by correcting a line of presence, a vote or a decision."""

    model = Correction
    serializer_class = shown_of(Correction, *CORRECTION)
    filterset_class = keyed("session")
