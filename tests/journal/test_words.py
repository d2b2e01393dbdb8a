"""Everything that the journal shows has a French word."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from foundation.journal.registry import HISTORIES
from foundation.journal.words import ACTS, NOTED

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("foundation", "ministries", "commissions", "projects", "recommendations", "sessions", "cmsic")
COLUMNS = {field.name for model in apps.get_models() for field in model._meta.fields}


def calls():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    yield path, node, getattr(node.func, "id", getattr(node.func, "attr", ""))


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_each_act_written_down_has_its_word():
    acts = set()
    for _, node, name in calls():
        if name == "record" and node.args:
            acts.add(literal(node.args[0]))
        if name == "edit":
            acts |= {literal(each.value) for each in node.keywords if each.arg == "act"}
    acts.discard(None)
    assert len(acts) > 100
    assert acts - set(ACTS) == set()


def test_each_name_noted_with_an_act_has_its_word():
    names = set()
    for _, node, name in calls():
        for keyword in node.keywords if name == "record" else ():
            if keyword.arg in ("before", "after"):
                names |= {
                    key
                    for part in ast.walk(keyword.value)
                    if isinstance(part, ast.Dict)
                    for each in part.keys
                    if each is not None and (key := literal(each))
                }
    assert len(names) > 50
    assert names - set(NOTED) - COLUMNS == set()


@pytest.mark.parametrize("kind", HISTORIES)
def test_a_row_with_a_history_knows_its_page_and_who_keeps_it(kind):
    from django.urls import reverse

    history = HISTORIES[kind]
    assert reverse(history.page, args=["00000000-0000-0000-0000-000000000000"])
    assert history.keeps.sentence
