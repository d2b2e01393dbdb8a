"""The same name has the same label and the same limits on the live page and in the API."""

import pytest
from rest_framework import serializers

from foundation.common.days import ApiDayField
from sessions.meeting.api import decisions, live, presence, silences, texts, votes
from sessions.meeting.api.shared import sent
from sessions.meeting.forms import live as forms
from sessions.meeting.forms.deliberation import ProofForm
from sessions.meeting.forms.silences import AnswerForm

PAIRS = [
    (forms.ReasonForm, live.LiveReason),
    (forms.NoQuorumForm, live.NoQuorum),
    (forms.PresenceForm, presence.NewPresence),
    (forms.SpeechForm, texts.NewSpeech),
    (forms.BallotForm, votes.NewBallot),
    (forms.CountForm, votes.Count),
    (forms.DecisionForm, decisions.NewDecision),
    (forms.RecommendationForm, live.SessionRecommendation),
    (AnswerForm, silences.NewRuleAnswer),
]


@pytest.mark.parametrize(("form", "payload"), PAIRS, ids=lambda kind: kind.__name__)
def test_a_form_and_its_payload_agree_on_limits(form, payload):
    shown, asked = form.base_fields, payload().fields
    shared = [name for name in shown if name in asked]
    assert shared
    for name in shared:
        for limit in ("max_length", "min_value", "max_value"):
            assert getattr(shown[name], limit, None) == getattr(asked[name], limit, None), (name, limit)


def test_what_a_form_asks_is_what_a_payload_takes():
    fields = sent("Line", forms.RecommendationForm, "text", "due_on", "priority")().fields
    assert [type(field) for field in fields.values()] == [serializers.CharField, ApiDayField, serializers.ChoiceField]
    assert (fields["text"].label, fields["text"].max_length, fields["text"].required) == (
        "Recommandation",
        10_000,
        True,
    )
    assert (fields["due_on"].required, fields["due_on"].default) == (False, None)
    assert fields["priority"].default == "normal"
    assert "" not in fields["priority"].choices


def test_a_field_said_otherwise_takes_the_place_of_the_form_s():
    proof = serializers.CharField(max_length=3)
    assert sent("Short", ProofForm, proof=proof)().fields["proof"].max_length == 3


def test_what_is_left_out_of_a_bare_payload_is_not_there():
    payload = silences.NewRuleAnswer(data={"casting_vote": False}, partial=True)
    payload.is_valid(raise_exception=True)
    assert dict(payload.validated_data) == {"casting_vote": False}
