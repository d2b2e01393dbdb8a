"""A template asks a row how it stands; it compares no state: which states mean « late » is said once, in the code."""

import re

import pytest
from django.conf import settings

from assets.enums import AssetImportState
from assets.models import AssetImport
from plans.enums import ActionState, MeasureState
from plans.models import MeasureAnswer, PlanAction

COMPARES = re.compile(r"\.(?:state|stage)\s*(?:==|!=|in\b|not\s+in\b)")


def test_no_template_compares_a_state():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {line.strip()[:100]}"
        for path in sorted((settings.BASE_DIR / "templates").rglob("*.html"))
        for line in path.read_text().splitlines()
        if COMPARES.search(line)
    ]
    assert found == []
    assert COMPARES.search('{% if row.state == "done" %}')


@pytest.mark.parametrize(
    ("row", "name", "states"),
    [
        (AssetImport(), "is_done", {AssetImportState.DONE}),
        (PlanAction(), "is_closed", {ActionState.DONE, ActionState.STOPPED}),
        (MeasureAnswer(), "is_to_do", {MeasureState.NOT_STARTED, MeasureState.RUNNING}),
    ],
    ids=["an import", "an action of a plan", "an answer to a measure"],
)
def test_a_row_says_how_it_stands(row, name, states):
    every = {AssetImportState, ActionState, MeasureState} & {type(state) for state in states}
    for state in every.pop():
        row.state = state.value
        assert getattr(row, name) is (state in states)
