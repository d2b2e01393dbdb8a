"""The figures of conferences: each counts its rows, its link shows them, and a past day has its own."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conferences.enums import ConferenceState, ReferralState
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.figures import FIGURES
from tests.dashboards.test_every_link import follow
from tests.factories import (
    EServiceFactory,
    RecommendationFactory,
    ScopeFactory,
    ServiceProblemFactory,
    commission_with_members,
    officer_of,
)
from tests.factories.conferences import (
    BodyFactory,
    ConferenceFactory,
    ParticipantFactory,
    QuestionFactory,
    ReferralFactory,
    ServiceReviewFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind="national"), Role.ASIN_READER)


def value(key, user, **filters):
    return FIGURES[f"conferences.{key}"].compute(user, filters)


def test_those_held_in_the_year_are_counted_and_of_a_ministry_those_it_came_to(client, asin):
    today = clock.today()
    body, ministry = BodyFactory(), commission_with_members(2).ministry
    held = {"body": body, "state": ConferenceState.HELD, "held_on": today}
    came, other = (
        ConferenceFactory(**held),
        ConferenceFactory(**held | {"state": ConferenceState.REPORTED}, reported_at=clock.now()),
    )
    ParticipantFactory(conference=came, ministry=ministry, institution="")
    ParticipantFactory(conference=came, ministry=ministry, institution="", function="RSSI")
    ConferenceFactory(body=body, state=ConferenceState.ANNOUNCED, held_on=today)
    ConferenceFactory(**held | {"held_on": today - timedelta(days=366)})
    assert set(value("held", asin).rows) == {came, other}
    assert set(value("held", asin, ministry=ministry.pk).rows) == {came}
    assert value("held", asin, today=today - timedelta(days=1), year=today.year).value == 0
    client.force_login(asin)
    for query in ("", f"?ministere={ministry.pk}"):
        assert follow(client, reverse("dashboards:figure", args=["conferences.held"]) + query) == 1


def test_their_recommendations_are_counted_as_those_of_the_day(client, asin):
    today, body = clock.today(), BodyFactory()
    ministry = commission_with_members(2).ministry
    said = {"commission": body, "origin_kind": "conference", "issued_on": today - timedelta(days=9), "due_on": None}
    mine = RecommendationFactory(**said, ministry=ministry, addressee_scope=ministry.scope)
    RecommendationFactory(**said, state="done")
    RecommendationFactory(**said, state="lapsed")
    RecommendationFactory(**said | {"issued_on": today})
    RecommendationFactory(**said | {"origin_kind": "session"})
    assert value("open_advice", asin).value == 2
    assert set(value("open_advice", asin, ministry=ministry.pk).rows) == {mine}
    assert value("open_advice", asin, today=today - timedelta(days=5)).value == 1
    assert value("execution", asin).value == 33
    client.force_login(asin)
    assert follow(client, reverse("dashboards:figure", args=["conferences.open_advice"])) >= 1
    assert follow(client, reverse("dashboards:figure", args=["conferences.execution"])) == 4


def test_what_went_up_is_waiting_until_it_comes_down(client, asin):
    now, body, commission = clock.now(), BodyFactory(), commission_with_members(2)
    rows = {"body": body, "sent_at": now - timedelta(days=9)}
    sent = ReferralFactory(recommendation=RecommendationFactory(commission=commission), **rows)
    grouped = ReferralFactory(**rows, question=QuestionFactory(body=body), state=ReferralState.GROUPED)
    back = ReferralFactory(**rows, state=ReferralState.RETURNED, ended_at=now - timedelta(days=2), reason="Réglé.")
    ReferralFactory(body=body)
    counted = value("waiting", asin)
    assert (counted.value, {part.key: part.value for part in counted.parts}) == (3, {"sent": 2, "grouped": 1})
    assert set(value("waiting", asin, ministry=commission.ministry_id).rows) == {sent}
    assert set(value("waiting", asin, today=clock.today() - timedelta(days=4)).rows) == {sent, grouped, back}
    client.force_login(asin)
    page = client.get(reverse("dashboards:figure", args=["conferences.waiting"])).content.decode()
    assert page.count("#montee-") == 3
    assert f"{reverse('questions:detail', args=[grouped.question_id])}#montee-{grouped.pk}" in page


def test_a_review_that_says_a_problem_waits_until_a_register_follows_it(client, asin):
    ministry = commission_with_members(2).ministry
    conference = ConferenceFactory(state=ConferenceState.HELD)
    waiting = ServiceReviewFactory(conference=conference, ministry=ministry)
    ServiceReviewFactory(conference=conference, problems="")
    problem = ServiceProblemFactory(service=EServiceFactory(ministry=ministry))
    ServiceReviewFactory(conference=conference, problem=problem)
    assert set(value("unfollowed", asin).rows) == {waiting}
    assert value("unfollowed", asin, ministry=ministry.pk).value == 1
    client.force_login(asin)
    assert follow(client, reverse("dashboards:figure", args=["conferences.unfollowed"])) == 1


def test_the_problems_of_a_past_day_are_those_that_were_open_then(asin):
    today = clock.today()
    old = ServiceProblemFactory(reported_on=today - timedelta(days=30))
    closed = ServiceProblemFactory(
        reported_on=today - timedelta(days=30), state="done", ended_on=today - timedelta(days=5), subject="Fini"
    )
    ServiceProblemFactory(reported_on=today)
    figure = FIGURES["eservices.problems"]
    assert set(figure.compute(asin, {"today": today - timedelta(days=10)}).rows) == {old, closed}
    assert figure.compute(asin, {"today": today}).value == 2
