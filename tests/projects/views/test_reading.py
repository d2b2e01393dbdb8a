from datetime import date

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from foundation.common import clock, lists
from foundation.common.keyset import paginate
from foundation.common.timeline import TimelineEntry, timeline
from ministries.extensions import Panel
from projects.enums import ExitReason, RevisionReason
from projects.extensions import project_panels
from projects.models import Project
from projects.operations import (
    PlannedValues,
    UpdateValues,
    add_sites,
    approve_revision,
    ask_revision,
    create_project,
    leave_portfolio,
    publish_update,
    rename_project,
    save_draft,
    split_project,
)
from tests.factories import ProjectFactory, ScopeFactory, officer_of
from tests.projects.world import PLANNED, dsi_of, ministry_with_dsi, president_of, project_links, running_project

pytestmark = pytest.mark.django_db
LIST = reverse("projects:list")


@pytest.fixture
def signed_in(client, today):
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    client.force_login(dsi)
    client.ministry, client.dsi = ministry, dsi
    return client


def shown(client, **query):
    return [Project.objects.get(pk=pk).title for pk in project_links(client.get(LIST, query))]


def test_the_list_shows_the_own_portfolio_in_french_order(signed_in):
    other, other_dsi = ministry_with_dsi()
    running_project(other, other_dsi, "Du voisin")
    for title in ("Zinc", "Écoles", "eau", "Étude"):
        running_project(signed_in.ministry, signed_in.dsi, title)
    assert shown(signed_in) == ["eau", "Écoles", "Étude", "Zinc"]
    assert shown(signed_in, sort="-title") == ["Zinc", "Étude", "Écoles", "eau"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(signed_in, rows, django_assert_num_queries):
    for n in range(rows):
        running_project(signed_in.ministry, signed_in.dsi, f"Projet {n}")
    signed_in.get(LIST)
    with django_assert_num_queries(4):  # session, user with grants, page, ministries to filter by
        assert len(project_links(signed_in.get(LIST))) == rows


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"stage": "running"}, ["Rouge", "Vert"]),
        ({"situation": "to_come"}, ["Nu"]),
        ({"colour": "red"}, ["Rouge"]),
        ({"colour": "unknown"}, ["Nu"]),
        ({"stale": "1"}, ["Vert"]),
        ({"stale": "0"}, ["Nu", "Rouge"]),
        ({"portfolio": "left"}, ["Parti"]),
        ({"portfolio": "all"}, ["Nu", "Parti", "Rouge", "Vert"]),
        ({"sdsi": "none"}, ["Nu", "Rouge"]),
        ({"role": "partner"}, ["Du voisin"]),
        ({"q": "roùge"}, ["Rouge"]),
        ({"q": "mdgl-0002"}, ["Vert"]),
        ({"q": "'; drop table --"}, []),
        ({"q": "\x00"}, []),
        ({"stage": "nonsense"}, []),
        ({"sort": "nonsense", "after": "%%%"}, ["Nu", "Rouge", "Vert"]),
    ],
)
def test_filters_stand_in_the_address(signed_in, query, titles):
    ministry, dsi = signed_in.ministry, signed_in.dsi
    running_project(ministry, dsi, "Rouge", forecast_cost=200_000_000)
    running_project(ministry, dsi, "Vert", valued_on=date(2026, 1, 1), sdsi_action="A1", forecast_end=PLANNED.end)
    create_project(ministry, "Nu", by=dsi)
    gone = running_project(ministry, dsi, "Parti", sdsi_action="A2")
    leave_portfolio(gone.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=date(2026, 6, 1), by=dsi)
    other, other_dsi = ministry_with_dsi()
    running_project(other, other_dsi, "Du voisin", partner_ministries=[ministry])
    assert shown(signed_in, **query) == titles


