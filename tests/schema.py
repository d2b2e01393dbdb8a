"""The schema of the test databases, made once a run: the first worker migrates a template, and every worker
clones it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction


def clone(name: str, *, run: str) -> None:
    """Make the database `name` from the template of this run; the template is made when this is the first to ask."""
    template = f"{connection.settings_dict['NAME']}_template"
    with connection._nodb_cursor() as cursor:
        # A loaded machine takes longer than the limits of the portal to make the template.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        # Held by this session: the other workers wait, and a worker that is killed lets go of it.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() != (run,):
            make_empty(template)
            with connected_to(template):
                migrate()
            # Told last: a template that was not finished, or is another run's, is made anew.
            cursor.execute(f"COMMENT ON DATABASE {quoted(template)} IS %s", [run])
        drop(name)
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(names)}")  # after what a thread of the portal still writes
        cursor.execute("SET LOCAL session_replication_role = replica")  # the journal too, whatever points at what
        cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))


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
