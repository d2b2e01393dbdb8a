"""bin/run and bin/manage as a person uses them, around a portal of thirty lines (the real one starts in the acceptance tests)."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from launcher.checkout import Checkout
from launcher.environment import digest
from launcher.services import SYSTEM_FOLDER, Servers, temporary_place

from .conftest import ROOT, wait_until

pytestmark = pytest.mark.slow

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
    elif command == "grants":
        db.execute("GRANT SELECT ON django_migrations TO cmsic_app")
    elif command == "demo":
        print("awa@demo.example / mot-de-passe")
    elif command == "relay":
        time.sleep(3600)
    elif command == "whoami":
        print(role, os.getcwd(), sys.stdin.isatty())
    elif command == "slow":
        time.sleep(3)
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
"""


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
    outside = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_APP_URL", "REDIS_URL", "CMSIC_DATA_DIR", "DJANGO_SETTINGS_MODULE", "PORT", "BIND")
    env = {key: value for key, value in os.environ.items() if key not in outside}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        env["PORT"] = str(probe.getsockname()[1])
    return env


def calls(portal: Checkout) -> list[str]:
    return (portal.data / "calls").read_text().splitlines()


def processes_of(portal: Checkout) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(portal.root).encode() in entry.read_bytes() + (entry.parent / "cmdline").read_bytes():
                found.append((entry.parent / "cmdline").read_text())
        except OSError:
            continue
    return found


def say(process: subprocess.Popen[str], until: str) -> str:
    text = ""
    for line in process.stdout:
        text += line
        if until in line:
            return text
    raise AssertionError(f"{until!r} was never said:\n{text}")


def test_the_portal_starts_restarts_and_stops_with_its_data(portal, environment, started):
    run = [str(portal.root / "bin" / "run")]
    first = started(run, env=environment)
    said = say(first, "Arrêter : Ctrl-C")
    address = f"http://127.0.0.1:{environment['PORT']}/"
    assert address in said
    assert "awa@demo.example / mot-de-passe" in said
    assert urllib.request.urlopen(address).read() == b"ok"
    assert sorted(calls(portal)) == ["demo", "demo --accounts", "grants", "migrate --no-input", "relay"]

    # A second bin/run, and a command that joins the servers, while the first runs.
    second = subprocess.run(run, env={**environment, "PORT": ""}, capture_output=True, text=True)
    assert (second.returncode, f"déjà lancé : {address}" in second.stderr) == (2, True)
    taken = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert (taken.returncode, "est déjà pris par un autre programme" in taken.stderr) == (2, True)
    who = subprocess.run([portal.root / "bin" / "manage", "whoami"], env=environment, capture_output=True, text=True, cwd="/tmp")
    assert (who.stdout.split()[:2], who.stderr) == (["cmsic_app", "/tmp"], "")

    # A killed web server comes back.
    web = next(int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if is_web(path.parent, portal))
    os.kill(web, signal.SIGKILL)
    say(first, "« web » s’est arrêté (tué par le signal SIGKILL)")
    wait_until(lambda: answers(address))

    first.send_signal(signal.SIGINT)
    rest = first.communicate(timeout=60)[0]
    assert "Tout est arrêté" in rest
    assert first.returncode == 0
    assert processes_of(portal) == []

    # The second start migrates and loads nothing, and is fast.
    (portal.data / "calls").unlink()
    started_at = time.monotonic()
    again = started(run, env=environment)
    say(again, "Arrêter : Ctrl-C")
    assert time.monotonic() - started_at < 15
    assert sorted(calls(portal)) == ["demo --accounts", "relay"]
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert processes_of(portal) == []


def is_web(process: Path, portal: Checkout) -> bool:
    """The master: its parent is bin/run, not another gunicorn."""
    try:
        parent = re.search(r"PPid:\s(\d+)", (process / "status").read_text())
        return (
            b"gunicorn" in (process / "cmdline").read_bytes()
            and str(portal.root).encode() in (process / "environ").read_bytes()
            and parent is not None
            and b"launcher" in Path(f"/proc/{parent[1]}/cmdline").read_bytes()
        )
    except OSError:
        return False


def answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except OSError:
        return False


