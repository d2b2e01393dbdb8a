import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from projects.models import Project, StatusUpdate
from projects.operations import UpdateValues, add_sites, create_project, save_draft
from tests.factories import MinistryFactory, PersonFactory, ScopeFactory, officer_of
from tests.projects.world import ministry_with_dsi, president_of, running_project, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, today):
    client.ministry, client.dsi = ministry_with_dsi(acronym="MDGL")
    client.force_login(client.dsi)
    return client


def act(client, name, project, **data):
    project.refresh_from_db()
    return client.post(reverse(f"projects:{name}", args=[project.pk]), {"version": project.version} | data)


def test_the_nature_of_a_line_is_chosen_never_offered(office):
    drawn = office.get(reverse("projects:create")).content.decode()
    chosen = re.findall(r'<option value="(\w*)" selected', drawn.split('name="kind"')[1].split("</select>")[0])
    assert chosen == [""]
    refused = office.post(
        reverse("projects:create"), {"ministry": office.ministry.pk, "title": "Registre", "stage": "identified"}
    )
    assert refused.status_code == 400
    assert "un programme réunit des projets" in refused.content.decode()


def test_a_project_is_created_with_its_baseline(office):
    partner = MinistryFactory()
    data = {
        "ministry": office.ministry.pk,
        "title": "Registre des actes",
        "kind": "project",
        "stage": "running",
        "actual_start": "2026-02-01",
        "partner_ministries": [partner.pk],
        "planned_start": "01/01/2026",
        "planned_end": "31/12/2026",
        "planned_cost": "59 300 000 FCFA",
        "approver": "Commission",
        "objectives": "Un seul registre.",
    }
    response = office.post(reverse("projects:create"), data)
    project = Project.objects.get()
    assert response["Location"] == reverse("projects:detail", args=[project.pk])
    assert (project.code, project.initial_cost, project.planned_end, project.partner_ministries.get()) == (
        "MDGL-0001",
        59_300_000,
        date(2026, 12, 31),
        partner,
    )


def test_a_refused_form_keeps_all_that_was_typed(office):
    data = {
        "ministry": office.ministry.pk,
        "title": "Mon titre",
        "kind": "project",
        "stage": "running",
        "planned_cost": "beaucoup",
        "objectives": "Mon objectif",
        "actual_start": "31/02/2026",
    }
    response = office.post(reverse("projects:create"), data)
    text = response.content.decode()
    assert response.status_code == 400
    for typed in ("Mon titre", "beaucoup", "Mon objectif", "31/02/2026", "Montant illisible", "Date illisible"):
        assert typed in text, typed
    data |= {"planned_cost": "", "actual_start": ""}
    refused = office.post(reverse("projects:create"), data)
    assert (
        refused.status_code,
        "demande la date de début effectif" in refused.content.decode(),
        Project.objects.count(),
    ) == (409, True, 0)


def test_nobody_creates_for_another_ministry(office):
    other = MinistryFactory()
    assert (
        office.post(
            reverse("projects:create"), {"ministry": other.pk, "title": "T", "kind": "project", "stage": "identified"}
        ).status_code
        == 400
    )
    office.force_login(officer_of(office.ministry.scope, Role.AUDITOR))
    assert office.get(reverse("projects:create")).status_code == 403


def test_a_foreign_key_is_an_unknown_one(office):
    project = create_project(office.ministry, "Projet", by=office.dsi)
    stranger = PersonFactory()
    response = act(office, "edit", project, title="Projet", kind="project", lead=stranger.pk)
    assert response.status_code == 400
    assert stranger.full_name not in response.content.decode()


def test_the_fiche_is_edited_and_a_crossed_edit_is_shown(office):
    project = create_project(office.ministry, "Projet", by=office.dsi)
    assert act(office, "edit", project, title="Projet", kind="project", supplier="Société X").status_code == 302
    crossed = office.post(
        reverse("projects:edit", args=[project.pk]),
        {"version": 1, "title": "Projet", "kind": "project", "supplier": "Société Y"},
    )
    assert crossed.status_code == 409
    assert "<del>X</del>" in crossed.content.decode()
    assert "<ins>Y</ins>" in crossed.content.decode()


