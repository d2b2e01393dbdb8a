"""The room is read once: what an act of the session asks of the database, in figures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.documents.models import Document
from recommendations.models import Recommendation
from sessions.core.enums import Outcome, SessionState
from sessions.core.models import AgendaItem, ProcesVerbal
from sessions.core.operations.rolling import freeze_roll
from sessions.meeting.operations import deciding, holding, voting
from sessions.papers.enums import ATTENDANCE
from tests.factories import SessionFactory
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


def full(size):
    """A session open with so many members, items and recommendations, a vote and its decision among them."""
    world = held(size, voting=size, items=size)
    freeze_roll(world.session, at=world.session.opened_at)
    ballot = voting.open_ballot(world.item.pk, proposed_outcome="favourable", by=world.secretary)
    voting.close_ballot(ballot.pk, votes_for=size, votes_against=0, abstentions=0, by=world.secretary)
    deciding.decide(world.item.pk, outcome=Outcome.FAVOURABLE, by=world.secretary)
    for rank in range(size):
        line = deciding.RecommendationLine(text=f"Produire le plan {rank}.", seat=world.seats[rank])
        deciding.recommend(world.session.pk, item_id=world.items[rank].pk, line=line, by=world.secretary)
    return world


def statements_of(act):
    with CaptureQueriesContext(connection) as done:
        act()
    return len(done)


def test_lifting_costs_at_most_40_statements_whatever_the_session_holds(run_jobs):
    costs = {}
    for size in (8, 40):
        world = full(size)
        costs[size] = statements_of(lambda world=world: holding.lift(world.session.pk, by=world.secretary))
        run_jobs()
        pv = ProcesVerbal.objects.select_related("document").get(session=world.session)
        assert [len(pv.document.content[name]) for name in ("items", "recommendations")] == [size, size]
        assert len(Document.objects.about(world.session, ATTENDANCE).get().content["lines"]) == size + 1
        assert Recommendation.objects.filter(origin__session=world.session, number__isnull=False).count() == size
    assert costs[8] == costs[40] <= 40


def test_carrying_the_items_left_over_costs_no_more_for_many(run_jobs):
    costs = {}
    for size in (8, 40):
        world = held(8, items=size)
        freeze_roll(world.session, at=world.session.opened_at)
        SessionFactory(commission=world.commission, number=2)
        keys = [item.pk for item in world.items[1:]]
        costs[size] = statements_of(
            lambda world=world, keys=keys: holding.lift(world.session.pk, carry=keys, by=world.secretary)
        )
        assert AgendaItem.objects.filter(postponed_from__in=keys).count() == size - 1
    assert costs[8] == costs[40] <= 40


def test_stating_the_carence_costs_at_most_40_statements_whatever_the_session_holds(run_jobs):
    costs = {}
    for size in (8, 40):
        world = held(1, state=SessionState.CONVENED, voting=size, items=size)
        costs[size] = statements_of(lambda world=world: holding.declare_no_quorum(world.session.pk, by=world.secretary))
        run_jobs()
        pv = ProcesVerbal.objects.select_related("document").get(session=world.session)
        assert (pv.document.content["is_carence"], len(pv.document.content["agenda"])) == (True, size)
    assert costs[8] == costs[40] <= 40
