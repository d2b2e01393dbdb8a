"""A day of the past reads what was said by then, whatever act came after."""

from datetime import date, timedelta
from typing import Any

import pytest

from projects.enums import ExitReason, RevisionReason, Stage
from projects.models import Project
from projects.operations import (
    ActualDates,
    PlannedValues,
    approve_revision,
    ask_revision,
    change_stage,
    create_project,
    edit_project,
    leave_portfolio,
    publish_update,
    rate_for_asin,
    rename_project,
)
from projects.queries.past import as_they_were, there_on
from tests.projects.world import PLANNED, ministry_with_dsi, president_of, running_project

pytestmark = pytest.mark.django_db
WIDER = PlannedValues(date(2026, 1, 1), date(2027, 12, 31), 300_000_000, date(2026, 6, 20))


def revised(row: Project, by: Any) -> None:
    asked = ask_revision(row.pk, WIDER, reason=RevisionReason.FUNDING, explanation="Élargi.", by=by)
    approve_revision(asked.pk, by=president_of(row))


ACTS = {
    "revised": revised,
    "stopped": lambda row, by: change_stage(
        row.pk, Stage.SUSPENDED, ActualDates(row.actual_start, None), reason="Ainsi.", by=by
    ),
    "updated": lambda row, by: publish_update(row.pk, {"forecast_cost": 190_000_000, "narrative": "Cher."}, by=by),
    "renamed": lambda row, by: rename_project(row.pk, "Autre nom", by=by),
    "edited": lambda row, by: edit_project(row.pk, objectives="D’autres.", by=by),
    "rated": lambda row, by: rate_for_asin(row.pk, rating=1, comment="Inquiète.", by=by),
    "left": lambda row, by: leave_portfolio(
        row.pk, ExitReason.OUT_OF_SCOPE, note="Ainsi.", left_on=date(2026, 6, 20), by=by
    ),
    "left since the first day, it is said": lambda row, by: leave_portfolio(
        row.pk, ExitReason.OUT_OF_SCOPE, note="Ainsi.", left_on=date(2026, 6, 15), by=by
    ),
}


def said(row: Project) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname) for field in Project._meta.concrete_fields if not field.generated
    }


@pytest.mark.parametrize("act", sorted(ACTS))
def test_what_comes_after_changes_nothing_of_the_day(act, today):
    ministry, dsi = ministry_with_dsi()
    row = running_project(ministry, dsi, forecast_cost=110_000_000)
    before, day = said(Project.objects.get(pk=row.pk)), today.day
    today.move(date(2026, 6, 20))
    ACTS[act](row, dsi)
    assert said(Project.objects.get(pk=row.pk)) != before
    for evening in (day, day + timedelta(days=4)):
        rows = list(there_on(evening, Project.objects.all()))
        as_they_were(rows, evening)
        assert [said(one) for one in rows] == [before]


def test_what_entered_later_was_not_there_with_or_without_a_baseline(today):
    ministry, dsi = ministry_with_dsi()
    day = today.day
    here = create_project(ministry, "Sans référence", by=dsi)
    today.move(date(2026, 6, 20))
    create_project(ministry, "Plus tard", by=dsi)
    running_project(ministry, dsi, "Plus tard, avec une référence", planned=WIDER)
    assert list(there_on(day, Project.objects.all())) == [here]
    source = running_project(ministry, dsi, "Reprise d’une source qui date sa référence", planned=PLANNED)
    assert set(there_on(day, Project.objects.all())) == {here, source}


def test_the_past_is_read_at_once(today, django_assert_num_queries):
    ministry, dsi = ministry_with_dsi()
    for number in range(3):
        running_project(ministry, dsi, f"Projet {number}")
    day = today.day
    rows = list(Project.objects.all())
    with django_assert_num_queries(0):
        as_they_were(rows, day)
    today.move(date(2026, 6, 20))
    for row in rows:
        rename_project(row.pk, f"{row.title} bis", by=dsi)
    rows = list(Project.objects.all())
    with django_assert_num_queries(1):
        as_they_were(rows, day)
