"""Variances by the printed formula, the colour, the clock of freshness: pure, no row is written."""

from datetime import date
from decimal import Decimal

import pytest

from projects.enums import Colour, Stage
from projects.models import Project
from projects.queries.project_signals import (
    Marks,
    colour_of,
    compute_signals,
    cost_variance,
    fresh_until,
    moves_to_comment,
    schedule_variance,
)

TODAY = date(2026, 6, 15)
MARKS = Marks(date(2026, 1, 1), date(2026, 4, 11), 1000)  # 100 days


def project(**fields):
    fields = {
        "stage": Stage.RUNNING,
        "actual_start": date(2026, 1, 5),
        "planned_start": MARKS.start,
        "planned_end": MARKS.end,
        "planned_cost": MARKS.cost,
    } | fields
    return Project(**fields)


@pytest.mark.parametrize(
    ("fields", "percent"),
    [
        ({"actual_end": date(2026, 4, 21), "stage": Stage.DONE}, "10.0"),
        ({"actual_end": date(2026, 4, 1), "stage": Stage.DONE}, "-10.0"),
        ({"forecast_end": date(2026, 7, 20)}, "100.0"),
        # Past with nothing done: counted to today, whatever was promised.
        ({"forecast_end": date(2026, 5, 1)}, "65.0"),
        ({}, "65.0"),
        # It left on a day: it does not drift any further.
        ({"left_on": date(2026, 5, 1)}, "20.0"),
        ({"forecast_end": date(2026, 7, 20), "left_on": date(2026, 5, 1)}, "100.0"),
    ],
)
def test_the_schedule_variance_follows_the_printed_formula(fields, percent):
    assert schedule_variance(project(**fields), MARKS, TODAY).percent == Decimal(percent)


def test_a_future_end_without_forecast_leaves_nothing_to_compare():
    coming = Marks(date(2026, 1, 1), date(2026, 12, 31), None)
    alone = schedule_variance(project(), coming, TODAY)
    assert (alone.percent, alone.calculation) == (None, "Non calculé : fin estimée non renseignée.")
    assert colour_of(alone.percent, None) == Colour.UNKNOWN
    assert schedule_variance(project(forecast_end=date(2026, 12, 31)), coming, TODAY).percent == 0
    assert schedule_variance(project(), Marks(date(2026, 1, 1), date(2026, 6, 14), None), TODAY).percent > 0


def test_a_plan_of_one_day_divides_by_one():
    assert (
        schedule_variance(
            project(actual_end=date(2026, 1, 3), stage=Stage.DONE),
            Marks(date(2026, 1, 1), date(2026, 1, 1), None),
            TODAY,
        ).percent
        == 200
    )


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        (Marks(None, date(2026, 4, 11), None), "début prévu non renseigné"),
        (Marks(date(2026, 1, 1), None, None), "fin prévue non renseignée"),
        (Marks(None, None, None), "début prévu et fin prévue non renseignés"),
    ],
)
def test_a_missing_date_gives_no_variance_and_says_which(marks, words):
    variance = schedule_variance(project(), marks, TODAY)
    assert variance.percent is None
    assert words in variance.calculation


def test_done_without_its_date_is_unknown_not_late():
    row = project(stage=Stage.DONE, dates_unknown=True, actual_start=None)
    assert schedule_variance(row, MARKS, TODAY).percent is None


@pytest.mark.parametrize(
    ("fields", "percent"),
    [
        ({"forecast_cost": 1300}, "30.0"),
        ({"forecast_cost": 900}, "-10.0"),
        ({"forecast_cost": 0}, "-100.0"),
        ({"forecast_cost": 1300, "actual_cost": 1500}, "30.0"),  # not done: the estimate counts
        ({"forecast_cost": 1300, "actual_cost": 1500, "actual_end": date(2026, 4, 1), "stage": Stage.DONE}, "50.0"),
        ({}, None),
        ({"planned_cost": 0, "forecast_cost": 5}, None),
        ({"planned_cost": None, "forecast_cost": 5}, None),
    ],
)
def test_the_cost_variance_tells_zero_from_unknown(fields, percent):
    row = project(**fields)
    assert cost_variance(row, Marks(row.planned_start, row.planned_end, row.planned_cost)).percent == (
        Decimal(percent) if percent else None
    )


