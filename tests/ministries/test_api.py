from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.accounts.enums import Role
from ministries.models import Appointment, Commune, CouncilRecord, LegalText, Ministry, Structure
from tests.access.lines_sessions_preparing import PNG
from tests.factories import (
    CommuneFactory,
    LegalTextFactory,
    MinistryFactory,
    PersonFactory,
    ScopeFactory,
    StructureFactory,
    UserFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(user := officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    return user


def post(client, name, data, *args):
    return client.post(reverse(f"api:{name}", args=args), data, content_type="application/json")


def test_ministries_of_a_day_with_their_names(client, admin):
    here = MinistryFactory(valid_from=date(2016, 1, 1))
    MinistryFactory(valid_from=date(2016, 1, 1), valid_to=date(2018, 1, 1))
    body = client.get(reverse("api:ministries-list"), {"in_force_on": "2020-01-01"}).json()
    assert [row["id"] for row in body["results"]] == [str(here.pk)]
    assert body["results"][0]["names"][0]["name"] == here.name


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ministries_run_a_fixed_number_of_queries(client, admin, rows, django_assert_num_queries):
    MinistryFactory.create_batch(rows)
    client.get(reverse("api:ministries-list"))
    with django_assert_num_queries(6):
        client.get(reverse("api:ministries-list"))


def test_a_ministry_is_created_renamed_and_followed(client, admin):
    created = post(client, "ministries-list", {"name": "Ministère neuf", "acronym": "MN", "valid_from": "2020-01-01"})
    assert created.status_code == 201
    pk = created.json()["id"]
    assert (
        post(
            client, "ministries-rename", {"name": "Ministère renommé", "on": "2022-01-01", "base_version": 1}, pk
        ).status_code
        == 200
    )
    refused = post(client, "ministries-rename", {"name": "Encore", "on": "2021-01-01", "base_version": 2}, pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    conflict = post(client, "ministries-rename", {"name": "Encore", "on": "2023-01-01", "base_version": 1}, pk)
    assert (conflict.status_code, conflict.json()["code"], conflict.json()["current_version"]) == (409, "conflict", 2)
    successor = MinistryFactory(valid_from=date(2024, 1, 1))
    answer = post(client, "ministries-succeed", {"successor": str(successor.pk), "on": "2024-01-01"}, pk)
    assert answer.json() == {
        "detail": "La succession est enregistrée. Plus rien n’est rattaché au prédécesseur.",
        "left_behind": [],
    }
    assert Ministry.objects.get(pk=pk).valid_to == date(2024, 1, 1)


def test_a_reader_is_refused_with_the_sentence_of_the_rule(client):
    client.force_login(UserFactory())
    answer = post(client, "ministries-list", {"name": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Seul l’administrateur ASIN ou celui du portail crée, renomme ou remplace un ministère.",
    )


def test_structures_are_kept_through_the_api(client, admin):
    ministry = MinistryFactory()
    created = post(client, "structures-list", {"ministry": str(ministry.pk), "kind": "dsi", "name": "DSI"})
    assert created.status_code == 201
    pk = created.json()["id"]
    assert (
        post(client, "structures-edit", {"kind": "dsi", "name": "Direction", "base_version": 1}, pk).json()["name"]
        == "Direction"
    )
    assert post(client, "structures-close", {"on": "2026-01-01", "reason": "x"}, pk).json()["valid_to"] == "2026-01-01"
    assert Structure.objects.get().version == 3


def test_a_parent_of_another_ministry_is_refused(client, admin):
    answer = post(
        client,
        "structures-list",
        {"ministry": str(MinistryFactory().pk), "kind": "dsi", "name": "DSI", "parent": str(StructureFactory().pk)},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_communes_are_searched_and_edited(client, admin):
    commune = CommuneFactory(name="Klouékanmè", aliases=["Klouékanmey"])
    CommuneFactory()
    assert [row["id"] for row in client.get(reverse("api:communes-list"), {"q": "klouekanmey"}).json()["results"]] == [
        str(commune.pk)
    ]
    post(client, "communes-edit", {"status": "ordinary", "aliases": ["Autre"], "base_version": 1}, commune.pk)
    assert Commune.objects.get(pk=commune.pk).aliases == ["Autre"]
    assert client.get(reverse("api:departements-list")).json()["results"][0]["name"]


def test_texts_are_searched_added_edited_and_tied(client, admin):
    other = LegalTextFactory(title="autre chose")
    created = post(
        client,
        "legal-texts-list",
        {"kind": "arrete", "reference": "001/ME/DC/SA", "title": "sur la connectivité", "body": "Article premier"},
    )
    assert created.status_code == 201
    pk = created.json()["id"]
    rows = client.get(reverse("api:legal-texts-list"), {"q": "connectivite"}).json()["results"]
    assert [row["id"] for row in rows] == [pk]
    assert "body" not in rows[0]
    assert client.get(reverse("api:legal-texts-detail", args=[pk])).json()["body"] == "Article premier"
    same = post(client, "legal-texts-list", {"kind": "arrete", "reference": "001/ME/DC/SA", "title": "double"})
    assert (same.status_code, list(same.json()["fields"])) == (400, ["reference"])
    post(
        client,
        "legal-texts-edit",
        {"kind": "arrete", "reference": "001/ME/DC/SA", "title": "corrigé", "base_version": 1},
        pk,
    )
    assert LegalText.objects.get(pk=pk).title == "corrigé"
    link = post(client, "legal-texts-link", {"target": str(other.pk), "kind": "repeals"}, pk)
    assert "désormais « abrogé »" in link.json()["detail"]
    assert post(client, "legal-texts-unlink", {"link": link.json()["id"]}, pk).status_code == 204


def test_a_dsi_does_not_move_a_text_to_another_ministry(client):
    ministry, other = MinistryFactory(), MinistryFactory()
    text = LegalTextFactory(ministry=ministry)
    client.force_login(officer_of(ministry.scope, Role.DSI))
    data = {"kind": "arrete", "reference": text.reference, "title": "x", "base_version": 1}
    assert post(client, "legal-texts-edit", data | {"ministry": str(other.pk)}, text.pk).status_code == 403
    assert post(client, "legal-texts-edit", data | {"ministry": str(ministry.pk)}, text.pk).status_code == 200


def test_the_council_is_recorded(client, admin):
    created = post(
        client, "council-records-list", {"held_on": "2017-11-22", "kind": "communication", "title": "Refonte"}
    )
    assert created.status_code == 201
    post(
        client,
        "council-records-edit",
        {"held_on": "2017-11-22", "kind": "decision", "title": "Refonte", "base_version": 1},
        created.json()["id"],
    )
    assert CouncilRecord.objects.get().kind == "decision"


def test_appointments_are_made_and_ended(client, admin):
    ministry, person = MinistryFactory(), PersonFactory()
    data = {
        "person": str(person.pk),
        "role": "dsi",
        "scope": str(ministry.scope_id),
        "title": "DSI",
        "valid_from": "2026-01-01",
    }
    created = post(client, "appointments-list", data)
    assert created.status_code == 201
    assert post(client, "appointments-list", data).status_code == 409
    assert post(client, "appointments-list", data | {"role": "portal_admin"}).status_code == 403
    post(client, "appointments-end", {"on": "2026-06-01", "reason": "départ"}, created.json()["id"])
    assert Appointment.objects.get().valid_to == date(2026, 6, 1)


def test_the_signed_act_is_attached_and_downloaded(client, admin):
    text = LegalTextFactory()
    address = reverse("api:legal-texts-file", args=[text.pk])
    assert client.get(address).status_code == 404
    file = SimpleUploadedFile("acte.png", PNG, "image/png")
    assert client.post(address, {"file": file, "base_version": 1}).status_code == 200
    assert b"".join(client.get(address).streaming_content) == PNG
    crossed = client.post(address, {"file": SimpleUploadedFile("acte.png", PNG, "image/png"), "base_version": 1})
    assert (crossed.status_code, crossed.json()["code"]) == (409, "conflict")
    macro = client.post(address, {"file": SimpleUploadedFile("acte.docm", b"x"), "base_version": 2})
    assert "ce format" in macro.json()["detail"]
    client.force_login(UserFactory())
    assert (
        client.post(address, {"file": SimpleUploadedFile("acte.png", PNG, "image/png"), "base_version": 2}).status_code
        == 403
    )
    assert LegalText.objects.get(pk=text.pk).version == 2
