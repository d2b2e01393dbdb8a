"""What an address of the API does not read, it refuses."""

import re

import pytest
from django.urls import reverse

from cmsic.api_urls import router
from foundation.accounts.enums import Role
from foundation.common.api_parameters import KnownParameters
from tests.factories import ProjectFactory, SessionFactory, UserFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(client):
    commission = commission_with_members(1)
    user = member_of(commission, Role.SECRETARY)
    user.commission = commission
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["projects", "sessions", "recommendations", "search", "figures", "journal"])
def test_an_unknown_parameter_is_refused_in_french(client, secretary, name):
    ProjectFactory(ministry=secretary.commission.ministry)
    answer = client.get(f"/api/v1/{name}?etat=ouvert")
    assert answer.status_code == 400
    assert "« etat » n’existe pas ici" in answer.json()["fields"]["etat"][0]


def test_those_it_reads_are_named_in_the_refusal_and_accepted(client, secretary):
    session = SessionFactory(commission=secretary.commission)
    refused = client.get("/api/v1/convocations?seance=x").json()["detail"]
    for known in ("session", "answer", "cursor", "page_size"):
        assert known in refused
    assert client.get(f"/api/v1/convocations?session={session.pk}&page_size=2&format=json").status_code == 200
    assert client.get("/api/v1/search?q=projet&in=projects").status_code == 200


def test_a_parameter_declared_by_an_action_is_known(client, secretary):
    session = SessionFactory(commission=secretary.commission, opened=True)
    assert client.get(f"/api/v1/sessions/{session.pk}/quorum?item=").status_code == 200
    assert client.get(f"/api/v1/sessions/{session.pk}/quorum?point=").status_code == 400


def test_every_address_of_the_api_checks_its_parameters():
    assert [prefix for prefix, viewset, _ in router.registry if not issubclass(viewset, KnownParameters)] == []


def test_the_index_and_the_schema_are_read_without_a_token(client):
    index = client.get("/api/v1/")
    assert index.status_code == 200
    assert index.json()["resources"]["sessions"].endswith(reverse("api:sessions-list"))
    assert set(index.json()["scopes"]) == {"read", "write"}
    schema = client.get(reverse("api:schema"))
    assert schema.status_code == 200
    assert "/api/v1/sessions" in schema.json()["paths"]
    again = client.get(reverse("api:schema"))
    assert again.content == schema.content
    closer = client.get(reverse("api:schema"), headers={"accept": "application/json; indent=1"})
    assert closer.json() == schema.json()
    assert len(closer.content) < len(schema.content)


def test_two_edits_that_cross_are_told_without_pointing_at_a_screen(client):
    commission = commission_with_members(1)
    client.force_login(member_of(commission, Role.SECRETARY))
    answer = client.post(
        f"/api/v1/commissions/{commission.pk}/edit",
        {"name": "Autre nom", "base_version": commission.version + 3},
        content_type="application/json",
    )
    assert answer.status_code == 409
    assert "ci-dessous" not in answer.json()["detail"]
    assert answer.json()["fields"]["name"]["sent"] == "Autre nom"


def test_a_stranger_learns_no_more_from_a_refusal(client):
    client.force_login(UserFactory())
    assert client.get("/api/v1/journal?etat=1").status_code in (400, 403)
    client.logout()
    assert client.get("/api/v1/projects?etat=1").status_code == 401


def test_the_description_of_the_api_says_nothing_in_english(client):
    english = re.compile(r"\b(?:the|of|and|with|whose|which|its|his|what|where|when|who|is|are)\b")
    schema = client.get(reverse("api:schema")).json()
    said = []

    def walk(node):
        if isinstance(node, dict):
            said.extend(text for name in ("description", "title") if isinstance(text := node.get(name), str))
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(schema)
    assert len(said) > 100
    assert [text for text in said if english.search(text)] == []