@pytest.mark.parametrize(
    ("variances", "colour"),
    [
        ((Decimal("9.9"), None), Colour.GREEN),
        ((Decimal("10.0"), None), Colour.YELLOW),
        ((Decimal("29.9"), Decimal("-5")), Colour.YELLOW),
        ((Decimal("30.0"), Decimal("0")), Colour.RED),
        ((Decimal("-80"), Decimal("2")), Colour.GREEN),
        ((None, None), Colour.UNKNOWN),
    ],
)
def test_the_worst_overrun_gives_the_colour(variances, colour):
    assert colour_of(*variances) == colour


def test_the_bounds_of_the_colour_are_settings(settings):
    settings.PROJECT_YELLOW_FROM, settings.PROJECT_RED_FROM = 5, 8
    assert [colour_of(Decimal(value)) for value in (4, 5, 8)] == [Colour.GREEN, Colour.YELLOW, Colour.RED]


def test_an_absurd_plan_breaks_nothing():
    row = project(planned_cost=1, forecast_cost=10**15)
    assert compute_signals(row, TODAY).colour == Colour.RED


def test_freshness_is_last_value_plus_period_plus_delay(settings):
    assert fresh_until(project(), date(2026, 1, 31)) == date(2026, 3, 15)
    settings.PROJECT_UPDATE_MONTHS, settings.PROJECT_UPDATE_DELAY_DAYS = 3, 0
    assert fresh_until(project(), date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "fields",
    [{"stage": Stage.DONE, "actual_end": date(2026, 2, 1)}, {"stage": Stage.ABANDONED}, {"left_on": date(2026, 2, 1)}],
)
def test_nothing_more_is_expected_of_what_is_closed(fields):
    assert fresh_until(project(**fields), TODAY) is None


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ({"progress": 30}, {"progress": 35}, 0),
        ({"progress": 30}, {"progress": 36}, 1),
        ({"progress": 30}, {"progress": 24}, 1),
        ({"progress": 30}, {"progress": None}, 1),
        ({"progress": None}, {"progress": 90}, 0),
        ({"planned_end": date(2026, 4, 15)}, {"forecast_end": date(2026, 4, 20)}, 0),
        ({"planned_end": date(2026, 4, 15)}, {"forecast_end": date(2026, 4, 21)}, 1),
        ({"forecast_end": date(2026, 5, 1)}, {"forecast_end": date(2026, 5, 2)}, 0),
        ({"forecast_end": date(2026, 5, 1)}, {"forecast_end": None}, 1),
        ({}, {"forecast_cost": 1050}, 0),
        ({}, {"forecast_cost": 1051}, 1),
        ({"forecast_cost": 1051}, {"forecast_cost": 1051}, 0),
        ({"forecast_cost": 2000}, {"forecast_cost": 1800, "progress": 50}, 1),
        ({"forecast_cost": None}, {"actual_cost": 1050}, 0),
        ({"forecast_cost": None}, {"actual_cost": 1051}, 1),
        ({"forecast_cost": 2000}, {"actual_cost": 2000}, 0),
        ({"forecast_cost": 2000}, {"actual_cost": 1000}, 1),
        ({"actual_cost": 2000}, {"actual_cost": None}, 1),
        ({"forecast_end": date(2026, 5, 1)}, {"actual_end": date(2026, 5, 2)}, 0),
        ({"forecast_end": date(2026, 5, 1)}, {"actual_end": date(2026, 6, 1)}, 1),
        ({}, {"actual_end": date(2026, 3, 1)}, 1),
        ({}, {"actual_start": date(2026, 1, 3)}, 0),
        ({}, {"actual_start": date(2026, 2, 3)}, 1),
        ({"actual_start": date(2026, 1, 3)}, {"actual_start": None}, 1),
        ({}, {"forecast_start": date(2026, 2, 3)}, 1),
        ({"actual_start": None, "forecast_start": date(2026, 2, 3)}, {"actual_start": date(2026, 2, 4)}, 0),
        ({"actual_start": None}, {"actual_start": date(2026, 2, 4)}, 1),
        ({"planned_cost": None}, {"actual_cost": 900}, 0),
    ],
)
def test_beyond_five_percent_a_comment_is_due(before, after, moves):
    row = project(**before)
    assert len(moves_to_comment(row, after)) == moves
