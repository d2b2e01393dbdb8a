"""The register of public promises: who keeps it, what it shows of the gap, and what each act leaves behind."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from foundation.accounts.enums import Role, ScopeKind
from foundation.journal.record import entries_of
from foundation.registers.views import form_class
from promises.enums import Standing
from promises.models import Promise
from promises.register import PROMISES
from tests.factories import MinistryFactory, ProjectFactory, PromiseFactory, ScopeFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
LIST, NEW = reverse("promises:list"), reverse("promises:new")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def dsi():
    return officer_of(MinistryFactory(name="Ministère du Plan", acronym="MP").scope, Role.DSI)


@pytest.fixture
def api_client():
    return APIClient()


def ministry_of(user):
    return MinistryFactory._meta.model.objects.get(scope_id__in=user.access.scopes())


def typed(ministry, **other):
    return {
        "ministry": ministry.pk,
        "text": "Un guichet en ligne par commune",
        "origin": "press",
        "said_on": "2026-01-10",
        "source": "La Nation, 10 janvier 2026",
    } | other


def test_the_dsi_enters_a_promise_and_reads_it_with_its_history(client, dsi):
    client.force_login(dsi)
    answer = client.post(NEW, typed(ministry_of(dsi), due_on="31/12/2026"), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == PROMISES.href(Promise.objects.get())
    assert "La promesse est au registre" in page
    assert "31/12/2026" in page
    assert "Enregistrement" in page
    assert "sans projet" in page


def test_the_only_ministry_one_keeps_is_chosen(dsi):
    MinistryFactory()
    form = form_class(PROMISES)(user=dsi)
    assert form.initial["ministry"] == ministry_of(dsi).pk
    assert list(form.fields["ministry"].queryset) == [ministry_of(dsi)]


def test_a_neighbour_sees_nothing_and_enters_nothing_for_it(client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi))
    neighbour = officer_of(MinistryFactory().scope, Role.DSI)
    client.force_login(neighbour)
    assert client.get(PROMISES.href(row)).status_code == 404
    assert client.get(PROMISES.edit_href(row)).status_code == 404
    answer = client.post(NEW, typed(row.ministry))
    assert (answer.status_code, Promise.objects.count()) == (400, 1)
    assert "Un guichet en ligne par commune" in answer.content.decode()  # what was typed is still there
    assert row.text not in client.get(LIST).content.decode()


def test_a_stranger_reads_an_empty_list_and_has_no_form(client):
    PromiseFactory()
    client.force_login(UserFactory())
    page = client.get(LIST).content.decode()
    assert "Aucune promesse publique" in page
    assert NEW not in page
    assert client.get(NEW).status_code == 403


def test_nobody_enters_unknown(client):
    for address in (LIST, NEW, PROMISES.href(PromiseFactory())):
        assert client.get(address).status_code == 302


def test_an_officer_of_the_ministry_who_is_not_its_dsi_reads_only(client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi))
    client.force_login(officer_of(row.scope, Role.AUDITOR))
    assert PROMISES.edit_href(row) not in client.get(PROMISES.href(row)).content.decode()
    assert client.post(PROMISES.edit_href(row), typed(row.ministry)).status_code == 403


def test_what_is_not_told_stands_in_one_line_with_the_way_to_tell_it_for_who_may(client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi), due_on=None, kept_on=None)
    told = {}
    for role, user in (("keeper", dsi), ("reader", officer_of(row.scope, Role.AUDITOR))):
        client.force_login(user)
        told[role] = client.get(PROMISES.href(row)).content.decode().replace("\u00a0", " ")
    line = "Non renseigné : promise pour le, projet, tenue le."
    assert line in told["reader"]
    assert f'{line} <a href="{PROMISES.edit_href(row)}">Renseigner</a>' in told["keeper"]
    assert "<dt>Promise pour le</dt>" not in told["keeper"]


def test_the_page_of_a_row_does_not_say_its_title_again_nor_lead_to_itself(client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi))
    client.force_login(dsi)
    page = client.get(PROMISES.href(row)).content.decode()
    told = page.partition("<h2>Fiche</h2>")[2]
    assert row.source in told
    assert row.text not in told
    assert f'href="{PROMISES.href(row)}"' not in told


def test_a_cell_without_a_value_is_a_dash_that_is_read_in_words(client, dsi):
    PromiseFactory(ministry=ministry_of(dsi), due_on=None)
    client.force_login(dsi)
    page = client.get(LIST).content.decode()
    assert 'title="non renseigné">–</span><span class="visually-hidden">non renseigné</span>' in page


def test_the_asin_keeps_those_of_every_ministry(client):
    rows = PromiseFactory.create_batch(2)
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    page = client.get(LIST).content.decode()
    assert all(row.text in page for row in rows)
    assert client.get(PROMISES.edit_href(rows[0])).status_code == 200


def test_an_edit_is_journaled_with_what_differs_and_another_one_conflicts(client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi), text="Un guichet")
    client.force_login(dsi)
    assert client.post(PROMISES.edit_href(row), typed(row.ministry, text="Deux guichets", version=1)).status_code == 302
    entry = entries_of(row).get()
    assert (entry.act, entry.before["text"], entry.after["text"]) == ("edit_row", "Un guichet", "Deux guichets")
    assert row.events.count() == 2
    late = client.post(PROMISES.edit_href(row), typed(row.ministry, text="Trois guichets", version=1))
    assert late.status_code == 409
    assert "Trois guichets" in late.content.decode()


def test_a_promise_is_not_handed_to_a_ministry_one_does_not_keep(api_client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi))
    api_client.force_authenticate(dsi)
    other = MinistryFactory()
    answer = api_client.post(reverse("api:promises-edit", args=[row.pk]), typed(other, base_version=1))
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.ministry != other


@pytest.mark.parametrize(
    ("promise", "project_end", "standing", "gap"),
    [
        ({"kept_on": date(2026, 3, 1), "due_on": date(2026, 2, 1)}, None, Standing.KEPT, "28\u00a0jours tenue après"),
        ({"due_on": date(2026, 6, 5)}, None, Standing.LATE, "10\u00a0jours de retard"),
        ({"due_on": date(2026, 12, 1)}, None, Standing.ORPHAN, ""),
        ({"due_on": date(2026, 12, 1)}, date(2026, 12, 11), Standing.SLIPPING, "10\u00a0jours entre"),
        ({"due_on": date(2026, 12, 1)}, date(2026, 11, 1), Standing.ON_TIME, ""),
        ({}, date(2026, 11, 1), Standing.UNDATED, ""),
    ],
)
def test_the_gap_is_told(client, dsi, promise, project_end, standing, gap):
    ministry = ministry_of(dsi)
    project = ProjectFactory(ministry=ministry, planned_end=project_end) if project_end else None
    PromiseFactory(ministry=ministry, project=project, **promise)
    row = PROMISES.rows(dsi).get()
    assert row.standing == standing
    assert row.gap(TODAY).startswith(gap) if gap else row.gap(TODAY) == ""
    client.force_login(dsi)
    page = client.get(LIST, {"standing": standing}).content.decode()
    assert row.text in page
    assert standing.label in page


def test_a_project_of_another_ministry_is_refused_with_its_field(client, dsi):
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN))
    answer = client.post(NEW, typed(ministry_of(dsi), project=ProjectFactory().pk))
    assert answer.status_code == 400
    assert "Ce projet est d’un autre ministère" in answer.content.decode()


def test_a_date_before_it_was_said_is_refused_in_french(client, dsi):
    client.force_login(dsi)
    answer = client.post(NEW, typed(ministry_of(dsi), kept_on="01/01/2026"))
    assert answer.status_code == 409
    assert "tenue après avoir été dite" in answer.content.decode()


def test_the_page_of_a_project_tells_its_promises(client, dsi):
    project = ProjectFactory(ministry=ministry_of(dsi))
    row = PromiseFactory(ministry=project.ministry, project=project)
    client.force_login(dsi)
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert row.text in page
    assert PROMISES.href(row) in page


def test_it_is_found_exported_and_read_over_the_api(client, api_client, dsi):
    row = PromiseFactory(ministry=ministry_of(dsi), text="Un baobab numérique")
    [group] = search(dsi, "baobab")
    assert (group.label, [hit.title for hit in group.hits]) == ("Promesses publiques", ["Un baobab numérique"])
    client.force_login(dsi)
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Promesse;Ministère;Faite dans;Dite le")
    assert lines[1].startswith("Un baobab numérique;Ministère du Plan;presse;10/01/2026")
    api_client.force_authenticate(dsi)
    told = api_client.get(reverse("api:promises-detail", args=[row.pk])).json()
    assert (told["text"], told["standing"], told["said_on"]) == ("Un baobab numérique", "orphan", "2026-01-10")


def test_the_rail_lights_projects_and_home_leads_there(client, dsi):
    client.force_login(dsi)
    assert LIST in client.get("/").content.decode()
    page = client.get(LIST).content.decode()
    assert f'<a class="rail__link" href="{reverse("projects:list")}" aria-current="page">' in page
