"""The launcher is no package of the portal: it is imported from bin/, as `python3 bin/launcher` does."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "bin") not in sys.path:
    sys.path.insert(0, str(ROOT / "bin"))

from launcher.checkout import Checkout  # noqa: E402
from launcher.console import Console  # noqa: E402
from launcher.environment import digest  # noqa: E402
from launcher.services import SYSTEM_FOLDER  # noqa: E402

MANAGE = """
import os, pathlib, sys, time
import psycopg
command = sys.argv[1]
with open(os.path.join(os.environ["CMSIC_DATA_DIR"], "calls"), "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
    role = db.execute("SELECT current_user").fetchone()[0]
    if command == "migrate":
        db.execute("CREATE TABLE IF NOT EXISTS django_migrations (id serial, applied timestamptz DEFAULT now())")
        db.execute("INSERT INTO django_migrations DEFAULT VALUES")
        if "--grants" in sys.argv:
            db.execute("GRANT SELECT ON django_migrations TO cmsic_app")
    elif command == "demo":
        print("awa@demo.example / mot-de-passe")
    elif command == "relay":
        time.sleep(3600)
    elif command == "whoami":
        print(role, os.getcwd(), sys.stdin.isatty())
    elif command == "slow":
        let_go = pathlib.Path(os.environ["CMSIC_DATA_DIR"], "let-go-of-" + sys.argv[2])
        deadline = time.monotonic() + 60
        while not let_go.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        print(db.execute("SELECT 'encore là'").fetchone()[0])
    elif command == "fail":
        sys.exit(7)
"""
WSGI = """
import os, redis, psycopg
def application(environ, start_response):
    with psycopg.connect(os.environ["DATABASE_URL"]) as db, redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        db.execute("SELECT 1"); broker.ping()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
"""
CELERY = """
import os
from celery import Celery
app = Celery("cmsic", broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="))
"""  # noqa: E501

ACCESS_LOG = """
from gunicorn.glogging import Logger as AccessLog
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty checkout beside the environment the tests run in."""
    checkout = Checkout(tmp_path / "portail")
    checkout.root.mkdir()
    checkout.open()
    checkout.venv.symlink_to(sys.prefix)
    return checkout


@pytest.fixture
def console() -> Console:
    return Console(StringIO())


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start commands; none survives the test."""
    processes: list[subprocess.Popen[str]] = []

    def start(command: list[str], **options: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


@pytest.fixture
def portal(tmp_path) -> Iterator[Checkout]:
    """A checkout whose environment is the one of the tests."""
    root = tmp_path / "portail"
    root.mkdir()
    for name in ("bin", "requirements"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "manage.py").write_text(MANAGE)
    (root / "cmsic").mkdir()
    for name, text in (("__init__", ""), ("wsgi", WSGI), ("celery", CELERY)):
        (root / "cmsic" / f"{name}.py").write_text(text)
    # The web server is started with the portal's own log of requests.
    (root / "foundation" / "common").mkdir(parents=True)
    for folder in (root / "foundation", root / "foundation" / "common"):
        (folder / "__init__.py").write_text("")
    (root / "foundation" / "common" / "access_log.py").write_text(ACCESS_LOG)
    (root / "cmsic" / "settings").mkdir()
    for name in ("__init__", "dev", "test"):
        (root / "cmsic" / "settings" / f"{name}.py").write_text("SECRET_KEY = 'essai'\n")
    checkout = Checkout(root)
    checkout.open()
    checkout.venv.symlink_to(sys.prefix)
    hashes = {kind: digest(root / "requirements" / f"{kind}.txt") for kind in ("run", "dev")}
    (checkout.local / "environment.json").write_text(json.dumps({"path": str(checkout.venv), **hashes}))
    yield checkout
    identity = checkout.local / "instance"
    if identity.exists():  # root's cluster is outside the checkout
        shutil.rmtree(SYSTEM_FOLDER / identity.read_text())


@pytest.fixture
def environment() -> dict[str, str]:
    """Nothing of the surrounding test run."""
    outside = (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_APP_URL",
        "REDIS_URL",
        "CMSIC_DATA_DIR",
        "DJANGO_SETTINGS_MODULE",
        "PORT",
        "BIND",
    )
    env = {key: value for key, value in os.environ.items() if key not in outside}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        env["PORT"] = str(probe.getsockname()[1])
    return env


def wait_until(condition: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)


def processes_of(portal: Checkout) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(portal.root).encode() in entry.read_bytes() + (entry.parent / "cmdline").read_bytes():
                found.append((entry.parent / "cmdline").read_text())
        except OSError:
            continue
    return found
