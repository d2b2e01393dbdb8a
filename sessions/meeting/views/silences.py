"""What the act of a commission does not say: seen, and answered for one session."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from commissions.queries import rule_lines
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.models import RuleAnswer
from sessions.core.queries.act_rules import act_of, sentence_of, silences_of
from sessions.core.views.shown import visible_session

from ..forms.silences import FORMS
from ..operations.completing_rules import ANSWERABLE, answer_silence
from .acting import live_act


@require_safe
def silences(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_read_presence, request.user, session)
    rows = [
        {
            "rule": silence.rule.value,
            "label": silence.label,
            "answer": silence.answer,
            "sentence": sentence_of(silence.rule, silence.answer.values) if silence.answer is not None else "",
            "form": FORMS[silence.rule](auto_id=f"{silence.rule}_%s"),
        }
        for silence in silences_of(session)
    ]
    context = {
        "session": session,
        "silences": rows,
        "rules": rule_lines(act_of(session)),
        "can_answer": rules.can_conduct(request.user, session) and session.state in ANSWERABLE,
    }
    return render(request, "sessions/live/silences.html", context, using="jinja2")


def _said(given: RuleAnswer) -> str:
    return f"Pour cette session : {sentence_of(given.rule, given.values)}. Le procès-verbal le dira."


ANSWERS = {
    rule: live_act(
        answer_silence,
        "Ce que l’acte ne dit pas",
        "Répondre pour cette session",
        form=form,
        said=_said,
        to=lambda request, session: reverse("sessions:silences", args=[session.pk]),
    )
    for rule, form in FORMS.items()
}


@require_POST
def answer(request: HttpRequest, pk: UUID, rule: str) -> HttpResponse:
    if rule not in ANSWERS:
        raise Http404
    return ANSWERS[rule](request, pk)
