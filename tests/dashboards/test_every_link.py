"""Every link of every dashboard opens exactly the rows that its number counts."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.running import THEMES
from foundation.accounts.enums import Role
from foundation.common import figures
from projects.enums import Colour
from projects.models import Project
from projects.operations import take_reading
from recommendations.models import Recommendation
from tests.factories import (
    AssetFactory,
    CommissionFactory,
    EServiceFactory,
    MinistryFactory,
    PlatformFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.conferences import ConferenceFactory, ParticipantFactory, ServiceReviewFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = timezone.localdate()
NATIONAL = reverse("dashboards:national")
ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)


@pytest.fixture
def country():
    """Four ministries as different as may be, a national body, a ministry without commission, one that ended."""
    busy, calm = commission_with_members(4, code="BUSY"), commission_with_members(3, code="CALM")
    invented, bare = commission_with_members(3, code="FAKE"), MinistryFactory()
    invented.ministry.is_fictitious = invented.is_fictitious = True
    invented.ministry.save()
    invented.save()
    calm.statutes.update(sessions_per_year=None)
    gone = MinistryFactory(valid_to=TODAY - timedelta(days=400))
    body = CommissionFactory(kind="cdsi", ministry=None, scope=ScopeFactory(kind="national"), code="CDSI", name="CDSI")
    SessionFactory(commission=busy, lifted=True, year=TODAY.year)
    SessionFactory(commission=busy, lifted=True, year=TODAY.year, kind="extraordinary")
    SessionFactory(commission=calm, lifted=True, year=TODAY.year)
    busy.seats.get(role="rapporteur").mandates.update(valid_to=TODAY)
    busy.seats.filter(role="member").first().mandates.update(valid_to=TODAY + timedelta(days=30))
    past, soon = TODAY - timedelta(days=2), TODAY + timedelta(days=20)
    for ministry in (busy.ministry, invented.ministry, gone):
        ProjectFactory(ministry=ministry, colour=Colour.RED, fresh_until=past, planned_cost=10**8, own_rating=2)
        ProjectFactory(ministry=ministry, colour=Colour.RED, left_on=TODAY, exit_reason="out_of_scope")
        ProjectFactory(ministry=ministry, colour=Colour.GREEN, fresh_until=soon, planned_cost=10**7)
    Project.objects.filter(planned_cost__isnull=False).update(schedule_variance=12)
    ProjectFactory(ministry=busy.ministry, kind="programme")
    ProjectFactory(ministry=calm.ministry, colour=Colour.GREEN, fresh_until=soon)
    ProjectFactory(ministry=bare, fresh_until=None, planned_cost=10**6)
    ages = {busy: (3, 91, 200, 500), invented: (40,), body: (20, 400)}
    for commission, days in ages.items():
        for age in days:
            issued = TODAY - timedelta(days=age)
            RecommendationFactory(commission=commission, issued_on=issued, due_on=issued + timedelta(days=30))
    RecommendationFactory(commission=calm, due_on=None)
    RecommendationFactory(commission=calm, due_on=None, state="done")
    RecommendationFactory(commission=busy, is_draft=True)
    return {"busy": busy, "calm": calm, "bare": bare, "body": body}


@pytest.fixture
def asin(client):
    client.force_login(officer_of(ScopeFactory(kind="national", label="État"), Role.ASIN_READER))
    return client


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def said_by(client, href: str, of: str) -> int:
    """What the page at this address says that it shows: its rows, or one of its totals."""
    page = client.get(href).content.decode()
    if of:
        found = re.search(rf'data-total="{of}"(?: value="([0-9.]+)"|>([0-9]+))', page)
        assert found, (href, of)
        return int(float(found[1] or found[2]))
    said = re.search(r'list-bar__count" role="status">\s*([^<]+)<', page)
    assert said, href
    number = re.match(r"[0-9]+", said[1])
    return int(number[0]) if number else 0


def counts_in(page: str) -> list[tuple[str, int, str]]:
    """Each number that opens rows: its address, what it counts, and the total it is of; those of the charts too."""
    found = []
    for attributes, text in ANCHOR.findall(main_of(page)):
        href = unescape(re.search(r'href="([^"]*)"', attributes)[1])
        count, of = re.search(r'data-count="(\d+)"', attributes), re.search(r'data-of="(\w+)"', attributes)
        drawn = re.search(r'aria-label="[^"]* : (\d+)(?: \([^"]*)?"', attributes)
        if count or drawn:
            found.append((href, int((count or drawn)[1]), of[1] if of else ""))
            continue
        words = re.sub(r"<[^>]+>", "", text).strip()
        if re.match(r"[1-9]\d*(?:\s| sur|$)", words) and not re.match(r"\d+(?:re|e|er)?\s+session", words):
            assert "/chiffres/" in href, f"{words!r} leads to {href} and does not say what it counts"
    return found


def follow(client, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = set(counts_in(answer.content.decode()))
    for href, count, of in sorted(found):
        assert said_by(client, urljoin(address, href), of) == count, (address, href, of)
    return len(found)


def test_the_numbers_of_the_national_dashboard_open_their_rows(country, asin):
    for data, least in (("", 25), ("?donnees=reelles", 20), ("?donnees=demo", 8)):
        assert follow(asin, NATIONAL + data) >= least, data


def test_a_year_of_before_opens_the_rows_of_that_year(country, asin):
    assert follow(asin, f"{NATIONAL}?annee={TODAY.year - 1}") >= 15


def test_the_numbers_of_a_ministry_and_of_a_commission_open_their_rows(country, asin):
    busy, bare, body = (country[name] for name in ("busy", "bare", "body"))
    assert follow(asin, reverse("ministries:detail", args=[busy.ministry_id])) >= 10
    assert follow(asin, reverse("ministries:detail", args=[bare.pk])) >= 2
    assert follow(asin, reverse("commissions:detail", args=[busy.pk])) >= 4
    assert follow(asin, reverse("commissions:detail", args=[body.pk])) >= 2


def test_the_numbers_of_ones_own_dashboards_open_their_rows(country, client):
    busy = country["busy"]
    for user in (officer_of(busy.scope, Role.DSI), member_of(busy, Role.SECRETARY), member_of(busy, Role.MEMBER)):
        client.force_login(user)
        for address in (
            NATIONAL,
            reverse("home"),
            reverse("ministries:detail", args=[busy.ministry_id]),
            reverse("commissions:detail", args=[busy.pk]),
        ):
            follow(client, address)


def test_the_life_of_the_commissions_opens_its_rows(country, asin):
    assert follow(asin, reverse("dashboards:watch")) >= 4


def test_the_numbers_of_what_ministries_run_open_their_rows(country, asin):
    ministry = country["busy"].ministry
    PlatformFactory.create_batch(2, ministry=ministry)
    EServiceFactory(ministry=ministry)
    AssetFactory(ministry=ministry)
    PlatformFactory(ministry=country["calm"].ministry)
    conference = ConferenceFactory(body=country["body"], state="held", held_on=TODAY)
    ParticipantFactory(conference=conference, ministry=ministry, institution="")
    ServiceReviewFactory(conference=conference, ministry=ministry)
    RecommendationFactory(
        commission=country["body"], origin_kind="conference", ministry=ministry, addressee_scope=ministry.scope
    )
    address = reverse("dashboards:running")
    page = main_of(asin.get(address).content.decode())
    for theme in THEMES:
        assert f"<h2>{theme.title}</h2>" in page
    assert follow(asin, address) >= 7
    assert follow(asin, f"{address}?ministere={ministry.pk}") >= 6
    assert "Communes" not in main_of(asin.get(f"{address}?ministere={ministry.pk}").content.decode())
    refused = main_of(asin.get(f"{address}?ministere=rien").content.decode())
    assert "Aucun chiffre pour ce choix" in refused


def test_a_figure_and_its_parts_open_their_rows(country, asin):
    followed = 0
    for query in ("", f"?donnees=reelles&ministere={country['busy'].ministry_id}"):
        for key in figures.FIGURES:
            followed += follow(asin, reverse("dashboards:figure", args=[key]) + query)
    assert followed > 50


def test_the_method_prints_each_figure_with_its_value_and_its_rows(country, asin):
    page = asin.get(reverse("dashboards:figures")).content.decode()
    for key, figure in figures.FIGURES.items():
        assert f'id="{key}"' in page
        assert figure.formula.split(".")[0][:40] in unescape(page)
    titles = re.findall(r'<div class="section__head"><h2>(.*?)</h2>', page)
    assert {"Communes", "E-services", "Parc informatique", "Pilotage des projets", "Procès-verbaux"} <= {*titles}
    assert not {"Autres", "Tableaux de bord"} & {*titles}  # a figure is found under its subject
    assert follow(asin, reverse("dashboards:figures")) >= 10


def test_a_tile_counts_what_its_list_counts_national_bodies_included(country, asin):
    page = asin.get(NATIONAL).content.decode()
    late = figures.get("recommendations.late").compute(asin_user(asin), {})
    assert f"{late.value} sur 8" in page
    assert "d’un organe national" in page


def asin_user(client):
    from foundation.accounts.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_how_many_ministries_have_no_commission_is_the_first_sentence(country, asin):
    page = main_of(asin.get(NATIONAL).content.decode())
    assert page.index("n’a pas de commission enregistrée") < page.index("<table")
    assert said_by(asin, reverse("ministries:list") + "?commission=none", "") == 1


def test_what_cannot_be_read_counts_nothing_and_says_so(country, asin):
    for query in ("?annee=abc", "?date=2026-02-31", "?donnees=x", f"?date={TODAY + timedelta(days=1)}"):
        page = main_of(asin.get(NATIONAL + query).content.decode())
        assert "Aucun chiffre pour ce choix" in page, query
        assert "data-count" not in page
        assert len(asin.get(reverse("dashboards:national_csv") + query).content.decode().splitlines()) == 1


def test_a_past_day_gives_the_figures_of_that_day(country, asin):
    """What is dated is told of that day; projects as they were read then, and not at all where nothing was read."""
    day = TODAY - timedelta(days=100)
    page = main_of(asin.get(f"{NATIONAL}?date={day}").content.decode())
    issued = [row for row in Recommendation.objects.all() if not row.is_draft and row.issued_on <= day and row.is_open]
    late = [row for row in issued if row.due_on and row.due_on < day]
    assert len(late) == 3  # those issued since are not counted
    assert f"{len(late)} sur {len(issued)}" in page
    assert "pas gardé de relevé" in page
    assert set(re.findall(r'href="([^"?]*)[^"]*" data-count', page)) <= {reverse("ministries:list")}
    take_reading(TODAY - timedelta(days=10))
    ProjectFactory(ministry=country["busy"].ministry, colour=Colour.RED)
    page = main_of(asin.get(f"{NATIONAL}?date={TODAY - timedelta(days=5)}").content.decode())
    assert "6 sur 11" in page
    assert "relevé du" in page
    for key in figures.FIGURES:
        assert asin.get(reverse("dashboards:figure", args=[key]) + f"?date={day}").status_code == 200, key


def test_the_api_gives_the_figures_of_that_day_too(country, asin):
    day = TODAY - timedelta(days=100)
    page = main_of(asin.get(f"{NATIONAL}?date={day}").content.decode())
    numbers = [row["number"] for row in asin.get("/api/v1/national/headlines", {"on": day}).json()]
    assert len(numbers) == 4
    assert all(number in page for number in numbers)
    late = asin.get("/api/v1/figures/recommendations.late", {"on": day}).json()
    assert f"{late['value']:.0f} sur" in page
    assert asin.get("/api/v1/national", {"on": TODAY + timedelta(days=1)}).status_code == 400
    assert asin.get("/api/v1/figures/seats.vacant", {"commission": country["bare"].pk}).status_code == 400


def test_counts_of_projects_come_from_the_summaries(country, asin):
    """A hundred thousand projects cost no more than a thousand: only the few that are drawn are read."""
    with CaptureQueriesContext(connection) as ran:
        asin.get(NATIONAL)
    read = [query["sql"] for query in ran if 'FROM "projects_project"' in query["sql"]]
    greened = [sql for sql in read if '"greened_on" >' in sql]  # the few that an index of their own holds
    assert len(greened) == 1
    assert [bool(re.search(r"LIMIT \d+$", sql)) for sql in read if sql not in greened] == [True]


def test_a_reading_is_taken_once_and_never_changes(country):
    day = TODAY - timedelta(days=1)
    taken = take_reading(day)
    ProjectFactory(ministry=country["calm"].ministry, colour=Colour.GREEN)
    assert taken > 0
    assert (
        take_reading(day) == 0
        or figures.get("projects.total")
        .compute(officer_of(ScopeFactory(kind="national", label="E"), Role.ASIN_READER), {"today": day})
        .value
        == 11
    )


def test_a_column_is_sorted_by_the_value_shown_and_what_has_none_comes_last(country, asin):
    for sort in ("recommendations", "-recommendations", "sessions", "-sessions"):
        page = main_of(asin.get(f"{NATIONAL}?sort={sort}").content.decode())
        table = page[page.index('<table class="matrix"') :].partition("</table>")[0]
        rank = {"sessions": 0, "recommendations": 2}[sort.lstrip("-")]
        shown = []
        for row in re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", table, re.DOTALL):
            cell = re.findall(r"<td class=\"matrix__cell[^>]*>(.*?)</td>", row, re.DOTALL)[rank]
            text = re.sub(r"<[^>]+>", "", cell.split("matrix__word")[0])
            number = re.search(r"\d+", text)
            shown.append(int(number[0]) if number else None)
        known = [value for value in shown if value is not None]
        assert known, sort
        assert shown == [*sorted(known, reverse=sort.startswith("-")), *[None] * (len(shown) - len(known))], sort


@pytest.mark.parametrize("name", ["stades", "signaux", "ages", "couts"])
def test_a_chart_is_downloaded_as_a_picture_and_as_its_rows(country, asin, name):
    svg, png, rows = (asin.get(reverse("dashboards:chart", args=[name, kind])) for kind in ("svg", "png", "csv"))
    assert (svg["Content-Type"], svg.content[:4]) == ("image/svg+xml", b"<svg")
    assert (png["Content-Type"], png.content[1:4]) == ("image/png", b"PNG")
    assert len(rows.content.decode().splitlines()) > 2
    assert asin.get(reverse("dashboards:chart", args=["rien", "svg"])).status_code == 404
    assert asin.get(reverse("dashboards:chart", args=[name, "exe"])).status_code == 404
