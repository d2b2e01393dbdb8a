import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.national import cells_of, headlines_of, lines_of
from cmsic.dashboards.queries.rows import table_of
from foundation.accounts.enums import Role, ScopeKind
from foundation.common import figures
from foundation.common.typography import UNKNOWN
from ministries.models import MinistryName
from projects.enums import Colour
from projects.models import Project
from tests.factories import (
    MinistryFactory,
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL, label="État"), Role.ASIN_READER)


def lived_in(code: str):
    """A commission that sat once this year, two followed projects, one late recommendation."""
    commission = commission_with_members(4, code=code)
    year = timezone.localdate().year
    SessionFactory(commission=commission, lifted=True, year=year)
    ProjectFactory(
        ministry=commission.ministry, colour=Colour.RED, fresh_until=timezone.localdate() - timedelta(days=2)
    )
    ProjectFactory(
        ministry=commission.ministry, colour=Colour.GREEN, fresh_until=timezone.localdate() + timedelta(days=20)
    )
    RecommendationFactory(commission=commission, due_on=timezone.localdate() - timedelta(days=40))
    return commission


def test_a_line_counts_what_the_ministry_did(asin):
    commission = lived_in("MEA")
    line = next(line for line in lines_of(asin) if line.ministry == commission.ministry)
    assert (line.sessions_held, line.sessions_due, line.projects, line.projects_stale, line.colours[Colour.RED]) == (
        1,
        2,
        2,
        1,
        1,
    )
    assert (line.recommendations_open, line.recommendations_late, line.oldest_late_days) == (1, 1, 40)
    assert line.seats_vacant == 0


def test_the_headlines_add_the_lines_up(asin):
    lived_in("MEA")
    lived_in("MEB")
    commission_with_members(3, code="MEC")
    numbers = [line.number for line in headlines_of(lines_of(asin), year=timezone.localdate().year)]
    assert numbers == ["2 sur 3", "2 sur 6", "2 sur 2", "2 sur 4"]


def test_what_one_commission_holds_beyond_does_not_make_up_for_another(client, asin):
    busy, idle = lived_in("MEA"), commission_with_members(3, code="MEB")
    for _ in range(4):
        SessionFactory(commission=busy, lifted=True, year=timezone.localdate().year)
    assert busy.statutes.get().sessions_per_year == idle.statutes.get().sessions_per_year == 2
    headline = headlines_of(lines_of(asin), year=timezone.localdate().year)[1]
    assert (headline.number, headline.tone) == ("2 sur 4", "attention")
    value = figures.get("sessions.held_of_due").compute(asin, {})
    assert (value.value, value.rows.count()) == (2, 2)
    table = table_of(value.rows, 10)
    place = table.columns.index("Tenues, parmi les dues")
    assert sum(int(row.cells[place]) for row in table.rows) == value.value
    client.force_login(asin)
    page = client.get(reverse("dashboards:figure", args=["sessions.held_of_due"])).content.decode()
    assert "ne rattrape pas le retard d’une autre" in page


def test_each_headline_is_explained_by_a_figure_of_the_same_value(asin):
    lived_in("MEA")
    lived_in("MEB")
    for headline in headlines_of(lines_of(asin), year=timezone.localdate().year):
        assert figures.get(headline.figure).compute(asin, {}).value == int(headline.number.split()[0]), headline.figure


def test_a_project_that_left_stays_in_the_denominators(asin):
    commission = lived_in("MEA")
    ProjectFactory(
        ministry=commission.ministry, colour=Colour.RED, left_on=timezone.localdate(), exit_reason="out_of_scope"
    )
    line = next(line for line in lines_of(asin) if line.ministry == commission.ministry)
    assert (line.projects, line.projects_left, line.colours[Colour.RED], line.projects_stale, line.undated) == (
        3,
        1,
        2,
        1,
        0,
    )
    headline = headlines_of([line], year=timezone.localdate().year)[-1]
    assert (headline.number, headline.note) == (
        "2 sur 3",
        "1\u00a0fiche périmée ; 1\u00a0projet sorti du portefeuille, toujours compté",
    )
    assert cells_of(line, year=timezone.localdate().year)["projects"]["word"].endswith("dont 1\u00a0sorti")


