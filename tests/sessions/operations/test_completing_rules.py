"""What the act does not say is asked, answered for one session with its ground, and printed; it never
becomes the act.
"""

import pytest

from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from sessions.core.enums import SessionState
from sessions.core.models import RuleAnswer
from sessions.core.queries.act_rules import act_of, sentence_of, silences_of
from sessions.meeting.operations import holding, voting
from sessions.meeting.operations.completing_rules import answer_silence
from sessions.meeting.queries.presence import quorum_at
from tests.sessions.held import held

pytestmark = pytest.mark.django_db

NO_MAJORITY = {"majority_rule": "", "majority_article": ""}


def answer(world, rule, values, ground="usage constant"):
    return answer_silence(world.session.pk, rule=rule, values=values, ground=ground, by=world.secretary)


def test_an_answer_holds_for_its_session_and_leaves_the_act_silent():
    world = held(present=8, statute=NO_MAJORITY)
    with pytest.raises(Refused, match="règle de majorité non renseignée"):
        voting.open_ballot(world.item.pk, by=world.secretary)
    given = answer(
        world,
        "majority",
        {"majority_rule": "other", "majority_base": "present", "majority_numerator": 2, "majority_denominator": 3},
    )
    assert (given.capacity != "", sentence_of(given.rule, given.values)) == (
        True,
        "au moins 2/3 des membres présents ou représentés",
    )
    ballot = voting.open_ballot(world.item.pk, by=world.secretary)
    closed = voting.close_ballot(ballot.pk, votes_for=6, votes_against=2, abstentions=0, by=world.secretary)
    assert (closed.result, closed.snapshot["needed"]) == ("adopted", 6)
    world.session.statute.refresh_from_db()
    assert world.session.statute.majority_rule == ""
    assert act_of(held(present=8, statute=NO_MAJORITY).session).majority_rule == ""
    assert Entry.objects.about(world.session).get(act="answer_silence").after["ground"] == "usage constant"


def test_the_act_is_never_overridden():
    world = held(present=8)
    with pytest.raises(Refused, match="Impossible de répondre à la place de l’acte"):
        answer(world, "quorum", {"quorum_number": 0})
    RuleAnswer.objects.create(
        scope=world.session.scope,
        session=world.session,
        rule="quorum",
        values={"quorum_number": 0},
        ground="x",
        answered_at="2026-01-01T09:00Z",
    )
    assert quorum_at(type(world.session).objects.get(pk=world.session.pk)).required == 7


@pytest.mark.parametrize(
    ("rule", "values", "ground", "field"),
    [
        ("majority", {"majority_rule": "simple_cast"}, " ", "ground"),
        ("majority", {}, "usage", "majority_rule"),
        (
            "majority",
            {"majority_rule": "other", "majority_numerator": 3, "majority_denominator": 2, "majority_base": "cast"},
            "usage",
            "majority_base",
        ),
        ("quorum_leave", {}, "usage", "quorum_leaves_out_absentees"),
        ("unheard", {}, "usage", "rule"),
    ],
)
def test_an_answer_that_says_nothing_is_refused_at_its_field(rule, values, ground, field):
    world = held(present=8, statute=NO_MAJORITY)
    with pytest.raises(InvalidInput) as refusal:
        answer(world, rule, values, ground)
    assert field in refusal.value.errors
    assert not RuleAnswer.objects.exists()


@pytest.mark.parametrize("state", [SessionState.LIFTED, SessionState.ARCHIVED, SessionState.CANCELLED])
def test_nothing_is_answered_once_the_session_is_over(state):
    world = held(state=state, statute=NO_MAJORITY)
    with pytest.raises(Refused, match="ce qui y a été compté ne change plus"):
        answer(world, "majority", {"majority_rule": "simple_cast"})


def test_nothing_is_answered_while_a_vote_is_open():
    world = held(present=8)
    voting.open_ballot(world.item.pk, by=world.secretary)
    with pytest.raises(Refused, match="un vote est ouvert"):
        answer(world, "quorum_leave", {"quorum_leaves_out_absentees": True})


def test_what_decides_the_quorum_is_asked_only_when_it_decides():
    world = held(present=6, state=SessionState.CONVENED, statute={"quorum_counts_proxies": None})
    world.session.presence_events.create(
        scope=world.session.scope,
        session=world.session,
        seat=world.seats[8],
        kind="proxy",
        at=world.session.presence_events.first().at,
        person_name="Absent",
        proxy_seat=world.seats[0],
    )
    with pytest.raises(Refused, match="L’acte ne dit pas si les représentés comptent dans le quorum"):
        holding.open_session(world.session.pk, by=world.secretary)
    answer(world, "quorum_proxies", {"quorum_counts_proxies": True})
    assert holding.open_session(world.session.pk, by=world.secretary).state == SessionState.OPEN
    assert [silence.rule for silence in silences_of(world.session) if silence.answer] == ["quorum_proxies"]
