import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.accounts.models import ApiToken
from foundation.accounts.models.token import digest, new_secret
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession
from tests.factories import AgendaItemFactory, ProjectFactory, SessionFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(2))
    AgendaItemFactory(session=session, position=1)
    return session


@pytest.fixture
def api(client, session):
    return caller(client, member_of(session.commission, Role.SECRETARY))


def caller(client, user, abilities=("read", "write")):
    secret = new_secret()
    ApiToken.objects.create(user=user, name="test", secret_hash=digest(secret), abilities=list(abilities))
    headers = {"Authorization": f"Token {secret}"}

    def call(method, name, data=None, **kwargs):
        send = getattr(client, method)
        address = reverse(f"api:{name}", kwargs=kwargs or None)
        return (
            send(address, headers=headers)
            if method == "get"
            else send(address, json.dumps(data or {}, default=str), content_type="application/json", headers=headers)
        )

    return call


def test_a_session_is_created_prepared_and_convened(api, session):
    created = api(
        "post",
        "sessions-list",
        {
            "commission": session.commission_id,
            "year": 2026,
            "held_on": session.held_on,
            "starts_at": "10:00",
            "place": "Salle A",
            "own_items": False,
        },
    )
    assert created.status_code == 201, created.content
    pk = created.json()["id"]
    assert [b["place"] for b in api("get", "sessions-convening-blockers", pk=pk).json()] == ["agenda"]
    refused = api("post", "sessions-convene", pk=pk)
    assert refused.status_code == 409
    assert "L’ordre du jour est vide" in refused.json()["detail"]
    item = api("post", "agenda-items-list", {"session": pk, "title": "Point", "kind": "text", "planned_minutes": 10})
    assert item.status_code == 201, item.content
    convened = api("post", "sessions-convene", pk=pk)
    assert (convened.status_code, convened.json()["state"], convened.json()["number"]) == (200, "convened", 1)
    assert [step["action"] for step in api("get", "sessions-detail", pk=pk).json()["steps"]] == ["convene"]


def test_an_edit_carries_its_base_version(api, session):
    data = {
        "year": session.year,
        "held_on": session.held_on,
        "starts_at": "10:00",
        "planned_minutes": 120,
        "place": session.place,
        "theme": "Premier",
        "base_version": 1,
    }
    assert api("post", "sessions-edit", data, pk=session.pk).status_code == 200
    conflict = api("post", "sessions-edit", data | {"theme": "Second"}, pk=session.pk)
    assert conflict.status_code == 409
    assert conflict.json()["fields"]["theme"] == {"stored": "Premier", "sent": "Second"}


def test_a_foreign_identifier_is_an_unknown_one(api, session):
    foreign = SessionFactory(commission=commission_with_members(1))
    assert api("get", "sessions-detail", pk=foreign.pk).status_code == 404
    assert api("post", "sessions-list", {"commission": foreign.commission_id, "year": 2026}).status_code == 400
    assert api("post", "agenda-items-list", {"session": foreign.pk, "title": "x"}).status_code == 400
    project = ProjectFactory()
    assert (
        api("post", "agenda-items-list", {"session": session.pk, "title": "x", "projects": [project.pk]}).status_code
        == 400
    )


def test_a_read_token_changes_nothing(client, session):
    call = caller(client, member_of(session.commission, Role.SECRETARY), abilities=("read",))
    assert call("get", "sessions-detail", pk=session.pk).status_code == 200
    assert call("post", "sessions-convene", pk=session.pk).status_code == 403
    session.refresh_from_db()
    assert session.state == SessionState.PREPARING


def test_the_agenda_is_ordered_withdrawn_and_postponed(api, session):
    first, second = session.agenda_items.get(), AgendaItemFactory(session=session, position=2)
    assert (
        api(
            "post", "sessions-reorder", {"ids": [second.pk, first.pk], "base": [first.pk, second.pk]}, pk=session.pk
        ).status_code
        == 200
    )
    assert (
        api(
            "post", "sessions-reorder", {"ids": [first.pk, second.pk], "base": [first.pk, second.pk]}, pk=session.pk
        ).status_code
        == 409
    )
    assert api("post", "agenda-items-move", {"direction": "up"}, pk=first.pk).json()["position"] == 1
    assert (
        api("post", "agenda-items-withdraw", {"reason": "Incomplet"}, pk=first.pk).json()["withdrawal_reason"]
        == "Incomplet"
    )
    assert api("post", "agenda-items-restore", pk=first.pk).json()["withdrawn_at"] is None
    copy = api("post", "agenda-items-postpone", {"reason": "Plus tard"}, pk=second.pk)
    assert copy.json()["postponed_from"] == str(second.pk)
    assert api("get", "agenda-items-detail", pk=second.pk).json()["postponed_to"] == [copy.json()["id"]]
    assert api("post", "agenda-items-remove", pk=first.pk).status_code == 204


def test_answers_reminders_and_cancellation(api, session, client):
    api("post", "sessions-convene", pk=session.pk)
    row = session.convocations.order_by("number").first()
    noted = api("post", "convocations-record-answer", {"answer": "excused", "reason": "mission"}, pk=row.pk)
    assert (noted.status_code, noted.json()["answer"]) == (200, "excused")
    assert api("post", "convocations-answer", {"answer": "present"}, pk=row.pk).status_code == 403
    assert (
        caller(client, row.person.user)("post", "convocations-answer", {"answer": "present"}, pk=row.pk).json()[
            "answer"
        ]
        == "present"
    )
    early = api("post", "sessions-remind", pk=session.pk)
    assert (early.status_code, "leur laisse 2" in early.json()["detail"].replace("\xa0", " ")) == (409, True)
    type(session).objects.filter(pk=session.pk).update(convened_at=timezone.now() - timedelta(days=2))
    assert api("post", "sessions-remind", pk=session.pk).json() == {"letters": 2}
    assert api("post", "sessions-cancel", {"reason": "Remaniement"}, pk=session.pk).json()["state"] == "cancelled"


def test_a_past_session_is_recorded(api, session):
    data = {
        "commission": session.commission_id,
        "year": 2022,
        "source": "PV papier",
        "number": 1,
        "held_on": "2022-04-05",
        "items": [
            {
                "title": "Bilan",
                "communication": "Texte",
                "decision": {"outcome": "favourable", "text": "Avis favorable."},
            }
        ],
        "guests": [{"function": "ASIN"}],
        "facts": [{"field": "held_on", "source": "journal", "is_contested": True}],
    }
    response = api("post", "sessions-record-past", data)
    assert response.status_code == 201, response.content
    assert CommissionSession.objects.get(pk=response.json()["id"]).decisions.get().text == "Avis favorable."
    assert api("post", "sessions-record-past", data).status_code == 409
    assert api("post", "sessions-record-past", data | {"source": " ", "number": 2}).status_code == 400


def test_lists_are_filtered(api, session):
    SessionFactory(commission=commission_with_members(1))
    rows = api("get", "sessions-list").json()["results"]
    assert [row["id"] for row in rows] == [str(session.pk)]
