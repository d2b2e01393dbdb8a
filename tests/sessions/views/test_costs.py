"""Pages that the list of all readings cannot grow: as many queries for one row as for three."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.notifications.operations.feeds import open_feed
from sessions.core.enums import Outcome
from sessions.meeting.operations.consent import put_in_block
from tests.factories import SessionFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_items_adopted_together_cost_the_same_at_one_and_three():
    world = held(items=4)
    client = Client()
    client.force_login(world.secretary)
    address = reverse("sessions:consent", args=[world.session.pk])
    put_in_block(world.items[0].pk, outcome=Outcome.NOTED, by=world.secretary)
    one = cost(client, address)
    for item in world.items[1:3]:
        put_in_block(item.pk, outcome=Outcome.NOTED, by=world.secretary)
    assert cost(client, address) == one


def test_a_calendar_costs_the_same_with_one_and_three_sessions():
    world = held()
    _, secret = open_feed(world.secretary)
    address, client = reverse("sessions:feed", args=[secret]), Client()
    one = cost(client, address)
    for number in (2, 3):
        SessionFactory(
            commission=world.commission,
            convened=True,
            number=number,
            held_on=timezone.localdate() + timedelta(days=number),
        )
    assert cost(client, address) == one
    assert client.get(address).content.count(b"BEGIN:VEVENT") == 3
