from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from projects.enums import RevisionReason, Stage
from projects.models import Baseline, Project
from projects.operations import (
    ActualDates,
    PlannedValues,
    approve_revision,
    ask_revision,
    change_stage,
    create_project,
    set_initial_baseline,
)
from projects.queries.sheet import initial_variances
from tests.projects.world import PLANNED, ministry_with_dsi, president_of, running_project

pytestmark = pytest.mark.django_db
LATER = replace(
    PLANNED, end=date(2027, 6, 30), cost=150_000_000, adopted_on=date(2026, 5, 1), approver="Commission du ministère"
)


def ask(project, dsi, planned=LATER, **options):
    options = {"reason": RevisionReason.SCOPE, "explanation": "Deux sites ajoutés."} | options
    return ask_revision(project.pk, planned, by=dsi, **options)


def revise(project, dsi, planned=LATER, **options):
    """Asked by the DSI, approved by another."""
    approve_revision(ask(project, dsi, planned, **options).pk, by=president_of(project))
    return Project.objects.get(pk=project.pk)


def test_the_initial_baseline_is_set_once(today):
    ministry, dsi = ministry_with_dsi()
    project = create_project(ministry, "Projet", by=dsi)
    set_initial_baseline(project.pk, PLANNED, by=dsi)
    with pytest.raises(Refused, match="déjà fixée et ne change plus"):
        set_initial_baseline(project.pk, LATER, by=dsi)


def test_a_revision_keeps_every_former_value_and_counts(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    revised = revise(project, dsi)
    assert (revised.planned_end, revised.planned_cost, revised.revision_count) == (LATER.end, LATER.cost, 1)
    assert (revised.initial_end, revised.initial_cost) == (PLANNED.end, PLANNED.cost)
    assert list(project.baselines.order_by("number").values_list("number", "planned_end", "reason")) == [
        (0, PLANNED.end, ""),
        (1, LATER.end, "scope"),
    ]


def test_the_variance_against_the_initial_baseline_survives_the_revision(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, forecast_end=date(2027, 6, 30), forecast_cost=150_000_000)
    revised = revise(project, dsi)
    schedule, cost = initial_variances(revised, today.day)
    assert (revised.schedule_variance, revised.cost_variance) == (0, 0)
    assert (schedule.percent, cost.percent) == (Decimal("49.7"), Decimal("50.0"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"explanation": "  "}, "explanation"),
        ({"planned": replace(LATER, adopted_on=date(2026, 6, 16))}, "adopted_on"),
        ({"planned": replace(LATER, adopted_on=date(2026, 2, 1))}, "adopted_on"),
        ({"planned": replace(LATER, end=date(2025, 1, 1))}, "planned_end"),
        ({"planned": PlannedValues(None, None, None, date(2026, 5, 1), "Commission")}, "planned_end"),
        ({"planned": replace(LATER, cost=-1)}, "planned_cost"),
    ],
)
def test_a_revision_is_explained_approved_and_dated(today, change, field):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(InvalidInput) as refusal:
        revise(project, dsi, **change)
    assert list(refusal.value.errors) == [field]
    assert project.baselines.count() == 1


def test_a_revision_moves_something_and_comes_after_the_initial_one(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(Refused, match="celles de la référence en vigueur"):
        revise(project, dsi, replace(PLANNED, adopted_on=date(2026, 5, 1)))
    bare = create_project(ministry, "Sans référence", by=dsi)
    with pytest.raises(Refused, match="Fixez-la d’abord"):
        revise(bare, dsi)


def test_the_drift_of_a_finished_project_is_not_erased(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    change_stage(
        project.pk, Stage.DONE, ActualDates(date(2026, 1, 15), date(2026, 6, 1)), reason="Achevé plus tôt.", by=dsi
    )
    with pytest.raises(Refused, match="l’écart constaté ne s’efface pas"):
        revise(project, dsi)
    assert revise(project, dsi, reason=RevisionReason.CORRECTION).revision_count == 1


def test_a_revision_on_an_old_version_shows_both_sides(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(Conflict) as conflict:
        ask(project, dsi, base_version=project.version - 1)
    assert conflict.value.sides["planned_cost"] == ("100000000", "150000000")


def test_the_database_refuses_a_planned_value_without_its_baseline():
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    for change in ({"planned_cost": 1}, {"initial_cost": 1}, {"revision_count": 4}):
        with pytest.raises(IntegrityError, match="change only with a baseline"), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(**change)


def test_a_baseline_is_kept_as_adopted():
    ministry, dsi = ministry_with_dsi()
    running_project(ministry, dsi)
    for act in (lambda: Baseline.objects.update(planned_cost=1), lambda: Baseline.objects.all().delete()):
        with pytest.raises(Exception, match="Cannot update or delete rows"), transaction.atomic():
            act()


def test_today_is_a_possible_day_of_adoption():
    ministry, dsi = ministry_with_dsi()
    project = create_project(ministry, "Projet", by=dsi)
    set_initial_baseline(project.pk, replace(PLANNED, adopted_on=clock.today()), by=dsi)
    with pytest.raises(InvalidInput, match="dans l’avenir"):
        revise(project, dsi, replace(LATER, adopted_on=clock.today() + timedelta(days=1)))
