"""Django's migrate, faster on an empty database; with --grants, followed by the rights of the application's role.

Django draws anew every model related to the one an operation touches; ours are all related through the user, so that
making the schema costs mostly that. On an empty database no row and no later state depends on the models drawn before:
only the touched one is drawn, with copies of its fields. An existing database is migrated by Django alone.
tests/test_schema.py compares the two schemas.
"""

import copy
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django.utils.functional import cached_property


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--grants", action="store_true", help="donne ensuite ses droits au rôle de l’application")

    def handle(self, *args: Any, grants: bool = False, **options: Any) -> None:
        if MigrationRecorder(connections[options["database"]]).applied_migrations():
            super().handle(*args, **options)
        else:
            # The checks load every page of the portal; bin/test and `manage.py check` run them.
            with touched_models_drawn_alone(), fields_copied(), nothing_collected():
                super().handle(*args, **{**options, "skip_checks": True})
        if grants:
            call_command("grants", stdout=self.stdout)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Classes are drawn by the thousand, and hardly any is let go of: looking for those takes more time than it frees
    memory.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


described_anew: Any = Field.clone


def field_copied(field: Any) -> Any:
    """Django makes a field again from its description, which costs more than all the rest. Those of a migration belong
    to no model: a copy is the same, once it has its place after those made before it, and has worked nothing out.
    """
    if hasattr(field, "base_field"):
        return described_anew(field)  # it holds another one
    made = copy.deepcopy(field)
    kind: Any = type(field)
    for name in worked_out(kind) & vars(made).keys():
        del vars(made)[name]
    made.creation_counter = Field.creation_counter
    Field.creation_counter += 1
    return made


@cache
def worked_out(kind: type) -> frozenset[str]:
    """What a field keeps once it was asked for it."""
    return frozenset(
        name for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property)
    )


@contextmanager
def fields_copied() -> Iterator[None]:
    own: Any = Field  # whose method is replaced meanwhile
    own.clone = field_copied
    try:
        yield
    finally:
        own.clone = described_anew


@contextmanager
def touched_models_drawn_alone() -> Iterator[None]:
    add, reload, clone = ProjectState.add_model, ProjectState.reload_model, ModelState.clone

    def add_alone(state: ProjectState, model_state: ModelState) -> None:
        """Nothing drawn before refers to a new model, and those it refers to stand."""
        drawn = state.__dict__.pop("apps", None)
        add(state, model_state)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            drawn.render_multiple([model_state])

    def reload_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        """A constraint, a trigger, a column leaves the tables of the others as they are; not so a table between two."""
        if "apps" not in state.__dict__ or has_others(state, app_label, model_name, delay=delay):
            reload(state, app_label, model_name, delay)
            return
        state.is_delayed = True  # what Python code receives is drawn whole, for it
        vars(ProjectState)["_reload"](state, {(app_label, model_name)})

    def clone_as_checked(state: ModelState) -> ModelState:
        """What was looked through when it was made is not again at each copy."""
        twin = object.__new__(ModelState)
        twin.__dict__ = state.__dict__ | {
            "fields": dict(state.fields),
            "options": dict(state.options),
            "managers": list(state.managers),
        }
        return twin

    own: Any = ProjectState  # whose methods are replaced meanwhile
    models: Any = ModelState
    own.add_model, own.reload_model, models.clone = add_alone, reload_alone, clone_as_checked
    try:
        yield
    finally:
        own.add_model, own.reload_model, models.clone = add, reload, clone


def has_others(state: ProjectState, app_label: str, model_name: str, *, delay: bool) -> bool:
    """Whether other models are drawn from this one: its children; its tables of links, when a relation changes."""
    model = state.apps.get_model(app_label, model_name)
    return bool(model.__subclasses__() or (model._meta.local_many_to_many and not delay))
