"""The journal of a scope and the history of a row: who reads them, what they show, what stays with the secretariat."""

import csv
import html
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.journal.models import Entry
from foundation.journal.queries import line_of
from foundation.journal.record import record
from tests.factories import (
    AgendaItemFactory,
    PersonFactory,
    ProjectFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


def text_of(answer):
    """The words of a page, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def lines_of(answer):
    """The lines of a CSV, by their headers."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


PROJECT = "projects.project"


@pytest.fixture
def world():
    commission = commission_with_members(3)
    project = ProjectFactory(ministry=commission.ministry, title="État civil en ligne")
    dsi = officer_of(commission.scope, Role.DSI)
    record(
        "edit_project",
        project,
        by=dsi,
        reason="avenant signé",
        before={"title": "État civil", "planned_end": date(2026, 3, 1)},
        after={"title": "État civil en ligne", "planned_end": date(2026, 9, 30)},
    )
    return commission, project, dsi


def page(client, user, address):
    client.force_login(user)
    return client.get(address)


def test_a_line_says_who_in_which_seat_when_before_after_and_why(client, world):
    commission, project, dsi = world
    auditor = officer_of(commission.scope, Role.AUDITOR)
    said = text_of(page(client, auditor, reverse("journal:row", args=[PROJECT, project.pk])))
    for words in (
        "Modifier le projet",
        dsi.full_name,
        dsi.grants.get().capacity,
        "avenant signé",
        "État civil",
        "État civil en ligne",
        "1er mars 2026",
        "30 septembre 2026",
    ):
        assert words in said, words


def test_the_same_lines_leave_in_a_spreadsheet(client, world):
    commission, project, dsi = world
    auditor = officer_of(commission.scope, Role.AUDITOR)
    client.force_login(auditor)
    answer = client.get(reverse("journal:list"), {"format": "csv", "kind": PROJECT})
    (row,) = [row for row in lines_of(answer) if row["Acte"] == "Modifier le projet"]
    assert (row["Auteur"], row["Motif"], row["Objet"]) == (dsi.full_name, "avenant signé", str(project))
    assert "intitulé : État civil en ligne" in row["Après"]
    xlsx = client.get(reverse("journal:row", args=[PROJECT, project.pk]), {"format": "xlsx"})
    assert b"".join(xlsx.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 1),
        ({"kind": PROJECT}, 1),
        ({"kind": "commission_sessions.commissionsession"}, 0),
        ({"q": "modifier le proj"}, 1),
        ({"q": "avenant"}, 1),
        ({"q": "rien de tel"}, 0),
        ({"who": "personne de tel"}, 0),
        ({"before": "2000-01-01"}, 0),
        ({"channel": "commande"}, 1),
        ({"channel": "api"}, 0),
        ({"kind": "bogus"}, 0),
    ],
)
def test_each_filter_keeps_what_it_says(client, world, filters, found):
    commission, project, _ = world
    client.force_login(officer_of(commission.scope, Role.AUDITOR))
    lines = lines_of(client.get(reverse("journal:list"), {**filters, "format": "csv"}))
    assert len([line for line in lines if line["Objet"] == str(project)]) == found


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AUDITOR, 200),
        (Role.DSI, 200),
        (Role.SECRETARY, 200),
        (Role.PRESIDENT, 200),
        (Role.MEMBER, 403),
        (Role.PROJECT_LEAD, 403),
    ],
)
def test_who_reads_the_journal_of_his_ministry(client, world, role, status):
    commission, project, _ = world
    commission_role = role in (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER)
    user = member_of(commission, role) if commission_role else officer_of(commission.scope, role)
    assert page(client, user, reverse("journal:list")).status_code == status
    assert page(client, user, reverse("journal:row", args=[PROJECT, project.pk])).status_code == status


