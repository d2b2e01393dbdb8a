"""Bad input that is stored all the same is shown as text: script in every text column, then every page, list, call and
paper.
"""

import csv
import io
import json
import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse

from foundation.common.rooms import ours
from foundation.documents.extensions import paper
from foundation.documents.models import Document
from foundation.notifications.models import OutgoingMail
from tests.access.lines_sessions_preparing import ready, silent_session
from tests.measure import report

from .every import Page, client_of, standing_world, undone, visits

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# No control character: a name that holds one is refused by the letters (tests/notifications).
HOSTILE = "=1+1<x-inj onload=1>\"'><script>window.__x=1</script><img src=x onerror=1>{{191919*7}}&lt;x-ent&gt;😀"
RAW = re.compile(r"<x-inj|<script>window|<img src=x")
# Machine words: a value of our own is looked for in them.
MACHINE = {
    "code",
    "state",
    "kind",
    "stage",
    "role",
    "sha256",
    "content_type",
    "queue",
    "worker",
    "label",
    "slug",
    "path",
    "key",
    "origin",
    "email",
    "password",
}
OURS = [config.label for config in ours() if config.label not in ("journal", "public")]  # nobody types there


def text_columns() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and model._meta.managed
        and not model._meta.proxy
        and "Event" not in model.__name__
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.primary_key
        and not field.is_relation
        if not isinstance(field, models.EmailField | models.URLField)
        and not getattr(field, "generated", False)
        and field.name not in MACHINE
    ]


def poison() -> tuple[list[str], list[str]]:
    """Write the hostile text in every column that takes it; return those that do and those that do not (a trigger or a
    constraint refuses).
    """
    done, refused = [], []
    for model, field in text_columns():
        text = HOSTILE[: field.max_length or 10_000]
        filled = model._base_manager.exclude(**{field.name: ""})
        for rows in () if field.unique else (model._base_manager.all(), filled):
            try:
                with transaction.atomic():
                    if rows.update(**{field.name: text}):
                        done.append(f"{model._meta.label}.{field.name}")
                break
            except DatabaseError:
                continue
        else:
            refused.append(f"{model._meta.label}.{field.name}")
    return done, refused


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        made.extra["poisoned"], made.extra["refused"] = poison()
        yield made
    logging.disable(logging.NOTSET)


def problems_of(answer: Any) -> list[str]:
    kind = answer.get("Content-Type", "")
    if answer.streaming:
        for close in answer._resource_closers:  # closing the answer itself would close the connection of the test
            close()
        return []
    body = answer.content.decode("utf-8", "replace")
    if kind.startswith("text/html"):
        page = Page(body)
        found = [f"may run: {page.running}"] if page.running or "x-inj" in page.tags else []
        found += ["entities were decoded"] if "<x-ent>" in page.text or "x-ent" in page.tags else []
        return found + (["a template ran"] if "1343433" in body else [])
    if kind.startswith("text/csv"):
        cells = [cell for row in csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";") for cell in row]
        return [f"formula: {cell[:40]}" for cell in cells if cell.lstrip().startswith(("=", "+", "@", "\t", "\r"))]
    if "json" in kind:
        json.loads(body)
        return [] if answer.get("X-Content-Type-Options") == "nosniff" else ["types are guessed"]
    return []


def test_script_in_every_text_column_is_text_on_every_page_list_and_call(world):
    assert len(world.extra["poisoned"]) > 60, (world.extra["poisoned"], world.extra["refused"])
    wrong, shown = [], 0
    for visit in [*visits("GET", api=False), *visits("GET", api=True)]:
        with undone():
            try:
                answer = visit.get(world)
            except Exception as error:
                wrong.append(f"{visit.name}: {type(error).__name__}: {error}")
                continue
            shown += "x-inj" in ("" if answer.streaming else answer.content.decode("utf-8", "replace"))
            wrong += [f"{visit.name}: {problem}" for problem in problems_of(answer)]
    report(
        "hostile text shown",
        columns=len(world.extra["poisoned"]),
        columns_that_refuse=len(world.extra["refused"]),
        answers_that_show_it=shown,
    )
    assert shown > 100
    assert wrong == []


def test_script_is_text_in_the_letters_mails_and_papers(world):
    """What is frozen, what is laid out from it and what leaves by mail, written from rows that hold scripts."""
    with undone():
        secretary = client_of(world, "secretary")
        for name in ("draft", "submitted"):
            secretary.post(reverse("sessions:pv_refresh", kwargs={"pk": world["session", name].pk}))
        assert secretary.post(reverse("sessions:convene", kwargs=ready(world, "preparing"))).status_code == 302
        secretary.post(reverse("people:invite", kwargs={"pk": world["person", "own"].pk}))
        secretary.post(reverse("sessions:remind", kwargs=silent_session(world, "own")))
        pages = [paper(document.kind).html(document, code="AB12") for document in Document.objects.all()]
        mails = list(OutgoingMail.objects.all())
        pages += [sent.html for sent in mails]
        assert len({document.kind for document in Document.objects.all()}) >= 3, {
            document.kind for document in Document.objects.all()
        }
        assert mails
    shown = 0
    for page in pages:
        assert not RAW.search(page), page[RAW.search(page).start() - 80 :][:300]
        assert "<x-ent>" not in Page(page).text
        shown += "&lt;x-inj" in page
    report("hostile text in papers and mails", papers=len(pages), showing_it=shown)
    assert shown >= 3
    assert [sent.subject for sent in mails if any(ord(letter) < 32 for letter in sent.subject)] == []
