"""Figures, the national board and what awaits one, over the API: what the pages say, to the same readers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.awaiting import duties_of
from foundation.accounts.enums import Role, ScopeKind
from foundation.common import figures
from foundation.common.charts.drawing import plain
from projects.enums import Colour
from tests.factories import (
    ProjectFactory,
    RecommendationFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    officer_of,
)

COUNTED = (
    *("action", "campagne", "commission", "engagement", "financement", "indicateur", "jalon", "jour", "mandat"),
    *("ministère", "plan", "problème", "projet", "recommandation", "revue", "risque", "session", "siège"),
    *("actif", "commune", "conférence", "e-service", "licence", "migration", "plateforme"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def asin(client):
    client.reader = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL, label="État"), Role.ASIN_READER)
    client.force_login(client.reader)
    return client


def ministry_at_work(code="MEA"):
    commission = commission_with_members(3, code=code)
    SessionFactory(commission=commission, lifted=True, year=timezone.localdate().year)
    ProjectFactory(ministry=commission.ministry, colour=Colour.RED, title=f"Projet {code}")
    RecommendationFactory(commission=commission, due_on=timezone.localdate() - timedelta(days=40))
    return commission


def test_every_figure_of_the_portal_has_its_definition(asin):
    rows = asin.get("/api/v1/figures").json()
    assert [row["key"] for row in rows] == sorted(figures.FIGURES)
    assert all(row["formula"] and row["method_version"] for row in rows)


@pytest.mark.parametrize("key", sorted(figures.FIGURES))
def test_a_figure_says_its_value_and_the_rows_it_counts(asin, key):
    ministry_at_work()
    value = figures.get(key).compute(asin.reader, {})
    answer = asin.get(f"/api/v1/figures/{key}").json()
    assert answer["value"] == (None if value.value is None else float(value.value))
    assert [part["key"] for part in answer["parts"]] == [part.key for part in value.parts]
    if value.rows is not None and answer["rows"] is not None:
        assert (answer["rows"]["total"], len(answer["rows"]["rows"])) == (value.rows.count(), value.rows.count())


def test_a_sum_of_amounts_keeps_its_last_franc(asin):
    for rank in range(10):
        ProjectFactory(planned_cost=10**15 - (rank == 0))
    answer = asin.get("/api/v1/figures/projects.planned_cost")
    assert (answer.json()["value"], b'"value":9999999999999999,' in answer.content) == (9_999_999_999_999_999, True)
    assert plain(9_999_999_999_999_999).replace("\u202f", " ") == "9 999 999 999 999 999"


def test_a_figure_of_one_ministry(asin):
    own, _ = ministry_at_work("MEA"), ministry_at_work("MEB")
    answer = asin.get("/api/v1/figures/projects.red", {"ministry": str(own.ministry_id)}).json()
    assert (answer["value"], [row["cells"][0].endswith("Projet MEA") for row in answer["rows"]["rows"]]) == (1, [True])


@pytest.mark.parametrize(
    "query", [{"year": "abc"}, {"data": "x"}, {"ministry": "x"}, {"ministry": "01890000-0000-7000-8000-000000000000"}]
)
def test_an_odd_filter_is_refused(asin, query):
    assert asin.get("/api/v1/figures/projects.red", query).status_code == (
        400 if "ministry" in query or "year" in query or "data" in query else 200
    )


def test_an_unknown_figure_is_not_found(asin):
    assert asin.get("/api/v1/figures/rien.du.tout").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_figure_and_the_board_run_a_fixed_number_of_queries(asin, rows, django_assert_num_queries):
    for row in range(rows):
        ministry_at_work(f"ME{row}")
    for address, queries in (("/api/v1/figures/projects.red", 4), ("/api/v1/national", 10)):
        asin.get(address)
        with django_assert_num_queries(queries):
            assert asin.get(address).status_code == 200


def test_the_board_says_what_the_page_says(asin):
    commission = ministry_at_work()
    line = next(row for row in asin.get("/api/v1/national").json() if row["ministry"] == str(commission.ministry_id))
    assert (line["sessions_held"], line["projects"], line["colours"], line["recommendations_late"]) == (
        1,
        1,
        {"red": 1},
        1,
    )
    page = asin.get(reverse("dashboards:national")).content.decode()
    for headline in asin.get("/api/v1/national/headlines").json():
        assert headline["number"] in page
    assert asin.get("/api/v1/national", {"data": "demo"}).json() == []


def test_a_dsi_reads_his_own_line_only(client):
    own, _ = ministry_at_work("MEA"), ministry_at_work("MEB")
    client.force_login(officer_of(own.scope, Role.DSI))
    assert [row["ministry"] for row in client.get("/api/v1/national").json()] == [str(own.ministry_id)]


def test_what_awaits_is_that_of_the_home_page(client):
    own = ministry_at_work()
    ProjectFactory(ministry=own.ministry, fresh_until=timezone.localdate() - timedelta(days=2))
    dsi = officer_of(own.scope, Role.DSI)
    client.force_login(dsi)
    rows = client.get("/api/v1/work").json()
    assert [(row["verb"], row["href"]) for row in rows] == [(duty.verb, duty.href) for duty in duties_of(dsi)]
    assert "Mettre à jour" in {row["verb"] for row in rows}


@pytest.mark.parametrize("figure", list(figures.FIGURES.values()), ids=lambda figure: figure.key)
def test_every_figure_says_what_it_counts(figure):
    units = (
        {"FCFA", "%"} | {word for each in COUNTED for word in (each, f"{each}s")} | {"procès-verbal", "procès-verbaux"}
    )
    assert {figure.measure(), figure.measure(1), figure.measure(12)} <= units, figure.key
    one, many = (figure.said(value).replace("\u202f", "\u00a0") for value in (1, 1250))
    if not figure.unit:
        assert one == f"1\u00a0{figure.measure(1)}"
        assert many == f"1\u00a0250\u00a0{figure.measure(1250)}"
    assert figure.said(None) == "non renseigné"