def test_the_life_of_a_project_by_its_forms(office):
    project = create_project(office.ministry, "Projet", by=office.dsi)
    assert (
        act(
            office,
            "baseline",
            project,
            planned_start="2026-01-01",
            planned_end="2026-12-31",
            planned_cost="1000000",
            adopted_on="2026-03-01",
        ).status_code
        == 302
    )
    assert act(office, "baseline", project, planned_end="2026-12-31", adopted_on="2026-03-01").status_code == 409
    assert (
        act(office, "stage", project, stage="running", actual_start="2026-02-01").status_code == 400
    )  # a month late: why?
    assert (
        act(
            office, "stage", project, stage="running", actual_start="2026-02-01", reason="Marché signé tard."
        ).status_code
        == 302
    )
    assert act(office, "stage", project, stage="done", actual_start="2026-02-01").status_code == 409
    assert (
        act(office, "revise", project, reason="", planned_end="2027-12-31", adopted_on="2026-04-01").status_code == 400
    )
    revised = act(
        office,
        "revise",
        project,
        reason="scope",
        explanation="Élargi.",
        planned_start="2026-01-01",
        planned_end="2027-12-31",
        planned_cost="1000000",
    )
    assert revised.status_code == 302
    asked = project.revision_requests.get()
    answers = reverse("projects:approve_revision", args=[asked.pk])
    assert office.post(answers).status_code == 403
    assert signed(president_of(project)).post(answers).status_code == 302
    assert act(office, "add_sites", project, labels="Poste A\n\nPoste B").status_code == 302
    site = project.sites.get(label="Poste B")
    address = reverse("projects:edit_site", args=[project.pk, site.pk])
    assert (
        office.post(address, {"version": 1, "label": "Poste B", "state": "running", "progress": "40"}).status_code
        == 302
    )
    assert (
        office.post(address, {"version": 1, "label": "Poste B", "state": "running", "progress": "50"}).status_code
        == 409
    )
    counted = {"unit": "prises câblées", "planned_quantity": "60", "done_quantity": "40", "measured_on": "2026-06-12"}
    typed = {"version": 2, "label": "Poste B", "state": "running", "progress": "40", **counted}
    assert office.post(address, typed).status_code == 302
    page = office.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "40 sur 60" in page
    assert 'value="66" max="100"' in page
    assert act(office, "leave", project, reason="stopped", left_on="2026-06-01", note="x").status_code == 409
    assert (
        act(
            office, "stage", project, stage="abandoned", actual_start="2026-02-01", reason="Marché résilié."
        ).status_code
        == 302
    )
    assert (
        act(office, "leave", project, reason="stopped", left_on="2026-06-15", note="Marché résilié.").status_code == 302
    )
    project.refresh_from_db()
    assert (
        project.exit_reason,
        project.revision_count,
        project.initial_end,
        site.project.sites.get(label="Poste B").progress,
    ) == ("stopped", 1, date(2026, 12, 31), 66)
    assert office.get(reverse("projects:detail", args=[project.pk])).status_code == 200


def test_split_and_merge_by_their_forms(office):
    first, second = running_project(office.ministry, office.dsi, "A"), running_project(office.ministry, office.dsi, "B")
    assert act(office, "split", first, titles="A1\nA2", on="2026-06-15").status_code == 302
    part = Project.objects.get(title="A1")
    assert act(office, "merge", second, projects=[part.pk], on="2026-06-15").status_code == 302
    foreign, foreign_dsi = ministry_with_dsi()
    assert (
        act(office, "merge", second, projects=[running_project(foreign, foreign_dsi).pk], on="2026-06-15").status_code
        == 400
    )
    assert set(Project.objects.filter(left_on=None).exclude(scope=foreign.scope).values_list("title", flat=True)) == {
        "A2",
        "B",
    }


def test_the_asin_rates(client, today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    assert act(client, "rate", project, rating="2").status_code == 400
    assert act(client, "rate", project, rating="2", comment="Marché non passé.").status_code == 302
    project.refresh_from_db()
    assert project.asin_rating == 2


def test_acts_are_posted_and_pressing_twice_changes_nothing(office):
    project = running_project(office.ministry, office.dsi)
    for name in ("attest", "discard"):
        assert office.get(reverse(f"projects:{name}", args=[project.pk])).status_code == 405
    for _ in range(2):
        office.post(reverse("projects:attest", args=[project.pk]), {"idempotency_key": "once"})
    assert StatusUpdate.objects.count() == 1
    save_draft(project.pk, UpdateValues.of(project), by=office.dsi)
    assert office.post(reverse("projects:discard", args=[project.pk])).status_code == 302
    assert StatusUpdate.objects.count() == 1


def test_every_form_opens_filled(office):
    project = running_project(office.ministry, office.dsi)
    (site,) = add_sites(project.pk, ["Poste A"], by=office.dsi)
    bare = create_project(office.ministry, "Nu", by=office.dsi)
    addresses = [
        reverse(f"projects:{name}", args=[project.pk])
        for name in ("edit", "stage", "revise", "leave", "split", "merge", "add_sites")
    ]
    addresses += [
        reverse("projects:create"),
        reverse("projects:baseline", args=[bare.pk]),
        reverse("projects:edit_site", args=[project.pk, site.pk]),
    ]
    for address in addresses:
        assert office.get(address).status_code == 200, address
    assert 'value="100000000"' in office.get(reverse("projects:revise", args=[project.pk])).content.decode()
