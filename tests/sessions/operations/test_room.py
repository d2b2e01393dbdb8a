"""The room is read once: what an act of the session asks of the database, in figures."""

import pytest

from sessions.core.enums import Outcome
from sessions.core.extensions import session_lifted
from sessions.core.operations.rolling import freeze_roll
from sessions.meeting.operations import deciding, holding, voting
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def opened():
    world = held()
    freeze_roll(world.session, at=world.session.opened_at)
    return world


def test_a_decision_by_consensus_costs_at_most_25_statements(django_assert_max_num_queries):
    world = opened()
    with django_assert_max_num_queries(25):
        deciding.decide(
            world.item.pk, outcome=Outcome.FAVOURABLE, text="Favorable.", by_consensus=True, by=world.secretary
        )


def test_a_decision_on_a_vote_costs_at_most_25_statements(django_assert_max_num_queries):
    world = opened()
    ballot = voting.open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=6, votes_against=2, abstentions=0, by=world.secretary)
    with django_assert_max_num_queries(25):
        deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, by=world.secretary)


def test_lifting_costs_at_most_40_statements_before_its_papers_are_made(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(session_lifted, "functions", [])
    world = opened()
    deciding.decide(world.item.pk, outcome=Outcome.NOTED, by=world.secretary)
    line = deciding.RecommendationLine(text="Produire le plan.")
    deciding.recommend(world.session.pk, item_id=world.item.pk, line=line, by=world.secretary)
    with django_assert_max_num_queries(40):
        holding.lift(world.session.pk, by=world.secretary)
