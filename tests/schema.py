"""What the databases of a run start from, made once for all its workers: the schema, and the demonstration as `bin/run`
loads it. Whoever first needs one makes its template; every other clones it.
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

SCHEMA, DEMO = "template", "demo"
# Told to the processes that a test starts: they clone the same templates.
RUN, BASE = "CMSIC_TEST_RUN", "CMSIC_TEST_DATABASE"
BENIN = ZoneInfo("Africa/Porto-Novo")
LOADED_AT = "2026-10-01 08:58"  # by the business clock: the demonstration is told relative to the day it is loaded


def clone(name: str, *, of: str = SCHEMA) -> None:
    """Make the database `name` from a template of this run; it is made when this is the first to ask."""
    run = os.environ.setdefault(RUN, uuid4().hex)
    template = f"{os.environ.setdefault(BASE, connection.settings_dict['NAME'])}_{of}"
    with connection._nodb_cursor() as cursor:
        # A loaded machine takes longer than the limits of the portal to make the template.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        # Held by this session: the other workers wait, and a worker that is killed lets go of it.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() != (run,):
            MAKERS[of](template)
            # Told last: a template that was not finished, or is another run's, is made anew.
            cursor.execute(f"COMMENT ON DATABASE {quoted(template)} IS %s", [run])
        drop(name)
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")


def make_schema(name: str) -> None:
    make_empty(name)
    with connected_to(name):
        migrate()


def make_demo(name: str) -> None:
    """The demonstration on that day of the story, loaded with the settings and the rights of `bin/run`."""
    clone(name)
    folder = demo_folder()
    folder.mkdir(parents=True, exist_ok=True)
    set_clock(folder / "clock", LOADED_AT)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cmsic.settings.dev",
        "DATABASE_URL": address_of(name),
        "CMSIC_DATA_DIR": str(folder),
        "CMSIC_CLOCK_FILE": str(folder / "clock"),
        "SECRET_KEY": "demo-" + "k" * 50,
    }
    command = [sys.executable, "manage.py", "demo"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


MAKERS = {SCHEMA: make_schema, DEMO: make_demo}


def demo_folder() -> Path:
    """The files of the demonstration, and the business clock it was loaded by."""
    return Path(settings.DATA_DIR) / f"demo-{os.environ[RUN]}"


def set_clock(path: Path, moment: str) -> None:
    """Set a business clock, « 2026-10-14 10:05 » at Porto-Novo; it runs on from there."""
    instant = datetime.fromisoformat(moment).replace(tzinfo=BENIN)
    written = path.with_suffix(".new")
    written.write_text(str((instant - datetime.now(BENIN)).total_seconds()))
    written.replace(path)


def address_of(name: str) -> str:
    """The URL of a database for a process that has the rights of the application."""
    given = connection.settings_dict
    app = urlsplit(os.environ.get("DATABASE_APP_URL", ""))
    user = (
        f"{app.username}" + (f":{app.password}" if app.password else "")
        if app.username
        else f"{given['USER']}" + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    )
    port = f"&port={given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{user}@/{name}?host={quote(given['HOST'], safe='')}{port}"


def migrate(command: str | BaseCommand = "migrate") -> None:
    """The schema of the present code, with the rights of the application's role as after a deployment."""
    call_command(command, verbosity=0, interactive=False, run_syncdb=True)
    call_command("grants", stdout=io.StringIO())


def empty() -> None:
    """Take every row away after a test that committed, as Django's flush does, without making the files of all tables
    again nor the content types and the permissions.
    """
    kept = {"django_content_type", "auth_permission"}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [quoted(name) for name in sorted({*tables} - kept)]
    for left in (2, 1, 0):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {', '.join(names)}")  # after what a thread of the portal still writes
                cursor.execute("SET LOCAL session_replication_role = replica")  # the journal too, whatever points where
                cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))
            return
        except OperationalError as error:  # a page that was closed may still be read by its thread
            if not left or not isinstance(error.__cause__, DeadlockDetected):
                raise


def make_empty(name: str) -> None:
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(name)}")


def drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    given = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = given


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
