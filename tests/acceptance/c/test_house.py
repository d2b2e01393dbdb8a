"""A new subject costs little: the doors weigh less than before, a field stands in few files, a register takes eight."""

import re
import tokenize
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.conf import settings

from bench import house
from foundation.common import acts, permissions
from foundation.common.permissions import Rule
from sessions.meeting.views.acting import guarded, live_act

# Characters for each address that the doors open: kept at what is reached, it goes down with each subject declared
# once, and never up. The whole grows with what the portal does. Nothing is hidden from it in the registers.
HEAVIEST, HEAVIEST_WITH_REGISTERS = 520, 710
MOST_SILENCED = 20  # lines that say « type: ignore » in the whole repository
MOST_FILES = {"override_reason": 4, "submission_days": 4}


def test_the_doors_weigh_less_than_they_did():
    doors = house.weight_of_the_doors()
    before = sum(house.BEFORE.values())
    assert HEAVIEST <= house.GOAL / house.ROUTES_BEFORE  # the goal, held
    assert doors.total() / house.routes() <= HEAVIEST, dict(doors)
    with_registers = house.weight_of_the_doors(house.REGISTERS)
    assert with_registers.total() / house.routes() <= HEAVIEST_WITH_REGISTERS < before / house.ROUTES_BEFORE
    assert set(with_registers) - set(doors) == {house.REGISTERS}
    assert set(doors) == set(house.DOORS)


@pytest.mark.parametrize("field", house.FIELDS)
def test_a_field_stands_in_few_files(field):
    found = house.where_a_field_stands(field)
    assert 1 < len(found.lines) <= MOST_FILES[field], found.lines


def test_a_whole_register_takes_eight_files_and_two_hundred_and_fifty_lines():
    """Its list, page, form, calls, rights, journal, history, search, files and demonstration: tests/promises."""
    found = house.what_a_register_takes(house.REGISTER)
    migration = 1
    assert len(found.lines) + migration <= house.GOAL_OF_A_REGISTER["files"], found.lines
    assert found.total <= house.GOAL_OF_A_REGISTER["lines"], found.lines
    assert found.lines["cmsic/settings/base.py"] == 1  # named once outside of itself
    assert {path.split("/")[0] for path in found.lines} == {house.REGISTER, "cmsic"}


@pytest.mark.parametrize("app", house.APPS_OF_REGISTERS)
def test_a_plain_register_of_each_app_is_short(app):
    plain = house.plain_registers(app)
    assert len(plain) >= 2
    assert [each for each in plain if each.total > house.GOAL_OF_A_REGISTER["lines"]] == []
    assert all(each.model > 5 and each.declared > 20 for each in plain)
    assert sum(house.size_of(app).values()) > sum(each.declared for each in plain)


def test_no_app_repeats_another():
    assert house.repeated() == {}
    assert house.repeated(least=3)  # shorter runs there are: the search finds what stands twice


def test_what_is_not_written_is_not_counted():
    found = house.what_a_register_takes(house.REGISTER)
    assert "promises/models.py" in found.lines
    assert not any("migrations" in path or path.endswith("__init__.py") for path in found.lines)


def settings_of_the_checker() -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["mypy"]


def test_no_part_of_the_portal_is_checked_less_than_the_others():
    checker = settings_of_the_checker()
    assert "overrides" not in checker
    assert {"disable_error_code", "ignore_errors", "follow_imports"} & set(checker) == set()
    assert checker["check_untyped_defs"] is True
    assert checker["files"] == ["."]
    left_out = [re.compile(pattern) for pattern in checker["exclude"]]
    for path in (
        "sessions/core/views/shown.py",
        "projects/api/projects.py",
        "ministries/forms.py",
        "cmsic/demo/demo.py",
    ):
        assert (settings.BASE_DIR / path).exists()
        assert not any(pattern.search(path) for pattern in left_out), path


def comments_of(path: Path) -> list[str]:
    with tokenize.open(path) as lines:
        return [piece.string for piece in tokenize.generate_tokens(lines.readline) if piece.type == tokenize.COMMENT]


def test_few_lines_silence_the_checker_and_each_says_which_error():
    silenced = [
        f"{path.relative_to(settings.BASE_DIR)}: {comment}"
        for path in sorted(settings.BASE_DIR.rglob("*.py"))
        if not {".local", "node_modules"} & set(path.relative_to(settings.BASE_DIR).parts)
        and re.search(r"type:\s*ignore|mypy:", path.read_text())
        for comment in comments_of(path)
        if re.match(r"#\s*(type:\s*ignore|mypy:)", comment)
    ]
    assert 0 < len(silenced) <= MOST_SILENCED, "\n".join(silenced)
    assert [line for line in silenced if not re.search(r"# type: ignore\[[a-z-]+(, [a-z-]+)*\]", line)] == []


TAKES_A_RULE: dict[Callable[..., Any], str] = {
    permissions.require: "check",
    acts.page_act: "rule",
    acts.page_new: "rule",
    acts.acts_on: "rule",
    acts.api_act: "rule",
    acts.api_create: "rule",
    acts.api_rows: "rule",
    live_act: "rule",
    guarded: "rule",
}


@pytest.mark.parametrize(
    ("function", "name"), TAKES_A_RULE.items(), ids=lambda value: getattr(value, "__name__", value)
)
def test_whatever_takes_a_rule_takes_one_with_its_sentence(function, name):
    hint = get_type_hints(function, localns={"User": object})[name]
    assert Rule in (hint, *get_args(hint))
    assert {"sentence", "__call__"} <= {*get_type_hints(Rule), *vars(Rule)}
