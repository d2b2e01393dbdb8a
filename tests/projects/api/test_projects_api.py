import json
from datetime import date

import pytest

from foundation.accounts.enums import Role, ScopeKind
from projects.models import Project, StatusUpdate
from tests.factories import PersonFactory, ScopeFactory, StructureFactory, officer_of
from tests.projects.world import ministry_with_dsi, president_of, running_project, signed

pytestmark = pytest.mark.django_db
BASE = "/api/v1/projects"


@pytest.fixture
def api(client, today):
    client.ministry, client.dsi = ministry_with_dsi(acronym="MDGL")
    client.force_login(client.dsi)
    client.project = running_project(client.ministry, client.dsi, forecast_end=date(2026, 12, 31))
    return client


def send(client, path, **data):
    return client.post(f"{BASE}{path}", json.dumps(data, default=str), content_type="application/json")


def act(client, name, project=None, **data):
    project = project or client.project
    project.refresh_from_db()
    return send(client, f"/{project.pk}/{name}", **{"base_version": project.version} | data)


def test_the_list_is_that_of_the_reader_with_the_filters_of_the_page(api):
    other, other_dsi = ministry_with_dsi()
    running_project(other, other_dsi)
    assert [row["code"] for row in api.get(BASE).json()["results"]] == ["MDGL-0001"]
    assert api.get(BASE, {"stage": "done"}).json()["results"] == []
    assert api.get(BASE, {"stage": "nonsense"}).status_code == 400


def test_a_project_carries_its_variances_and_their_calculation(api):
    row = api.get(f"{BASE}/{api.project.pk}").json()
    assert (row["situation"], row["is_stale"], row["variances"]["schedule"]["percent"]) == ("running", False, "0.0")
    assert "31/12/2026" in row["variances"]["initial_schedule"]["calculation"]


def test_the_whole_life_by_the_api(api):
    created = send(
        api,
        "",
        ministry=api.ministry.pk,
        title="Neuf",
        planned_end="2026-12-31",
        planned_start="2026-01-01",
        approver="Commission",
    )
    assert (created.status_code, created.json()["code"], created.json()["initial_end"]) == (
        201,
        "MDGL-0002",
        "2026-12-31",
    )
    project = Project.objects.get(code="MDGL-0002")
    assert act(api, "edit", project, supplier="X", title="Neuf").json()["supplier"] == "X"
    assert act(api, "rename", project, title="Renommé").json()["former_names"] == ["Neuf"]
    assert act(api, "stage", project, stage="running", actual_start="2026-02-01").json()["fields"].keys() == {"reason"}
    assert (
        act(api, "stage", project, stage="running", actual_start="2026-02-01", reason="Marché signé tard.").json()[
            "stage"
        ]
        == "running"
    )
    revised = act(
        api, "revise", project, reason="scope", explanation="E", planned_start="2026-01-01", planned_end="2027-01-31"
    )
    assert (revised.status_code, revised.json()["state"]) == (201, "asked")
    approve = f"/api/v1/project-revisions/{revised.json()['id']}/approve"
    assert api.post(approve).status_code == 403
    assert signed(president_of(project)).post(approve).json()["state"] == "approved"
    shown = api.get(f"/api/v1/projects/{project.pk}").json()
    assert (shown["revision_count"], shown["initial_end"]) == (1, "2026-12-31")
    assert len(act(api, "add-sites", project, labels=["A", "B"]).json()) == 2
    site = project.sites.get(label="A")
    edited = api.post(
        f"/api/v1/project-sites/{site.pk}/edit",
        json.dumps({"label": "A", "progress": 10, "base_version": 1}),
        content_type="application/json",
    )
    assert edited.json()["progress"] == 10
    counted = {"unit": "prises câblées", "planned_quantity": 60, "done_quantity": 40, "measured_on": "2026-06-01"}
    edited = api.post(
        f"/api/v1/project-sites/{site.pk}/edit",
        json.dumps({"label": "A", "base_version": 2, **counted}),
        content_type="application/json",
    )
    assert (edited.json()["progress"], edited.json()["unit"]) == (66, "prises câblées")
    assert act(api, "draft", project, progress=80).json()["state"] == "draft"
    assert act(api, "discard-draft", project).status_code == 204
    assert act(api, "publish", project, progress=12, narrative="Début.").status_code == 201
    assert act(api, "attest", project).status_code == 201
    assert len(act(api, "split", project, titles=["P1", "P2"], on="2026-06-15").json()) == 2
    part = Project.objects.get(title="P1")
    assert act(api, "merge", api.project, projects=[part.pk], on="2026-06-15").status_code == 200
    assert (
        act(
            api, "leave", Project.objects.get(title="P2"), reason="out_of_scope", left_on="2026-06-15", note="x"
        ).json()["left_on"]
        == "2026-06-15"
    )
    bare = Project.objects.get(code=send(api, "", ministry=api.ministry.pk, title="Nu").json()["code"])
    assert act(api, "initial-baseline", bare, planned_cost=5).json()["initial_cost"] == 5
    for name in ("project-baselines", "project-updates", "project-sites"):
        rows = api.get(f"/api/v1/{name}", {"project": str(project.pk)}).json()["results"]
        assert len(rows) == 2, name
        assert api.get(f"/api/v1/{name}/{rows[0]['id']}").status_code == 200


