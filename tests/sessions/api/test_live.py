import pytest
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from sessions.core.enums import SessionState
from sessions.meeting.operations import holding
from tests.factories import member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_lifting_carries_the_items_that_nobody_came_to():
    world = held()
    lift = f"/api/v1/sessions/{world.session.pk}/lift"
    president = api(member_of(world.commission, Role.PRESIDENT))
    assert president.post(lift, {"carry": [world.items[1].pk]}, format="json").status_code == 403
    foreign = api(world.secretary).post(lift, {"carry": [held().item.pk]}, format="json")
    assert (foreign.status_code, "carry" in foreign.data) == (400, True)
    holding.start_item(world.session.pk, world.item.pk, by=world.secretary)
    wrong = api(world.secretary).post(lift, {"carry": [world.item.pk]}, format="json")
    assert (wrong.status_code, list(wrong.data["fields"])) == (400, ["carry"])
    done = api(world.secretary).post(lift, {"carry": [world.items[1].pk]}, format="json")
    assert done.data["state"] == "lifted"
    [copy] = world.items[1].postponed_to.all()
    assert copy.session.state == SessionState.PREPARING
    rest = held()
    president = api(member_of(rest.commission, Role.PRESIDENT))
    assert president.post(f"/api/v1/sessions/{rest.session.pk}/lift").data["state"] == "lifted"
    assert not rest.item.postponed_to.exists()


def test_a_whole_session_through_the_api():
    world = held(present=6, state=SessionState.CONVENED)
    client = api(world.secretary)
    session = f"/api/v1/sessions/{world.session.pk}"
    refused = client.post(f"{session}/open")
    assert (refused.status_code, refused.data["code"], refused.data["article"]) == (409, "refused", "article 9")
    assert "6 présents, 7 requis, article 9" in refused.data["detail"]
    arrived = client.post(
        "/api/v1/presence-events", {"session": world.session.pk, "seat": world.seats[6].pk, "kind": "arrived"}
    )
    assert arrived.status_code == 201
    assert client.get(f"{session}/quorum").data["sentence"] == "7 sur 12, 7 requis, article 9"
    assert client.post(f"{session}/open").data["state"] == "open"
    assert str(client.post(f"{session}/start-item", {"item": world.item.pk}).data["current_item"]) == str(world.item.pk)
    saved = client.post(
        "/api/v1/minute-texts/save",
        {"session": world.session.pk, "item": world.item.pk, "section": "debate", "text": "Dit.", "base_revision": 0},
    )
    assert (saved.status_code, saved.data["revision"]) == (200, 1)
    ballot = client.post("/api/v1/ballots", {"item": world.item.pk, "proposed_outcome": "favourable"}).data
    wrong = client.post(f"/api/v1/ballots/{ballot['id']}/close", {"votes_for": 9, "votes_against": 0, "abstentions": 0})
    assert (wrong.status_code, list(wrong.data["fields"])) == (400, ["votes_for"])
    closed = client.post(
        f"/api/v1/ballots/{ballot['id']}/close", {"votes_for": 5, "votes_against": 1, "abstentions": 1}
    )
    assert (closed.data["result"], closed.data["snapshot"]["entitled"]) == ("adopted", 7)
    decision = client.post("/api/v1/decisions", {"item": world.item.pk, "outcome": "favourable", "text": "Favorable."})
    assert (decision.status_code, decision.data["number"], decision.data["effects"][0]["stage_after"]) == (
        201,
        1,
        "approved",
    )
    draft = client.post(
        f"{session}/recommend", {"item": world.item.pk, "text": "Tenir l’inventaire.", "seat": world.seats[1].pk}
    )
    assert (draft.data["number"], draft.data["is_draft"], draft.data["addressee_label"]) == (
        None,
        True,
        world.seats[1].label,
    )
    assert client.post(f"{session}/lift").data["state"] == "lifted"
    again = client.post(f"{session}/lift")
    assert again.status_code == 409
    assert "déjà levée" in again.data["detail"]
    frozen = client.post("/api/v1/decisions", {"item": world.items[1].pk, "outcome": "noted"})
    assert (frozen.status_code, frozen.data["code"]) == (409, "refused")


def test_a_crossed_save_answers_both_texts():
    world = held()
    client = api(world.secretary)
    data = {"session": world.session.pk, "item": world.item.pk, "section": "debate", "base_revision": 0}
    client.post("/api/v1/minute-texts/save", data | {"text": "Un"})
    crossed = client.post("/api/v1/minute-texts/save", data | {"text": "Deux"})
    assert (crossed.status_code, crossed.data["code"], crossed.data["current_version"]) == (409, "conflict", 1)
    assert crossed.data["fields"] == {"text": {"stored": "Un", "sent": "Deux"}}


def test_an_id_of_another_commission_is_an_unknown_one():
    world, other = held(), held()
    client = api(world.secretary)
    answer = client.post("/api/v1/decisions", {"item": other.item.pk, "outcome": "noted"})
    assert (answer.status_code, list(answer.data)) == (400, ["item"])
    answer = client.post(
        "/api/v1/presence-events", {"session": world.session.pk, "seat": other.seats[0].pk, "kind": "arrived"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("prefix", ["presence-events", "ballots", "decisions", "reserves", "minute-texts", "speeches"])
def test_lists_hold_ones_own_rows_only(prefix):
    world, other = held(present=3), held(present=2)
    mine = api(world.secretary).get(f"/api/v1/{prefix}").data["results"]
    assert {str(row.get("session")) for row in mine} <= {str(world.session.pk)}
    if prefix == "presence-events":
        assert len(mine) == 3
        assert api(other.secretary).get(f"/api/v1/{prefix}", {"session": world.session.pk}).data["results"] == []
