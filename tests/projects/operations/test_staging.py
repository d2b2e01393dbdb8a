from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from foundation.common.exceptions import InvalidInput, Refused
from projects.enums import (
    ENDED_STAGES,
    NOT_BEGUN_STAGES,
    STOPPED_STAGES,
    Colour,
    ExitReason,
    ProjectKind,
    Rating,
    Situation,
    Stage,
)
from projects.models import Project, ProjectLineage
from projects.operations import (
    ActualDates,
    UpdateValues,
    change_stage,
    create_project,
    leave_portfolio,
    merge_projects,
    publish_update,
    rate_for_asin,
    save_draft,
    split_project,
)
from projects.queries.project_signals import compute_signals
from projects.workflow import change_needs_reason, stage_blockers
from tests.factories import ProjectFactory
from tests.projects.world import ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db
START, END, TODAY = date(2026, 1, 15), date(2026, 6, 1), date(2026, 6, 15)


def dates_for(stage: Stage) -> ActualDates:
    if stage in ENDED_STAGES:
        return ActualDates(START, END)
    return ActualDates(START if stage == Stage.RUNNING else None, None)


@pytest.mark.parametrize(("stage", "start", "end"), list(product(Stage, (None, START), (None, END))))
def test_the_rule_and_the_constraint_refuse_the_same_pairs(stage, start, end):
    refused = bool(stage_blockers(stage, actual_start=start, actual_end=end, today=TODAY))
    try:
        with transaction.atomic():
            ProjectFactory(stage=stage, actual_start=start, actual_end=end)
        stored = True
    except IntegrityError:
        stored = False
    assert stored != refused


@pytest.mark.parametrize(("source", "target"), list(product(Stage, Stage)))
def test_every_change_of_stage_holds_with_its_dates_and_its_reason(today, source, target):
    ministry, dsi = ministry_with_dsi()
    before, after = dates_for(source), dates_for(target)
    project = create_project(ministry, "Projet", by=dsi, stage=source, actual_start=before.start, actual_end=before.end)
    if source == target:
        with pytest.raises(Refused, match="rien n’est modifié"):
            change_stage(project.pk, target, after, reason="Raison", by=dsi)
        return
    if change_needs_reason(source, target):
        with pytest.raises(InvalidInput, match="demande une raison"):
            change_stage(project.pk, target, after, by=dsi)
    changed = change_stage(
        project.pk, target, after, reason="Raison" if change_needs_reason(source, target) else "", by=dsi
    )
    assert changed.stage == target


def test_going_back_stopping_and_coming_back_need_a_reason():
    free = {(source, target) for source, target in product(Stage, Stage) if not change_needs_reason(source, target)}
    life = [stage for stage in Stage if stage not in STOPPED_STAGES]
    assert free == {(a, b) for a, b in product(life, life) if life.index(a) <= life.index(b)} | {
        (stage, stage) for stage in STOPPED_STAGES
    }


@pytest.mark.parametrize(
    ("stage", "situation"),
    [
        *((stage, Situation.TO_COME) for stage in NOT_BEGUN_STAGES),
        (Stage.RUNNING, Situation.RUNNING),
        *((stage, Situation.DONE) for stage in ENDED_STAGES),
        *((stage, Situation.STOPPED) for stage in STOPPED_STAGES),
    ],
)
def test_the_situation_is_derived(stage, situation):
    assert Project(stage=stage).situation == situation


def test_a_source_without_dates_stays_so_until_somebody_says_more(today):
    ministry, dsi = ministry_with_dsi()
    project = create_project(ministry, "Repris", by=dsi, stage=Stage.RUNNING, dates_unknown=True)
    with pytest.raises(Refused, match="demande la date de fin effective"):
        change_stage(project.pk, Stage.DONE, ActualDates(None, None), by=dsi)
    done = change_stage(project.pk, Stage.DONE, ActualDates(START, END), by=dsi)
    assert not done.dates_unknown


def test_a_project_leaves_with_a_reason_and_stays_readable(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(InvalidInput, match="Précisez"):
        leave_portfolio(project.pk, ExitReason.OUT_OF_SCOPE, note="", left_on=TODAY, by=dsi)
    left = leave_portfolio(
        project.pk, ExitReason.OUT_OF_SCOPE, note="Transféré au ministère voisin.", left_on=TODAY, by=dsi
    )
    assert (left.left_on, left.fresh_until) == (TODAY, None)
    assert Project.objects.filter(pk=project.pk).exists()
    for act in (
        lambda: change_stage(project.pk, Stage.DONE, ActualDates(START, END), by=dsi),
        lambda: leave_portfolio(project.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=TODAY, by=dsi),
    ):
        with pytest.raises(Refused, match="est sorti du portefeuille le 15/06/2026"):
            act()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (ExitReason.DONE, "il ne sort comme achevé qu’une fois réalisé"),
        (ExitReason.STOPPED, "Passez-le d’abord à « abandonné »"),
        (ExitReason.MERGED, "désigne celui qui le continue"),
    ],
)
def test_the_reason_of_an_exit_agrees_with_the_facts(today, reason, sentence):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(Refused, match=sentence):
        leave_portfolio(project.pk, reason, note="x", left_on=TODAY, by=dsi)


