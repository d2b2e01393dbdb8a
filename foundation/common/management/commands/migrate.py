"""Django's migrate, four times faster on an empty database.

Django draws anew every model related to the one an operation touches; ours are all related through the user, so that
making the schema costs mostly that. On an empty database no row and no later state depends on the models drawn before:
only the touched one is drawn. An existing database is migrated by Django alone. tests/test_schema.py compares the two
schemas.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if MigrationRecorder(connections[options["database"]]).applied_migrations():
            super().handle(*args, **options)
            return
        # The checks load every page of the portal; bin/test and `manage.py check` run them.
        with touched_models_drawn_alone():
            super().handle(*args, **{**options, "skip_checks": True})


@contextmanager
def touched_models_drawn_alone() -> Iterator[None]:
    add, reload = ProjectState.add_model, ProjectState.reload_model

    def add_alone(state: ProjectState, model_state: ModelState) -> None:
        """Nothing drawn before refers to a new model, and those it refers to stand."""
        drawn = state.__dict__.pop("apps", None)
        add(state, model_state)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            drawn.render_multiple([model_state])

    def reload_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        """What may be delayed (a constraint, a trigger, a column without relation) leaves the tables of the
        others as they are.
        """
        if not delay or "apps" not in state.__dict__ or state.apps.get_model(app_label, model_name).__subclasses__():
            reload(state, app_label, model_name, delay)
            return
        state.is_delayed = True  # what Python code receives is drawn whole, for it
        vars(ProjectState)["_reload"](state, {(app_label, model_name)})

    own: Any = ProjectState  # whose methods are replaced meanwhile
    own.add_model, own.reload_model = add_alone, reload_alone
    try:
        yield
    finally:
        own.add_model, own.reload_model = add, reload