def test_programmes_and_lots_are_not_counted_twice(asin):
    commission = lived_in("MEA")
    ProjectFactory(ministry=commission.ministry, kind="programme")
    assert next(line for line in lines_of(asin) if line.ministry == commission.ministry).projects == 2


def test_a_vacant_seat_is_counted(asin):
    commission = commission_with_members(3)
    commission.seats.get(role="rapporteur").mandates.update(valid_to=timezone.localdate())
    line = next(line for line in lines_of(asin) if line.commission == commission)
    assert line.seats_vacant == 1
    assert cells_of(line, year=timezone.localdate().year)["seats"]["word"] == "1\u00a0siège vacant"


def test_a_commission_whose_text_gives_no_rhythm_is_left_out_of_the_sum(asin):
    commission = lived_in("MEA")
    commission.statutes.update(sessions_per_year=None)
    line = headlines_of(lines_of(asin), year=timezone.localdate().year)[1]
    assert line.number == UNKNOWN
    assert "1\u00a0commission sans périodicité connue" in line.note
    for key in ("sessions.held_of_due", "sessions.due"):
        value = figures.get(key).compute(asin, {})
        assert (value.value, value.withheld) == (None, 1)


def test_a_dsi_counts_his_own_ministry_only():
    own, _foreign = lived_in("MEA"), lived_in("MEB")
    assert [line.ministry for line in lines_of(officer_of(own.scope, Role.DSI))] == [own.ministry]


def test_real_and_fictitious_are_counted_apart(asin):
    real = lived_in("MEA")
    invented = lived_in("MEB")
    invented.ministry.is_fictitious = True
    invented.ministry.save()
    assert [line.ministry for line in lines_of(asin, data="reelles")] == [real.ministry]
    assert [line.ministry for line in lines_of(asin, data="demo")] == [invented.ministry]


def test_what_a_revision_turned_green_is_said_on_the_dashboards_and_leads_to_its_rows(client, asin):
    line = lived_in("MEA")
    project = Project.objects.filter(ministry=line.ministry).order_by("pk")[0]
    Project.objects.filter(pk=project.pk).update(greened_on=timezone.localdate() - timedelta(days=30))
    old = ProjectFactory(ministry=line.ministry)
    Project.objects.filter(pk=old.pk).update(greened_on=timezone.localdate() - timedelta(days=400))
    client.force_login(asin)
    page = client.get(reverse("dashboards:national")).content.decode().replace("\xa0", " ")
    assert "1 verdi par révision" in page
    address = f"{reverse('projects:list')}?kind=project&portfolio=all&ministry={line.ministry.pk}&greened=1"
    assert address.replace("&", "&amp;") in page
    assert project.title in client.get(address).content.decode()
    assert old.title not in client.get(address).content.decode()
    board = client.get(reverse("ministries:detail", args=[line.ministry.pk])).content.decode().replace("\xa0", " ")
    assert "1 verdi par révision" in board


@pytest.mark.parametrize("rows", [1, 3])
def test_the_national_page_runs_a_fixed_number_of_queries(client, asin, rows, django_assert_num_queries):
    for row in range(rows):
        lived_in(f"ME{row}")
    client.force_login(asin)
    client.get(reverse("dashboards:national"))
    with django_assert_num_queries(14):
        assert client.get(reverse("dashboards:national")).status_code == 200


def test_a_figure_opens_its_formula_and_its_rows(client, asin):
    lived_in("MEA")
    client.force_login(asin)
    page = client.get(reverse("dashboards:figure", args=["commissions.sat"])).content.decode()
    assert "Nombre de CMSIC" in page
    assert "MEA ·" in page


def rows_behind(client, href: str) -> int:
    """How many rows the list at this address says that it has."""
    said = re.search(r'list-bar__count" role="status">([^<]+)<', client.get(href).content.decode())
    assert said is not None, href
    number = re.match(r"[0-9]+", said[1])
    return int(number[0]) if number else 0


