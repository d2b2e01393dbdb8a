"""What a reader expects to be true everywhere: levels, names, labels, templates, diagrams."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models

from foundation.common.models import Level
from foundation.common.rooms import ours

ROOT = Path(__file__).resolve().parent.parent
MODELS = [model for config in ours() for model in config.get_models()]
# Rows of history and links between two tables take the level of what they repeat.
ROWS = [model for model in MODELS if not model.__name__.endswith("Event") or model.__name__ == "PresenceEvent"]


@pytest.mark.parametrize("model", ROWS, ids=lambda m: m.__name__)
def test_a_model_declares_its_level(model):
    assert isinstance(model.data_level, Level)


@pytest.mark.parametrize("model", ROWS, ids=lambda m: m.__name__)
def test_a_tenant_row_carries_its_scope(model):
    if model.data_level in (Level.MINISTRY, Level.COMMISSION, Level.CLOSED):
        assert any(field.name == "scope" for field in model._meta.fields)


@pytest.mark.parametrize("model", ROWS, ids=lambda m: m.__name__)
def test_labels_are_in_lower_case_french(model):
    labels = [model._meta.verbose_name] + [
        f.verbose_name for f in model._meta.fields if not isinstance(f, models.GeneratedField)
    ]
    assert [
        label
        for label in labels
        if label[:1].isupper() and not label[:2].isupper() and not label.startswith(("Conseil", "Message-ID"))
    ] == []


@pytest.mark.parametrize("model", ROWS, ids=lambda m: m.__name__)
def test_lists_say_their_order_themselves(model):
    assert list(model._meta.ordering) == []


@pytest.mark.parametrize("model", ROWS, ids=lambda m: m.__name__)
def test_nothing_of_weight_is_deleted_by_cascade(model):
    """CASCADE is for parts of a parent row; accounts, scopes, commissions, projects are never taken along."""
    heavy = {"user", "scope", "person", "commission", "ministry", "seat", "statute", "file", "document", "decision"}
    assert [
        f.name
        for f in model._meta.fields
        if f.is_relation
        and f.remote_field.on_delete is models.CASCADE
        and f.name in heavy
        and model.__name__ != "IdempotencyKey"
        and f.name != "ministry"
    ] == []


def test_every_template_is_used():
    code = "\n".join(
        p.read_text()
        for folder in ("foundation", "cmsic", *settings.SUBJECT_APPS)
        for p in (ROOT / folder).rglob("*.py")
    )
    pages = "\n".join(
        p.read_text() for p in (ROOT / "templates").rglob("*") if p.is_file() and p.suffix in (".html", ".txt")
    )
    unused = []
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        if name.startswith("ui/") or f'"{name}"' in code or f'"{name}"' in pages or f"'{name}'" in pages:
            continue
        # send_mail(template="invitation") writes both parts of templates/emails/invitation.
        if name.startswith("emails/") and f'"{path.stem}"' in code:
            continue
        unused.append(name)
    assert unused == []


def test_every_class_of_the_style_sheets_is_used():
    """Written as it is, or made from its beginning: `badge--{{ tone }}`."""
    sheets = "\n".join(path.read_text() for path in (ROOT / "static/css").glob("*.css"))
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheets, flags=re.DOTALL)
    ours = ("templates", "templates_django", "static/js", "foundation", "cmsic", *settings.SUBJECT_APPS)
    places = (*ours, "static/vendor")
    files = (path for place in places for path in (ROOT / place).rglob("*"))
    text = "\n".join(path.read_text() for path in files if path.suffix in (".html", ".py", ".js", ".txt"))

    words = set(re.findall(r"[\w-]+", text))
    begun = set(re.findall(r"([\w-]*--)[\"'{$ ]", text))

    def is_used(name: str) -> bool:
        made = name.partition("--")[0] + "--"
        return name in words or ("--" in name and any(each.endswith(made) for each in begun))

    names = set(re.findall(r"\.([a-zA-Z][\w-]*)", bare))
    assert len(names) > 300
    assert sorted(name for name in names if not is_used(name)) == []


def test_no_inline_script_nor_style():
    inline = []
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        if name.startswith(("pdf/", "emails/")):
            continue
        text = path.read_text()
        if (
            re.search(r"\sstyle=", text)
            or re.search(r"\son[a-z]+=\"", text)
            or re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", text)
            or "<style" in text
        ):
            inline.append(name)
    assert inline == []


def test_the_glossary_defines_the_words_kept_in_french():
    glossary = (ROOT / "docs" / "glossaire.md").read_text()
    for word in (
        "ProcesVerbal",
        "Statute",
        "Seat",
        "Mandate",
        "Convocation",
        "Proxy",
        "CMSIC",
        "CDSI",
        "DSI",
        "SGM",
        "ASIN",
        "DAC",
        "DC",
        "DPAF",
        "RSI",
        "quorum",
        "SDSI",
        "PSSI",
    ):
        assert word in glossary, word


def test_the_drawn_workflows_are_fresh():
    call_command("draw_workflows", check=True)


# Called by tests alone, and why the portal holds it.
FOR_TESTS = {
    "entries_of": "the lines of an object as the tests of every act read them",
    "writing_the_past": "lifts the guard of the database for whoever plants a session that is over",
    "dismiss": "ends the child that lays papers out, which a test then makes again",
    "erase_personal_values": "the lawful erasure that the journal is built for, which no door of the portal does yet",
}
TRANSPARENT = {"transaction.atomic", "cache", "contextmanager"}  # decorators that register nothing


def test_no_function_of_the_portal_is_called_by_tests_alone():
    """Nor by nobody: what is neither called, nor registered by its decorator, nor read by a template is removed."""
    kinds, tops = ("*.py", "*.html"), (*{app.name.split(".")[0] for app in ours()}, "bench", "templates")
    texts = {path: path.read_text() for top in tops for kind in kinds for path in (ROOT / top).rglob(kind)}
    said = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    alone = {
        node.name
        for path, text in texts.items()
        if path.suffix == ".py" and "bench" not in path.parts
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        if {ast.unparse(each) for each in node.decorator_list} <= TRANSPARENT and said[node.name] == 1
    }
    assert alone == set(FOR_TESTS)
