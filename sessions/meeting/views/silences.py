"""What the act of a commission does not say: seen, and answered for one session."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from commissions.queries import rule_lines
from foundation.common.requests import Request
from sessions.core import rules
from sessions.core.enums import SilentRule
from sessions.core.models import CommissionSession, RuleAnswer
from sessions.core.queries.act_rules import act_of, sentence_of, silences_of

from ..forms.silences import AnswerForm
from ..operations.completing_rules import ANSWERABLE, answer_silence
from .acting import guarded, live_act


@guarded(rules.can_read_presence, template="sessions/live/silences.html")
def silences(request: Request, session: CommissionSession) -> dict[str, Any]:
    rows = [
        {
            "rule": silence.rule.value,
            "label": silence.label,
            "answer": silence.answer,
            "sentence": sentence_of(silence.rule, silence.answer.values) if silence.answer is not None else "",
            "form": AnswerForm(rule=silence.rule, auto_id=f"{silence.rule}_%s"),
        }
        for silence in silences_of(session)
    ]
    can_answer = rules.can_conduct(request.user, session) and session.state in ANSWERABLE
    return {"silences": rows, "rules": rule_lines(act_of(session)), "can_answer": can_answer}


def _said(given: RuleAnswer) -> str:
    return f"Pour cette session : {sentence_of(given.rule, given.values)}. Le procès-verbal le dira."


def answer(request: Request, pk: UUID, rule: str) -> HttpResponse:
    if rule not in SilentRule.values:
        raise Http404
    view = live_act(
        answer_silence,
        "Ce que l’acte ne dit pas",
        "Répondre pour cette session",
        form=partial(AnswerForm, rule=SilentRule(rule)),
        said=_said,
        to=lambda request, session: reverse("sessions:silences", args=[session.pk]),
    )
    return view(request, pk)