def test_every_link_of_a_number_opens_the_rows_it_counts(client, asin):
    commission = lived_in("MEA")
    lived_in("MEB")
    ProjectFactory(
        ministry=commission.ministry, colour=Colour.RED, left_on=timezone.localdate(), exit_reason="out_of_scope"
    )
    calm, idle = commission_with_members(3, code="MEC"), commission_with_members(3, code="MED")
    RecommendationFactory(commission=calm, due_on=timezone.localdate() + timedelta(days=40))
    RecommendationFactory(commission=calm, due_on=timezone.localdate() - timedelta(days=40), state="done")
    for _ in range(3):
        ProjectFactory(ministry=calm.ministry, fresh_until=None)
    ProjectFactory(ministry=calm.ministry, fresh_until=timezone.localdate() + timedelta(days=9))
    client.force_login(asin)
    followed = 0
    for line in lines_of(asin):
        for key, cell in cells_of(line, year=timezone.localdate().year).items():
            if key not in ("recommendations", "projects", "freshness") or line.commission == idle:
                continue
            counted = line.projects if key == "projects" else int(cell["short"])
            assert rows_behind(client, cell["href"]) == counted, (key, cell)
            followed += 1
    assert followed == 9
    for headline in headlines_of(lines_of(asin), year=timezone.localdate().year):
        if "figure" not in headline.href and "?" in headline.href:
            assert rows_behind(client, headline.href) == int(headline.number.split()[0]), headline
    page = client.get(reverse("dashboards:national")).content.decode()
    bars = re.findall(r'href="([^"]+stage=[a-z_]+)"', page)
    assert bars
    for href in bars:
        stage = href.rpartition("=")[2]
        counted = Project.objects.filter(kind="project", stage=stage).count()
        assert rows_behind(client, unescape(href)) == counted, href


def test_a_ministry_without_acronym_stands_on_one_line_under_its_own_words(client, asin):
    commission = lived_in("MEA")
    commission.ministry.name, commission.ministry.acronym = (
        "Ministère de la Décentralisation et de la Gouvernance locale",
        "",
    )
    commission.ministry.save()
    client.force_login(asin)
    page = client.get(reverse("dashboards:national")).content.decode()
    assert (
        'title="Ministère de la Décentralisation et de la Gouvernance locale"><span aria-hidden="true">Décentralisation'
        " et de la Gouvernance locale</span>" in page
    )


def test_an_unknown_figure_is_not_found(client, asin):
    client.force_login(asin)
    assert client.get(reverse("dashboards:figure", args=["rien.du.tout"])).status_code == 404


@pytest.mark.parametrize("query", ["?annee=abc", "?annee=99999", "?donnees=<script>", "?tri=rien", "?annee=²"])
def test_an_odd_address_shows_the_page_all_the_same(client, asin, query):
    client.force_login(asin)
    assert client.get(reverse("dashboards:national") + query).status_code == 200


def test_the_file_of_a_past_day_says_the_names_of_that_day_and_no_minutes_where_there_is_no_commission(client, asin):
    day = timezone.localdate() - timedelta(days=3)
    old, bare = lived_in("MEA").ministry, MinistryFactory(name="Ministère du Plan", acronym="MP")
    changed = day + timedelta(days=1)
    old.names.update(valid_from=changed)
    MinistryName.objects.create(ministry=old, name="Ministère d’avant", acronym="MDA", valid_to=changed)
    client.force_login(asin)
    lines = client.get(reverse("dashboards:national_csv"), {"date": day.isoformat()}).content.decode("utf-8-sig")
    rows = {row["Sigle"]: row for row in csv.DictReader(io.StringIO(lines), delimiter=";")}
    assert rows["MDA"]["Ministère"] == "Ministère d’avant"
    assert old.name not in lines
    assert [rows["MP"][name] for name in ("Sessions tenues", "PV non soumis", "Sièges vacants")] == ["", "", ""]
    told = {row["acronym"] for row in client.get("/api/v1/national", {"on": day.isoformat()}).json()}
    assert told == {"MDA", bare.acronym}


def test_the_export_neutralises_formulas(client, asin):
    commission = lived_in("MEA")
    commission.ministry.name = "=cmd|' /C calc'!A0"
    commission.ministry.save()
    client.force_login(asin)
    assert "'=cmd" in client.get(reverse("dashboards:national_csv")).content.decode()
