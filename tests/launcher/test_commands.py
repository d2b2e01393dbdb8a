"""bin/run and bin/manage as a person uses them, around a portal of thirty lines (the real one starts in the acceptance
tests).
"""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest
from launcher.checkout import Checkout
from launcher.running import unless_gone
from launcher.services import Servers, temporary_place

from .conftest import processes_of, wait_until

pytestmark = pytest.mark.slow


def calls(portal: Checkout) -> list[str]:
    return (portal.data / "calls").read_text().splitlines()


def let_go(portal: Checkout, name: str) -> None:
    """The command « slow NAME » answers, and ends."""
    (portal.data / f"let-go-of-{name}").touch()


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
    assert sorted(calls(portal)) == ["demo", "demo --accounts", "migrate --no-input --grants", "relay"]

    # A second bin/run, and a command that joins the servers, while the first runs.
    second = subprocess.run(run, env={**environment, "PORT": ""}, capture_output=True, text=True)
    assert (second.returncode, f"déjà lancé : {address}" in second.stderr) == (2, True)
    taken = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert (taken.returncode, "est déjà pris par un autre programme" in taken.stderr) == (2, True)
    who = subprocess.run(
        [portal.root / "bin" / "manage", "whoami"], env=environment, capture_output=True, text=True, cwd="/tmp"
    )
    assert (who.stdout.split()[:2], who.stderr) == (["cmsic_app", "/tmp"], "")

    # The worker has started for good; a killed web server comes back.
    wait_until(lambda: "ready." in (portal.logs / "worker.log").read_text())
    web = next(int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if is_web(path.parent, portal))
    os.kill(web, signal.SIGKILL)
    say(first, "« web » s’est arrêté (tué par le signal SIGKILL)")
    wait_until(lambda: answers(address))

    first.send_signal(signal.SIGINT)
    rest = first.communicate(timeout=60)[0]
    assert "Tout est arrêté" in rest
    assert first.returncode == 0
    assert processes_of(portal) == []

    # The second start migrates and loads nothing.
    (portal.data / "calls").unlink()
    started_at = time.monotonic()
    again = started(run, env=environment)
    say(again, "Arrêter : Ctrl-C")
    assert time.monotonic() - started_at < 30  # 5 s alone; other tests share the two cores
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
    wait_until(lambda: processes_of(portal) == [])
    again = started(run, env=environment)
    say(again, "Arrêter : Ctrl-C")
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=60)
    assert again.returncode == 0


def test_a_portal_that_cannot_start_says_why_and_stops(portal, environment, started):
    (portal.root / "cmsic" / "wsgi.py").write_text("raise RuntimeError('la raison')")
    run = started([str(portal.root / "bin" / "run")], env=environment)
    said = run.communicate(timeout=150)[0]
    assert run.returncode == 2
    assert "« web » ne démarre pas (Error: la raison)." in said
    assert processes_of(portal) == []


def test_a_failing_migration_is_shown_and_tried_again(portal, environment):
    (portal.root / "manage.py").write_text("raise SystemExit('colonne en double')")
    done = subprocess.run([portal.root / "bin" / "run"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "La commande « migrate » a échoué" in done.stderr
    assert "colonne en double" in done.stderr
    assert not (portal.data / ".migrated").exists()
    assert processes_of(portal) == []


def test_commands_alone_start_servers_for_their_own_time(portal, environment, started):
    manage = [portal.root / "bin" / "manage"]
    slow = started([*manage, "slow", "first"], env=environment)
    wait_until(lambda: (portal.data / "calls").exists() and "slow first" in calls(portal))
    # The second joins the first's servers; the migration of the empty base was the first's.
    who = subprocess.run([*manage, "whoami"], env=environment, capture_output=True, text=True)
    assert who.stdout.startswith("cmsic_app ")
    let_go(portal, "first")
    assert slow.communicate(timeout=60)[0].endswith("encore là\n")
    assert calls(portal) == ["migrate --no-input --grants", "slow first", "whoami"]
    assert subprocess.run([*manage, "fail"], env=environment).returncode == 7
    owner = subprocess.run([*manage, "sqlmigrate"], env=environment, capture_output=True, text=True)
    assert owner.returncode == 0
    wait_until(lambda: processes_of(portal) == [])


def test_a_command_that_joined_keeps_the_servers_of_another_up(portal, environment, started):
    manage = [portal.root / "bin" / "manage"]
    first = started([*manage, "slow", "first"], env=environment)
    wait_until(lambda: (portal.data / "calls").exists() and "slow first" in calls(portal))
    second = started([*manage, "slow", "second"], env=environment)
    wait_until(lambda: "slow second" in calls(portal))
    let_go(portal, "first")
    assert say(first, "encore là")
    wait_until(lambda: not (portal.run / "state.json").exists())
    # Its own work is done; it stays for the second's, which still asks the database after that.
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(1)
    let_go(portal, "second")
    assert second.communicate(timeout=60)[0] == "encore là\n"
    assert (second.returncode, first.wait(60)) == (0, 0)


def test_given_services_are_used_and_nothing_is_embedded(portal, environment, tmp_path, console):
    folder, place = temporary_place(portal)
    servers = Servers(place, tmp_path, console, is_durable=False)
    servers.start()
    try:
        env = environment | {
            "DATABASE_URL": servers.environment()["DATABASE_OWNER_URL"],
            "REDIS_URL": servers.environment()["REDIS_URL"],
        }
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
    assert calls(portal) == ["migrate --no-input --grants", "whoami"]


def test_what_another_erased_meanwhile_is_erased_and_what_resists_is_said(tmp_path):
    shutil.rmtree(tmp_path / "gone", onerror=unless_gone)
    with pytest.raises(NotADirectoryError):
        shutil.rmtree(Path(__file__), onerror=unless_gone)