def test_a_killed_bin_run_leaves_nothing_and_starts_again(portal, environment, started):
    run = [str(portal.root / "bin" / "run")]
    first = started(run, env=environment)
    say(first, "Arrêter : Ctrl-C")
    first.kill()
    first.wait()
    wait_until(lambda: processes_of(portal) == [], 40)
    again = started(run, env=environment)
    say(again, "Arrêter : Ctrl-C")
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=60)
    assert again.returncode == 0


def test_a_portal_that_cannot_start_says_why_and_stops(portal, environment, started):
    (portal.root / "cmsic" / "wsgi.py").write_text("raise RuntimeError('la raison')")
    run = started([str(portal.root / "bin" / "run")], env=environment)
    said = run.communicate(timeout=100)[0]
    assert run.returncode == 2
    assert "la raison" in said
    assert "« web » ne démarre pas. Son journal" in said
    assert processes_of(portal) == []


def test_a_failing_migration_is_shown_and_tried_again(portal, environment):
    (portal.root / "manage.py").write_text("raise SystemExit('colonne en double')")
    done = subprocess.run([portal.root / "bin" / "run"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "La commande « migrate » a échoué" in done.stderr
    assert "colonne en double" in done.stderr
    assert not (portal.data / ".migrated").exists()
    assert processes_of(portal) == []


def test_commands_alone_start_servers_for_their_own_time(portal, environment):
    manage = [portal.root / "bin" / "manage"]
    slow = subprocess.Popen([*manage, "slow"], env=environment, stdout=subprocess.PIPE, text=True)
    wait_until(lambda: (portal.data / "calls").exists() and "slow" in calls(portal))
    # The second joins the first's servers; the migration of the empty base was the first's.
    who = subprocess.run([*manage, "whoami"], env=environment, capture_output=True, text=True)
    assert who.stdout.startswith("cmsic_app ")
    assert slow.communicate(timeout=30)[0] == "encore là\n"
    assert calls(portal) == ["migrate --no-input", "grants", "slow", "whoami"]
    assert subprocess.run([*manage, "fail"], env=environment).returncode == 7
    owner = subprocess.run([*manage, "sqlmigrate"], env=environment, capture_output=True, text=True)
    assert owner.returncode == 0
    wait_until(lambda: processes_of(portal) == [])


def test_a_command_that_joined_keeps_the_servers_of_another_up(portal, environment):
    manage = [portal.root / "bin" / "manage"]
    fast = subprocess.Popen([*manage, "slow"], env=environment, stdout=subprocess.PIPE, text=True)
    wait_until(lambda: (portal.data / "calls").exists() and "slow" in calls(portal))
    time.sleep(2)
    late = subprocess.run([*manage, "slow"], env=environment, capture_output=True, text=True)
    assert (late.stdout, late.returncode) == ("encore là\n", 0)
    assert fast.communicate(timeout=30)[0] == "encore là\n"


def test_given_services_are_used_and_nothing_is_embedded(portal, environment, tmp_path, console):
    folder, place = temporary_place(portal)
    servers = Servers(place, tmp_path, console, is_durable=False)
    servers.start()
    try:
        env = environment | {"DATABASE_URL": servers.environment()["DATABASE_OWNER_URL"], "REDIS_URL": servers.environment()["REDIS_URL"]}
        who = subprocess.run([portal.root / "bin" / "manage", "whoami"], env=env, capture_output=True, text=True)
        assert who.stdout.startswith("cmsic_owner ")
        assert not (portal.local / "postgres").exists()
        assert not (portal.local / "instance").exists()
        with psycopg.connect(env["DATABASE_URL"]) as db:
            assert db.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)
    finally:
        servers.stop()
        shutil.rmtree(folder)


def test_reset_erases_only_after_the_word(portal, environment):
    subprocess.run([portal.root / "bin" / "manage", "whoami"], env=environment, check=True, capture_output=True)
    reset = [portal.root / "bin" / "run", "--reset"]
    kept = subprocess.run(reset, env=environment, input="oui\n", capture_output=True, text=True)
    assert (kept.returncode, "Rien n’a été effacé" in kept.stdout) == (1, True)
    assert (portal.data / ".migrated").exists()
    done = subprocess.run(reset, env=environment, input="effacer\n", capture_output=True, text=True)
    assert done.returncode == 0
    assert not portal.data.exists()
    subprocess.run([portal.root / "bin" / "manage", "whoami"], env=environment, check=True, capture_output=True)
    assert calls(portal) == ["migrate --no-input", "grants", "whoami"]