def test_the_chip_of_a_row_says_its_name_and_never_its_key(client, world):
    commission, project, _ = world
    auditor = officer_of(commission.scope, Role.AUDITOR)
    shown = text_of(page(client, auditor, f"{reverse('journal:list')}?row={project.pk}")).replace("\u00a0", " ")
    assert "Fiche : État civil en ligne" in shown
    unknown = text_of(page(client, auditor, f"{reverse('journal:list')}?row={auditor.pk}")).replace("\u00a0", " ")
    assert ("Fiche : introuvable" in unknown, str(auditor.pk) in unknown) == (True, False)


def test_neither_a_neighbour_nor_a_stranger_nor_nobody_reads_it(client, world):
    commission, project, _ = world
    history = reverse("journal:row", args=[PROJECT, project.pk])
    neighbour = officer_of(commission_with_members(1).scope, Role.AUDITOR)
    assert client.get(history).status_code == 302
    assert page(client, UserFactory(), history).status_code == 404
    assert page(client, neighbour, history).status_code == 404
    assert str(project) not in text_of(client.get(reverse("journal:list")))
    assert client.get(reverse("journal:verify", args=[commission.scope_id])).status_code == 404


def test_the_lead_of_a_project_reads_its_history_and_no_other(client, world):
    commission, project, _ = world
    lead = officer_of(commission.scope, Role.PROJECT_LEAD)
    project.lead = PersonFactory(user=lead, scope=commission.scope)
    project.save()
    assert "Modifier le projet" in text_of(page(client, lead, reverse("journal:row", args=[PROJECT, project.pk])))
    other = ProjectFactory(ministry=commission.ministry)
    assert page(client, lead, reverse("journal:row", args=[PROJECT, other.pk])).status_code == 403


def test_the_page_of_a_row_leads_to_its_history_for_who_may_read_it_only(client, world):
    commission, project, dsi = world
    history = reverse("journal:row", args=[PROJECT, project.pk])
    address = reverse("projects:detail", args=[project.pk])
    assert history in page(client, dsi, address).content.decode()
    assert history not in page(client, member_of(commission, Role.MEMBER), address).content.decode()


def test_words_that_are_not_announced_stay_with_the_secretariat(client):
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True)
    item = AgendaItemFactory(session=session, title="Rachat confidentiel")
    record("edit_item", item, by=None, before={"title": "Avant"}, after={"title": item.title}, commission=commission)
    entry = Entry.objects.about(item).get()
    auditor, secretary = officer_of(commission.scope, Role.AUDITOR), member_of(commission, Role.SECRETARY)
    assert "Rachat" in str(line_of(entry, secretary))
    assert "Rachat" not in str(line_of(entry, auditor))
    for query in ({}, {"q": "Rachat"}):
        client.force_login(auditor)
        assert "Rachat" not in text_of(client.get(reverse("journal:list"), query)).replace("Mots : Rachat", "").replace(
            "Acte ou motif : Rachat", ""
        )
    client.force_login(secretary)
    assert "Rachat" in text_of(client.get(reverse("journal:list")))


def test_an_empty_journal_says_so(client):
    auditor = officer_of(commission_with_members(1).scope, Role.AUDITOR)
    assert "Aucun acte dans ce journal" in text_of(page(client, auditor, reverse("journal:list")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_journal_costs_the_same_whatever_its_length(client, world, count, django_assert_num_queries):
    commission, project, dsi = world
    for turn in range(count):
        record("edit_project", project, by=dsi, after={"title": f"Nom {turn}"})
    client.force_login(officer_of(commission.scope, Role.AUDITOR))
    with django_assert_num_queries(10):
        client.get(reverse("journal:list"))


def test_what_an_act_notes_is_read_in_words(client):
    commission = commission_with_members(1)
    session = SessionFactory(commission=commission, convened=True)
    record("record_presence", session, by=None, after={"kind": "left", "sha256": "ab" * 32, "late": True})
    shown = text_of(
        page(
            client,
            officer_of(commission.scope, Role.AUDITOR),
            reverse("journal:row", args=["commission_sessions.commissionsession", session.pk]),
        )
    )
    for words in ("Relever une présence", "départ", "abababababababab…", "oui"):
        assert words in shown, words
    assert "left" not in shown
