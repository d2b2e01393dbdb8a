"""Every figure equals the count of its own rows, whatever path the projects took."""

from copy import deepcopy
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from cmsic.dashboards.queries.asked import Asked
from cmsic.dashboards.queries.national import counted
from foundation.accounts.enums import Role, ScopeKind
from foundation.common.figures import FIGURES, get
from projects.enums import ExitReason, ProjectKind, Stage
from projects.models import Project, ProjectFigure
from projects.operations import (
    ActualDates,
    change_stage,
    create_project,
    fold_figures,
    leave_portfolio,
    merge_projects,
    refresh_signals,
    take_reading,
)
from projects.operations.checking import signal_drifts, summary_drifts
from projects.tasks import refresh_project_signals
from tests.factories import ProjectFactory, ScopeFactory, officer_of
from tests.projects.world import PLANNED, an_hour_before, ministry_with_dsi, project_links, running_project

pytestmark = pytest.mark.django_db
SIGNALS = ("projects.by_colour", "projects.by_retained")


@pytest.fixture(scope="module")
def made(standing, tmp_path_factory):
    with an_hour_before(tmp_path_factory.mktemp("clock")) as earlier:
        ministry, dsi = ministry_with_dsi(acronym="MA")
        other, other_dsi = ministry_with_dsi(acronym="MB")
        running_project(ministry, dsi, "Cher", forecast_cost=140_000_000)
        running_project(ministry, dsi, "Calme", forecast_cost=100_000_000)
        running_project(ministry, dsi, "Ancien", valued_on=date(2025, 1, 1), forecast_end=PLANNED.end)
        create_project(ministry, "Sans rien", by=dsi)
        programme = create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME)
        done = running_project(ministry, dsi, "Fini", parent=programme)
        change_stage(
            done.pk, Stage.DONE, ActualDates(date(2026, 1, 15), date(2026, 6, 1)), reason="Achevé plus tôt.", by=dsi
        )
        gone = running_project(ministry, dsi, "Parti", forecast_end=PLANNED.end)
        leave_portfolio(gone.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=earlier.day, by=dsi)
        running_project(other, other_dsi, "Voisin", forecast_cost=100_000_000)
    return ministry, dsi


@pytest.fixture
def portfolio(made, today):
    return deepcopy(made)


def asin():
    return officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)


def test_figures_are_those_of_the_reader(portfolio):
    _, dsi = portfolio
    assert get("projects.total").compute(dsi, {}).value == 6
    assert get("projects.total").compute(asin(), {}).value == 7
    assert get("projects.total").compute(officer_of(ScopeFactory(), Role.DSI), {}).value == 0


def test_the_parts_of_a_figure(portfolio):
    ministry, dsi = portfolio
    filters = {"ministry": ministry.pk}
    assert {p.key: p.value for p in get("projects.by_situation").compute(dsi, filters).parts} == {
        "to_come": 1,
        "running": 4,
        "done": 1,
        "stopped": 0,
    }
    colours = get("projects.by_colour").compute(dsi, filters)
    assert {p.key: p.value for p in colours.parts} == {"green": 4, "yellow": 0, "red": 1, "unknown": 1}
    assert (colours.value, colours.withheld) == (5, 1)
    assert sum(p.value for p in get("projects.by_stage").compute(dsi, filters).parts) == 6


def test_a_low_rating_is_counted_in_the_signals_that_are_kept_and_a_good_one_in_none(portfolio, client, today):
    ministry, dsi = portfolio
    rated = {"Calme": (5, 1), "Ancien": (3, None), "Cher": (5, 5), "Sans rien": (None, 2), "Parti": (4, None)}
    for title, (own, asin_says) in rated.items():
        Project.objects.filter(title=title).update(own_rating=own, asin_rating=asin_says)
    kept = get("projects.by_retained").compute(dsi, {"ministry": ministry.pk})
    assert {part.key: part.value for part in kept.parts} == {"green": 2, "yellow": 1, "red": 3, "unknown": 0}
    assert {p.key: p.value for p in get("projects.by_colour").compute(dsi, {}).parts}["red"] == 1
    client.force_login(dsi)
    for part in kept.parts:
        assert len(project_links(client.get(part.href))) == part.value
    line = counted(dsi, Asked()).ministries[0]
    assert (line.colours["red"], line.retained["red"], line.retained["yellow"]) == (1, 3, 1)
    board = client.get(reverse("dashboards:national")).content.decode().replace("\xa0", " ")
    assert "2 de plus retenus au rouge sur une note basse" in board
    assert "Signal retenu des projets" in board
    take_reading()
    Project.objects.update(own_rating=None, asin_rating=None)
    today.move(today.day + timedelta(days=1))
    assert counted(dsi, Asked()).kept("red") == 1
    assert counted(dsi, Asked(day=today.day - timedelta(days=1))).kept("red") == 3


def test_costs_say_how_many_lines_were_left_out(portfolio):
    ministry, dsi = portfolio
    planned, forecast, drift = (
        get(f"projects.{name}").compute(dsi, {"ministry": ministry.pk})
        for name in ("planned_cost", "forecast_cost", "cost_drift")
    )
    assert (planned.value, planned.withheld) == (500_000_000, 1)
    assert (forecast.value, forecast.withheld) == (240_000_000, 4)
    assert (drift.value, drift.withheld) == (20, 4)
    assert get("projects.planned_cost").withheld_text(planned) == "1\u00a0ligne sans coût prévu, non comptée"
    assert get("projects.forecast_cost").withheld_text(forecast) == "4\u00a0lignes sans coût estimé, non comptées"


