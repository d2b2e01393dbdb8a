import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from sessions.meeting.operations import holding, voting
from tests.factories import member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def test_the_room_sees_item_quorum_and_vote_and_asks_for_what_changed_only(client, django_assert_max_num_queries):
    world = held(present=8)
    client.force_login(member_of(world.commission, Role.MEMBER))
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    page = client.get(reverse("sessions:screen", args=[world.session.pk])).content.decode()
    assert "Point 1 sur 2" in page
    assert "Quorum atteint" in page
    address = reverse("sessions:screen_state", args=[world.session.pk])
    with django_assert_max_num_queries(14):
        first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ballot = voting.open_ballot(world.item.pk, method="by_name", by=world.secretary)
    voting.cast_vote(ballot.pk, seat_id=world.seats[0].pk, choice="for", by=world.secretary)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "<strong>1</strong> sur 8" in changed.content.decode()
    voting.close_ballot(ballot.pk, by=world.secretary)
    assert '<p class="screen__result">Adopté</p>' in client.get(address).content.decode()


def test_the_screen_names_no_item_behind_closed_doors_unless_the_whole_session_is(client):
    world = held(present=8)
    client.force_login(world.secretary)
    world.session.agenda_items.update(is_closed_doors=True)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    voting.open_ballot(world.item.pk, question="Question réservée", by=world.secretary)
    address = reverse("sessions:screen", args=[world.session.pk])
    page = client.get(address).content.decode()
    assert "Point à huis clos" in page
    assert not any(word in page for word in ("Question réservée", ">Point 1<", ">Point 2<", "À suivre : Point 2"))
    type(world.session).objects.filter(pk=world.session.pk).update(is_closed_doors=True)
    assert "Question réservée" in client.get(address).content.decode()
    client.force_login(member_of(held().commission, Role.SECRETARY))
    assert client.get(address).status_code == 404
