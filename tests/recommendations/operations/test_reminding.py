"""Reminders before and after a date: once each, again when the date changes; and the act that changes it."""

from datetime import timedelta

import pytest

from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.notifications.models import Notice
from recommendations.operations import redate, remind_due
from tests.factories import RecommendationFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def dsi(commission):
    return officer_of(commission.scope, Role.DSI)


def due_in(commission, days, **more):
    day = clock.today() + timedelta(days=days)
    return RecommendationFactory(commission=commission, addressee_scope=commission.scope, due_on=day, **more)


def titles(user):
    return [title.replace("\u00a0", " ") for title in user.notices.order_by("at", "pk").values_list("title", flat=True)]


def test_a_date_that_is_near_is_said_once(commission, dsi):
    row = due_in(commission, 10)
    due_in(commission, 60)
    assert (remind_due(), remind_due()) == (1, 0)
    assert titles(dsi) == [f"{row.reference} : son échéance est dans 10 jours".replace("\u00a0", " ")]


def test_a_date_that_is_past_is_said_once_besides(commission, dsi):
    row = due_in(commission, 5)
    assert remind_due() == 1
    assert remind_due(row.due_on + timedelta(days=1)) == 1
    assert remind_due(row.due_on + timedelta(days=2)) == 0
    assert Notice.objects.filter(user=dsi).count() == 2


def test_another_date_arms_the_reminders_again(commission, dsi, secretary):
    row = due_in(commission, 5)
    remind_due()
    redate(row.pk, due_on=clock.today() + timedelta(days=12), reason="Le marché est reporté.", by=secretary)
    assert remind_due() == 1
    assert "son échéance est dans 12 jours" in titles(dsi)[-1]


@pytest.mark.parametrize("state", ["reported", "done", "lapsed"])
def test_what_is_reported_or_closed_is_not_reminded(commission, dsi, state):
    due_in(commission, -3, state=state)
    assert remind_due() == 0


def test_changing_the_date_keeps_the_former_one_in_its_history(commission, secretary, client):
    row = due_in(commission, 5)
    before, after = row.due_on, clock.today() + timedelta(days=40)
    redate(row.pk, due_on=after, reason="Le marché est reporté.", by=secretary)
    step = row.steps.get()
    assert (step.action, step.from_state, step.to_state) == ("redate", "issued", "issued")
    assert step.reason == f"{before:%d/%m/%Y} → {after:%d/%m/%Y} : Le marché est reporté."
    client.force_login(secretary)
    assert "Échéance changée" in client.get(f"/recommandations/{row.pk}").content.decode()


def test_a_date_before_the_issue_the_same_date_or_a_closed_one_is_refused(commission, secretary):
    row = due_in(commission, 5)
    with pytest.raises(InvalidInput, match="précède"):
        redate(row.pk, due_on=row.issued_on - timedelta(days=1), reason="Erreur.", by=secretary)
    with pytest.raises(InvalidInput, match="déjà"):
        redate(row.pk, due_on=row.due_on, reason="Erreur.", by=secretary)
    closed = due_in(commission, 5, state="done")
    with pytest.raises(Refused, match="exécutée"):
        redate(closed.pk, due_on=clock.today() + timedelta(days=9), reason="Erreur.", by=secretary)


def test_a_reminder_waits_for_somebody_to_be_told(commission):
    due_in(commission, 5)
    assert remind_due() == 0
    dsi = officer_of(commission.scope, Role.DSI)
    assert (remind_due(clock.today() + timedelta(days=1)), remind_due(clock.today() + timedelta(days=2))) == (1, 0)
    assert Notice.objects.filter(user=dsi).count() == 1