def ratios(dsi):
    """What a DSI is judged by: red among his projects, done among his projects, drift of his costs."""
    colours = {part.key: part.value for part in get("projects.by_colour").compute(dsi, {}).parts}
    situations = {part.key: part.value for part in get("projects.by_situation").compute(dsi, {}).parts}
    total = get("projects.total").compute(dsi, {}).value
    return (
        get("projects.red").compute(dsi, {}).value / total,
        colours["red"] / total,
        situations["done"] / total,
        get("projects.cost_drift").compute(dsi, {}).value,
    )


@pytest.mark.parametrize("reason", [ExitReason.OUT_OF_SCOPE, ExitReason.HANDED_OVER])
def test_an_exit_improves_no_ratio(portfolio, today, reason):
    _, dsi = portfolio
    before = ratios(dsi)
    leave_portfolio(Project.objects.get(title="Cher").pk, reason, note="x", left_on=today.day, by=dsi)
    assert ratios(dsi) == before
    assert list(summary_drifts()) == []
    assert {part.key: part.value for part in get("projects.total").compute(dsi, {}).parts} == {"followed": 4, "left": 2}


def test_a_merged_project_is_counted_still_and_its_costs_where_it_goes_on(portfolio, today):
    _, dsi = portfolio
    dear, calm = Project.objects.get(title="Cher"), Project.objects.get(title="Calme")
    planned = get("projects.planned_cost").compute(dsi, {}).value
    total = get("projects.total").compute(dsi, {}).value
    merge_projects(calm.pk, [dear], note="x", on=today.day, by=dsi)
    assert get("projects.total").compute(dsi, {}).value == total
    assert get("projects.red").compute(dsi, {}).value == 1
    assert get("projects.planned_cost").compute(dsi, {}).value == planned - 100_000_000
    assert list(summary_drifts()) == []


def test_what_left_asks_for_nothing_more(portfolio, today):
    _, dsi = portfolio
    old = Project.objects.get(title="Ancien")
    leave_portfolio(old.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=today.day, by=dsi)
    assert get("projects.stale").compute(dsi, {}).value == 0


@pytest.mark.parametrize("key", sorted(key for key in FIGURES if key.startswith("projects.")))
def test_a_figure_says_how_exits_are_counted(key):
    assert "sorti" in get(key).formula


@pytest.mark.parametrize("key", sorted(key for key in FIGURES if key.startswith("projects.")))
def test_a_figure_opens_its_rows_and_they_are_as_many(portfolio, client, key):
    ministry, dsi = portfolio
    client.force_login(dsi)
    for filters in ({}, {"ministry": ministry.pk}):
        value = get(key).compute(dsi, filters)
        if value.rows is not None and not get(key).unit:
            assert value.rows.count() == (value.value or 0) + (value.withheld if key in SIGNALS else 0)
        for href in (value.href, *(part.href for part in value.parts)):
            assert client.get(href).status_code == 200
        for part in value.parts:
            assert len(project_links(client.get(part.href))) == part.value


def test_stale_is_counted_against_the_day(portfolio, today):
    _, dsi = portfolio
    assert get("projects.stale").compute(dsi, {}).value == 1
    today.move(date(2026, 8, 15))
    assert get("projects.stale").compute(dsi, {}).value == 4


def test_red_for_more_than_ninety_days(portfolio, today):
    _, dsi = portfolio
    refresh_signals()
    assert get("projects.red_over_90").compute(dsi, {}).value == 0
    today.move(today.day + timedelta(days=91))
    assert get("projects.red_over_90").compute(dsi, {}).value == 1


def test_the_summary_never_drifts_whatever_the_path(portfolio):
    Project.objects.filter(title="Calme").update(left_on=date(2026, 6, 1), exit_reason="stopped")
    ProjectFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET colour = 'yellow' WHERE title = 'Cher'")
    assert list(summary_drifts()) == []
    fold_figures()
    assert list(summary_drifts()) == []
    keys = list(ProjectFigure.objects.values_list("ministry", "kind", "is_leaf", "stage", "colour", "followed"))
    assert len(keys) == len(set(keys))
    Project.objects.filter(title="Sans rien").delete()
    assert list(summary_drifts()) == []


def test_the_check_finds_and_repairs_a_drift(portfolio):
    ProjectFigure.objects.filter(stage="running").update(projects=77)
    with pytest.raises(CommandError, match=r"écart\(s\)"):
        call_command("figures", "--check", stdout=StringIO())
    call_command("figures", "--repair", stdout=StringIO())
    out = StringIO()
    call_command("figures", "--check", stdout=out)
    assert "résumé des projets : aucun écart" in out.getvalue()


def test_the_night_moves_the_colours_and_not_the_versions(portfolio, today):
    calm = Project.objects.get(title="Calme")
    assert calm.colour == "green"
    today.move(date(2027, 3, 1))  # two months past the end, nothing done
    assert [drift.what for drift in signal_drifts()]
    assert refresh_project_signals() == {"changed": 4}
    assert refresh_project_signals() == {"changed": 0}
    again = Project.objects.get(title="Calme")
    assert (again.colour, again.colour_since, again.version) == ("yellow", date(2027, 3, 1), calm.version)
    assert list(signal_drifts()) == []