@pytest.mark.parametrize(
    "sort", ["title", "-title", "code", "-code", "end", "-end", "variance", "-variance", "fresh", "-fresh"]
)
def test_pages_by_key_show_each_row_once_both_ways(signed_in, sort, monkeypatch):
    monkeypatch.setattr(lists, "paginate", lambda *args, **options: paginate(*args, **options | {"size": 2}))
    for n in range(3):
        ProjectFactory(
            ministry=signed_in.ministry, title=f"Projet {n % 2}", fresh_until=None if n else date(2026, 7, 1)
        )
        ProjectFactory(ministry=signed_in.ministry, title="Même", planned_start=None, planned_end=None)
    whole, href, backwards = [], f"?sort={sort}", ""
    while href:
        answer = signed_in.get(LIST + href).content.decode()
        rows = project_links(signed_in.get(LIST + href))
        whole += rows
        href = (
            answer.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
            if 'rel="next"' in answer
            else ""
        )
        backwards = answer.partition('rel="prev"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
        assert len(rows) == 2
    assert len(whole) == len(set(whole)) == 6
    assert project_links(signed_in.get(LIST + backwards)) == whole[2:4]


def test_each_sort_offered_reads_its_index(signed_in, monkeypatch):
    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from projects.queries.portfolio import SORTS, list_rows

    ProjectFactory.create_batch(5, ministry=signed_in.ministry)
    names = {
        "title": "project_by_title",
        "code": "code",
        "end": "project_by_end",
        "variance": "project_by_variance",
        "fresh": "project_by_freshness",
    }
    for sort, index in names.items():
        with CaptureQueriesContext(connection) as queries:
            page = paginate(list_rows(Project.objects.all()), SORTS, QueryDict(f"sort={sort}"), default="title", size=2)
            paginate(list_rows(Project.objects.all()), SORTS, QueryDict(page.next_href[1:]), default="title", size=2)
        for query in queries:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
                cursor.execute(f"EXPLAIN {query['sql']}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
            assert index in plan, plan
            assert "->  Sort" not in plan


def test_the_export_holds_the_filtered_rows_and_no_formula(signed_in):
    running_project(signed_in.ministry, signed_in.dsi, "=cmd|' /C calc'!A0")
    create_project(signed_in.ministry, "Autre", by=signed_in.dsi)
    text = signed_in.get(reverse("projects:export"), {"stage": "running"}).getvalue().decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Code;Intitulé;Ministère")
    assert len(lines) == 2
    assert "'=cmd" in lines[1]


def test_the_list_says_what_to_do_when_it_is_empty(signed_in):
    assert "Le portefeuille est vide" in signed_in.get(LIST).content.decode()
    assert "Aucun projet ne répond à ces filtres" in signed_in.get(LIST, {"q": "rien"}).content.decode()


def test_the_page_of_a_project_says_all_it_knows(signed_in):
    ministry, dsi = signed_in.ministry, signed_in.dsi
    other, _other_dsi = ministry_with_dsi()
    programme = create_project(ministry, "Programme cadre", by=dsi, kind="programme")
    project = running_project(
        ministry,
        dsi,
        "Courrier",
        parent=programme,
        partner_ministries=[other],
        objectives="Un seul registre.",
        valued_on=date(2026, 1, 2),
    )
    add_sites(project.pk, ["Poste n° 1"], by=dsi)
    rename_project(project.pk, "Gestion du courrier", by=dsi)
    publish_update(
        project.pk,
        UpdateValues(
            **UpdateValues.of(Project.objects.get(pk=project.pk)).__dict__
            | {"progress": 33, "narrative": "Module livré."}
        ),
        by=dsi,
    )
    asked = ask_revision(
        project.pk,
        PlannedValues(PLANNED.start, date(2027, 3, 1), PLANNED.cost, clock.today()),
        reason=RevisionReason.SCOPE,
        explanation="Élargi.",
        by=dsi,
    )
    approve_revision(asked.pk, by=president_of(project))
    save_draft(project.pk, UpdateValues.of(Project.objects.get(pk=project.pk)), by=dsi)
    text = signed_in.get(reverse("projects:detail", args=[project.pk])).content.decode()
    for words in (
        "Gestion du courrier",
        "Module livré.",
        "Élargi.",
        "Un seul registre.",
        "Poste n° 1",
        "Programme cadre",
        other.name,
        "Révision",
        "Un brouillon de mise à jour attend",
        "À la référence initiale",
    ):
        assert words in text, words


def test_stale_is_shown_wherever_the_row_is(signed_in):
    ministry, dsi = signed_in.ministry, signed_in.dsi
    project = running_project(ministry, dsi, valued_on=date(2026, 1, 2))
    for address in (LIST, reverse("projects:detail", args=[project.pk]), reverse("projects:mine")):
        assert "badge--stale" in signed_in.get(address).content.decode(), address


def test_a_split_project_and_its_parts_point_at_each_other(signed_in):
    project = running_project(signed_in.ministry, signed_in.dsi)
    first, second = split_project(project.pk, ["Volet A", "Volet B"], note="", on=date(2026, 6, 1), by=signed_in.dsi)
    assert f"{first.code} · Volet A" in signed_in.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert (
        f"{project.code} · Gestion du courrier"
        in signed_in.get(reverse("projects:detail", args=[second.pk])).content.decode()
    )


def test_a_partner_reads_without_drafts_nor_acts(signed_in):
    other, other_dsi = ministry_with_dsi()
    project = running_project(other, other_dsi, partner_ministries=[signed_in.ministry])
    save_draft(project.pk, UpdateValues.of(project), by=other_dsi)
    text = signed_in.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "Un brouillon" not in text
    assert "Autres actes" not in text


@pytest.mark.parametrize(
    "name", ["detail", "edit", "stage", "baseline", "revise", "leave", "split", "merge", "rate", "add_sites"]
)
def test_a_stranger_finds_nothing(client, name, today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    client.force_login(dsi_of(ministry_with_dsi()[0]))
    assert client.get(reverse(f"projects:{name}", args=[project.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["edit", "stage", "baseline", "revise", "leave", "split", "merge", "rate", "add_sites"]
)
def test_a_reader_does_nothing(client, name, today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    client.force_login(officer_of(ministry.scope, Role.AUDITOR))
    assert client.get(reverse("projects:detail", args=[project.pk])).status_code == 200
    for method in (client.get, client.post):
        assert method(reverse(f"projects:{name}", args=[project.pk])).status_code == 403


def test_the_asin_sees_every_portfolio(client, today):
    for _ in range(2):
        ministry, dsi = ministry_with_dsi()
        running_project(ministry, dsi)
    client.force_login(officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER))
    assert len(project_links(client.get(LIST))) == 2
    assert len(project_links(client.get(LIST, {"ministry": str(ministry.pk)}))) == 1


def test_apps_above_add_panels_and_events(signed_in):
    project = running_project(signed_in.ministry, signed_in.dsi)
    panel = Panel("Réserves ouvertes", "projects/rows_panel.html", {"rows": [], "today": date(2026, 6, 15)}, count=2)
    event = TimelineEntry(date(2026, 5, 5), "Avis favorable sous réserve", href="/decisions/1")
    with project_panels.silenced(lambda row, user: panel), timeline.silenced(lambda row, user: [event]):
        text = signed_in.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "Réserves ouvertes" in text
    assert "Avis favorable sous réserve" in text


def test_a_ministry_page_shows_its_projects(signed_in):
    running_project(signed_in.ministry, signed_in.dsi, "Cher", forecast_cost=200_000_000)
    text = signed_in.get(reverse("ministries:detail", args=[signed_in.ministry.pk])).content.decode()
    assert "À regarder d’abord" in text
    assert "Cher" in text