def test_a_line_with_parts_or_a_draft_does_not_leave(today):
    ministry, dsi = ministry_with_dsi()
    programme = create_project(ministry, "Programme", by=dsi, kind=ProjectKind.PROGRAMME)
    part = running_project(ministry, dsi, parent=programme)
    save_draft(part.pk, UpdateValues(Stage.RUNNING, actual_start=START, narrative="En attente du marché."), by=dsi)
    with pytest.raises(Refused, match=f"en dépendent encore : {part.code}"):
        leave_portfolio(programme.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=TODAY, by=dsi)
    with pytest.raises(Refused, match="Un brouillon de mise à jour attend"):
        leave_portfolio(part.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=TODAY, by=dsi)


def test_an_exit_is_not_dated_tomorrow(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi)
    with pytest.raises(InvalidInput, match="dans l’avenir"):
        leave_portfolio(project.pk, ExitReason.OUT_OF_SCOPE, note="x", left_on=date(2026, 6, 16), by=dsi)


EXITS = {
    "left": lambda gone, heir, day, by: leave_portfolio(
        gone.pk, ExitReason.OUT_OF_SCOPE, note="Sorti.", left_on=day, by=by
    ),
    "left with an heir": lambda gone, heir, day, by: leave_portfolio(
        gone.pk, ExitReason.MERGED, note="Fondu.", left_on=day, heir=heir, by=by
    ),
    "merged": lambda gone, heir, day, by: merge_projects(heir.pk, [gone], note="Fondu.", on=day, by=by),
    "split": lambda gone, heir, day, by: split_project(gone.pk, ["Un", "Deux"], note="Scindé.", on=day, by=by),
}


@pytest.mark.parametrize("exit", EXITS)
def test_no_day_of_exit_makes_the_signal_better_than_the_day_it_is_noted(today, exit):
    ministry, dsi = ministry_with_dsi()
    gone = running_project(ministry, dsi, "Dépassé", forecast_end=date(2027, 1, 2), forecast_cost=100_000_000)
    heir = running_project(ministry, dsi, "Suite")
    today.move(date(2027, 9, 1))
    late = compute_signals(Project.objects.get(pk=gone.pk), today.day)
    assert late.colour == Colour.RED
    EXITS[exit](gone, heir, date(2027, 1, 1), dsi)
    gone.refresh_from_db()
    assert (gone.left_on, gone.colour, gone.schedule_variance) == (date(2027, 1, 1), Colour.RED, late.schedule.percent)
    links = ProjectLineage.objects.values_list("colour_then", "schedule_then")
    assert set(links) == ({(Colour.RED, late.schedule.percent)} if exit != "left" else set())
    today.move(date(2028, 3, 1))  # and it counts no further
    assert compute_signals(gone, today.day).schedule == compute_signals(gone, date(2027, 9, 2)).schedule


@pytest.mark.parametrize("exit", EXITS)
def test_an_exit_is_not_dated_before_what_was_last_said_of_the_project(today, exit):
    ministry, dsi = ministry_with_dsi()
    gone, heir = running_project(ministry, dsi, "Dit"), running_project(ministry, dsi, "Suite")
    today.move(date(2026, 8, 3))
    publish_update(gone.pk, {"progress": 33}, by=dsi)
    today.move(date(2026, 9, 1))
    for day in (date(1999, 1, 1), date(2026, 8, 2)):
        with pytest.raises(InvalidInput, match="précède le 03/08/2026, jour de sa dernière mise à jour"):
            EXITS[exit](gone, heir, day, dsi)
    EXITS[exit](gone, heir, date(2026, 8, 3), dsi)


def test_the_rating_of_the_asin_changes_neither_colour_nor_own_rating(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, own_rating=5)
    with pytest.raises(InvalidInput, match="s’explique"):
        rate_for_asin(project.pk, Rating.IN_TROUBLE, comment="", by=dsi)
    rated = rate_for_asin(project.pk, Rating.IN_TROUBLE, comment="Marché non passé.", by=dsi)
    assert (rated.asin_rating, rated.own_rating, rated.colour) == (2, 5, project.colour)