def test_a_refusal_is_a_409_with_the_sentence_of_the_page(api):
    answer = act(api, "stage", stage="done", actual_start="2026-01-15")
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert "« réalisé » demande la date de fin effective" in answer.json()["detail"]
    conflict = send(api, f"/{api.project.pk}/publish", progress=33, base_version=1)
    assert (conflict.status_code, conflict.json()["code"]) == (409, "conflict")
    costly = act(api, "publish", actual_cost=900_000_000)
    assert (costly.status_code, list(costly.json()["fields"])) == (400, ["narrative"])
    invalid = act(api, "publish", progress=99)
    assert (invalid.status_code, list(invalid.json()["fields"])) == (400, ["narrative"])


def test_rows_of_a_bulk_update_stand_alone(api):
    good = running_project(api.ministry, api.dsi, "Bon")
    calm = running_project(api.ministry, api.dsi, "Calme")
    rows = [
        {"project": api.project.pk, "progress": 99, "base_version": api.project.version},
        {"project": good.pk, "progress": 33, "base_version": good.version},
        {"project": calm.pk, "attests": True, "base_version": calm.version},
    ]
    answer = send(api, "/bulk-update", rows=rows)
    assert {row["project"]: row["outcome"] for row in answer.json()["rows"]} == {
        str(api.project.pk): "refused",
        str(good.pk): "published",
        str(calm.pk): "attested",
    }
    assert StatusUpdate.objects.count() == 2


def test_the_rest_of_a_bulk_update_is_attested_and_what_moves_becomes_a_draft(api):
    calm = running_project(api.ministry, api.dsi, "Calme")
    rows = [
        {"project": api.project.pk, "progress": 33, "base_version": api.project.version},
        {"project": calm.pk, "base_version": calm.version},
    ]
    answer = send(api, "/bulk-update", rows=rows, action="rest").json()["rows"]
    assert {row["project"]: (row["outcome"], row["draft_version"]) for row in answer} == {
        str(api.project.pk): ("drafted", 1),
        str(calm.pk): ("attested", 0),
    }


def test_a_crossed_row_of_a_bulk_update_carries_both_values(api):
    assert act(api, "publish", progress=32).status_code == 201
    row = send(api, "/bulk-update", rows=[{"project": api.project.pk, "progress": 34, "base_version": 1}]).json()[
        "rows"
    ][0]
    assert (row["outcome"], row["fields_in_conflict"]) == ("refused", {"progress": {"stored": "32", "sent": "34"}})


def test_a_foreign_row_refuses_the_whole_bulk_update(api):
    other, other_dsi = ministry_with_dsi()
    foreign = running_project(other, other_dsi)
    rows = [
        {"project": api.project.pk, "progress": 33, "base_version": api.project.version},
        {"project": foreign.pk, "progress": 33, "base_version": 1},
    ]
    answer = send(api, "/bulk-update", rows=rows)
    assert answer.status_code == 404
    assert "Rien n’a été enregistré" in answer.json()["detail"]
    assert not StatusUpdate.objects.exists()
    foreign.partner_ministries.add(api.ministry)
    assert send(api, "/bulk-update", rows=rows).status_code == 403
    assert not StatusUpdate.objects.exists()


def test_foreign_keys_in_a_payload_are_unknown_ones(api):
    other, _ = ministry_with_dsi()
    assert act(api, "edit", title="T", lead=PersonFactory().pk).status_code == 400
    assert act(api, "edit", title="T", structure=StructureFactory().pk).status_code == 400
    assert send(api, "", ministry=other.pk, title="T").status_code == 403


def test_a_stranger_gets_404_and_a_reader_403(api):
    project, ministry = api.project, api.ministry
    api.force_login(officer_of(ScopeFactory(), Role.DSI))
    assert act(api, "publish", project, progress=31).status_code == 404
    api.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert act(api, "publish", project, progress=31).status_code == 403
    api.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    assert act(api, "publish", project, progress=31).status_code == 403
    assert act(api, "rate", project, rating=4).json()["asin_rating"] == 4


def test_drafts_stay_in_the_ministry(api):
    act(api, "draft", progress=80)
    assert len(api.get("/api/v1/project-updates").json()["results"]) == 1
    api.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER))
    assert api.get("/api/v1/project-updates").json()["results"] == []
