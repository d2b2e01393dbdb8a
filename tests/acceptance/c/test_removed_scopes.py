"""Mutation check of the access matrix: each scope that hides rows is removed, one at a time, and a cell turns red.

A class that the models of several apps share is removed in one app at a time. A first passage notes which scopes each
line of the matrix asks; a removed scope is then judged on these lines only, until the first that is wrong. The long
size does it for every scope; the short one for a sample.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.common.models import Level
from foundation.notifications.models import OutgoingMail
from projects.models import Mutualisation
from tests.acceptance.a.every import standing_world, undone
from tests.acceptance.a.test_access_matrix import answer_of, expected, judged
from tests.access import lines_imports, lines_projects, lines_unannounced
from tests.access.matrix import PEOPLE, TOKENS, Line, all_lines
from tests.access.world import World
from tests.measure import is_long, report

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1_700)]  # in the long size, every scope

SCOPES = ("visible_to", "announced_to")
# Asked by no address, or for sums only: the rows themselves are asked for. With the reason.
BY_NO_ADDRESS: dict[str, str] = {
    "journal.EntryQuerySet.visible_to": "the journal is read by the pages that tell of one row",
    "notifications.OutgoingMailQuerySet.visible_to": "a message is shown by the list of its convocations",
    "imports.PartQuerySet.visible_to": "the lines of a file are read under their import",
    "projects.MutualisationQuerySet.visible_to": "a proposal is told to who receives it",
    "projects.ProjectFigureQuerySet.visible_to": "it gives counts and sums",
    "commission_sessions.VoteQuerySet.visible_to": "a voice is shown with its ballot",
}
MOST = 1_200  # cells asked for one scope before it is said that nothing turns red
SAMPLE = {
    "commission_sessions.ItemQuerySet.announced_to",
    "commission_sessions.AnnexQuerySet.announced_to",
    "commission_sessions.SessionQuerySet.visible_to",
    "commission_sessions.OpinionQuerySet.visible_to",
    "projects.ProjectQuerySet.visible_to",
}


@dataclass(frozen=True)
class Scope:
    """What hides the rows of the models of one app: a method where it is written, what inherits it goes with it."""

    kind: type
    method: str
    app: str

    def holds(self, rows: models.QuerySet) -> bool:
        return rows.model._meta.app_label == self.app


def every_scope() -> dict[str, Scope]:
    """App, class and method → the scope."""
    found: dict[str, Scope] = {}
    for config in apps.get_app_configs():
        if not config.path.startswith(str(settings.BASE_DIR)) or "/.local/" in config.path:
            continue
        for model in config.get_models():
            if getattr(model, "data_level", None) in (Level.PUBLIC, Level.NATIONAL):
                continue  # it hides nothing from anybody signed in
            for kind in type(model._default_manager.all()).__mro__:
                written = [name for name in SCOPES if name in vars(kind)]
                for name in written:
                    scope = found.setdefault(f"{config.label}.{kind.__name__}.{name}", Scope(kind, name, config.label))
                    assert scope.kind is kind, f"two classes {kind.__name__} in {config.label}: one would stay unasked"
    return found


@contextmanager
def put(kind: type, name: str, method: Any) -> Iterator[None]:
    before = vars(kind)[name]
    setattr(kind, name, method)
    try:
        yield
    finally:
        setattr(kind, name, before)


def removed(scope: Scope) -> Any:
    """The method that hides nothing in its app."""
    before = vars(scope.kind)[scope.method]

    def hiding(rows: models.QuerySet, user: Any) -> models.QuerySet:
        return rows.all() if scope.holds(rows) else before(rows, user)

    return hiding


@contextmanager
def noting(scopes: dict[str, Scope], asked: set[str]) -> Iterator[None]:
    """Add to `asked` the name of each scope that is called."""
    named = {(scope.kind, scope.method, scope.app): name for name, scope in scopes.items()}

    def watched(kind: type, method: str, before: Any) -> Any:
        def scope(rows: models.QuerySet, user: Any) -> models.QuerySet:
            if name := named.get((kind, method, rows.model._meta.app_label)):
                asked.add(name)
            return before(rows, user)

        return scope

    with ExitStack() as every:
        for kind, method in {(scope.kind, scope.method) for scope in scopes.values()}:
            every.enter_context(put(kind, method, watched(kind, method, vars(kind)[method])))
        yield


def hides_rows(world: World, name: str, scope: Scope) -> str:
    """Who is shown fewer rows than there are, in a world that holds some; nothing when everybody is shown all."""
    project, user = world["project", "foreign"], world.users["foreign_secretary"]
    with undone():
        lines_imports.with_near(world, "own")
        Mutualisation.objects.create(
            scope=project.scope, project=project, title="Deux fois", proposed_by=user, proposed_at=timezone.now()
        )
        OutgoingMail.objects.create(
            message_id="<a@b>",
            scope=project.scope,
            to_email="a@exemple.bj",
            subject="a",
            text="a",
            html="a",
            template="a",
        )
        model = next(
            model
            for model in apps.get_app_config(scope.app).get_models()
            if scope.kind in type(model._default_manager.all()).__mro__
        )
        count = model._default_manager.count()
        assert count, name
        shown = model._default_manager.visible_to(world.users["stranger"]).count()
        return f"stranger is shown {shown} of {count}" if shown < count else ""


def cells_by_scope(world: World, lines: list[Line], scopes: dict[str, Scope]) -> dict[str, list[tuple[Line, str]]]:
    """Which objects of which lines ask each scope: for the first person who may, and for those who read by another
    right, of whom other scopes are asked.
    """
    touched: dict[str, list[tuple[Line, str]]] = {name: [] for name in scopes}
    for line in lines:
        for variant, actors in sorted(line.variants.items()):
            if not actors:
                continue
            asked: set[str] = set()
            with undone():
                address = line.address(world, variant)
                for actor in dict.fromkeys((actors.split()[0], "member", "dsi", "asin_reader")):
                    with undone(), noting(scopes, asked):
                        answer = answer_of(line, world, variant, actor, address)
                        if answer.streaming:
                            b"".join(answer.streaming_content)
            for name in asked:
                touched[name].append((line, variant))
    return touched


def turns_red(world: World, scope: Scope, cells: list[tuple[Line, str]]) -> tuple[str, int]:
    """The first cell that is wrong without this scope, and how many were asked; nothing when none is."""
    asked = [(line, variant, actor) for line, variant in cells for actor in (*PEOPLE, *(TOKENS if line.is_api else ()))]
    # Who should see nothing says most, and a reading costs least; the turn changes the actor from cell to cell.
    asked.sort(
        key=lambda cell: (
            expected(*cell) != (404,),
            cell[0].method != "GET",
            PEOPLE.index(cell[2]) if cell[2] in PEOPLE else 99,
        )
    )
    for count, (line, variant, actor) in enumerate(asked[:MOST], start=1):
        with undone():
            address = line.address(world, variant)
            with put(scope.kind, scope.method, removed(scope)):
                wrong = judged(line, world, variant, actor, address)
        if wrong:
            return f"{line.method} {line.route} {variant} {actor}", count
    return "", min(len(asked), MOST)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing_world(django_db_blocker) as world:
        yield world


def test_without_any_one_scope_a_cell_of_the_matrix_turns_red(world):
    scopes = every_scope()
    assert scopes.keys() >= SAMPLE
    lines = all_lines() if is_long() else [*lines_unannounced.LINES, *lines_projects.LINES]
    if not is_long():
        scopes = {name: scopes[name] for name in SAMPLE}
        lines = [line for line in lines if line.method == "GET"]
    touched = cells_by_scope(world, lines, scopes)
    red = {name: turns_red(world, scope, touched[name]) for name, scope in scopes.items() if name not in BY_NO_ADDRESS}
    direct = {name: hides_rows(world, name, scopes[name]) for name in sorted(BY_NO_ADDRESS.keys() & scopes.keys())}
    report(
        "removed_scopes",
        scopes=len(red),
        found=sum(1 for cell, _ in red.values() if cell),
        requests=sum(count for _, count in red.values()),
        asked_for_directly=len(direct),
        cells={name: cell for name, (cell, _) in sorted(red.items())} | direct,
    )
    assert [name for name, found in direct.items() if not found] == []
    assert [name for name, (cell, _) in red.items() if not cell] == []
