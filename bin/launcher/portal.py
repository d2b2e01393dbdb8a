"""What bin/run and bin/manage share: the variables of the portal's processes, its programs, its schema."""

import hashlib
import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .checkout import Checkout, call, explain, write_whole
from .console import Console, Problem
from .native import library_path
from .services import Servers
from .supervise import Program

OUTSIDE = ("DATABASE_URL", "REDIS_URL")
OWNER_COMMANDS = {"migrate", "makemigrations", "grants", "sqlmigrate", "flush", "pgtrigger"}


def base_environment(checkout: Checkout, libraries: Sequence[Path], settings: str) -> dict[str, str]:
    """The variables every process of the portal gets; what the person has set wins."""
    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    env["PATH"] = f"{checkout.venv / 'bin'}:{env.get('PATH', '/usr/bin:/bin')}"
    env["VIRTUAL_ENV"] = str(checkout.venv)
    env["PYTHONUNBUFFERED"] = "1"
    if libraries:
        env["LD_LIBRARY_PATH"] = library_path(libraries)
    env.setdefault("DJANGO_SETTINGS_MODULE", settings)
    env.setdefault("CMSIC_DATA_DIR", str(checkout.data))
    if env.get("DATABASE_URL"):
        env.setdefault("DATABASE_OWNER_URL", env["DATABASE_URL"])
    return env


def secret_key(checkout: Checkout) -> str:
    """The demo's own secret, made once."""
    path = checkout.local / "secret_key"
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(50), mode=0o600)
    return path.read_text()


def as_owner(env: Mapping[str, str]) -> dict[str, str]:
    """The application's role may not change the schema."""
    return {**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}


def manage(checkout: Checkout, *arguments: str) -> list[str | Path]:
    return [checkout.python, checkout.root / "manage.py", *arguments]


def worker_programs(checkout: Checkout, env: Mapping[str, str]) -> list[Program]:
    celery = [
        "celery",
        "-A",
        "cmsic",
        "worker",
        "--queues",
        "default,pdf,mail",
        "--concurrency",
        "2",
        "--prefetch-multiplier",
        "1",
    ]
    # One worker: greeting its peers would only delay its start.
    celery += ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "--hostname", "cmsic@%h"]
    return [
        # Warm stop: the jobs at hand are finished; QUIT gives them back.
        _program(checkout, "worker", [checkout.python, "-m", *celery], env, patience=20, last_signal="QUIT"),
        _program(checkout, "relay", manage(checkout, "relay"), env),
    ]


def web_program(checkout: Checkout, env: Mapping[str, str], bind: str) -> Program:
    gunicorn = [
        "gunicorn",
        "cmsic.wsgi:application",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    gunicorn += ["--timeout", "60", "--graceful-timeout", "5", "--access-logfile", "-"]
    gunicorn += ["--logger-class", "foundation.common.access_log.AccessLog", "--no-control-socket"]
    # The application is loaded once, before the workers fork: half the start, half the memory.
    gunicorn += ["--preload"]
    return _program(checkout, "web", [checkout.python, "-m", *gunicorn], env)


def _program(
    checkout: Checkout,
    name: str,
    command: Sequence[str | Path],
    env: Mapping[str, str],
    *,
    patience: float = 10,
    last_signal: str = "KILL",
) -> Program:
    log = checkout.logs / f"{name}.log"
    return Program(name, command, log=log, env=env, cwd=checkout.root, patience=patience, last_signal=last_signal)


class Schema:
    """Bring the database up to the code, and skip it when neither has moved."""

    def __init__(self, checkout: Checkout, console: Console, env: Mapping[str, str], servers: Servers) -> None:
        self.checkout, self.console, self.env, self.servers = checkout, console, env, servers
        self.marker = checkout.data / ".migrated"
        self.demo_marker = checkout.data / ".demo-loaded"

    def migrate(self) -> None:
        if self._is_current():
            return
        with self.console.step("Base de données : mise à jour du schéma"):
            self._manage("migrate", "--no-input", "--grants", env=as_owner(self.env))
        self.marker.write_text(self._fingerprint())

    def load_demo(self) -> None:
        if self.demo_marker.exists() and self.demo_marker.read_text() == self._identity():
            return
        with self.console.step("Données de démonstration"):
            self._manage("demo", env=self.env)
        self.demo_marker.write_text(self._identity())

    def is_empty(self) -> bool:
        """Nothing was ever migrated here (embedded database only)."""
        return self.servers.wants_postgres and not self.servers.query("SELECT to_regclass('django_migrations')")

    def _manage(self, *arguments: str, env: Mapping[str, str]) -> None:
        try:
            call(
                manage(self.checkout, *arguments),
                log=self.checkout.logs / "manage.log",
                env=env,
                cwd=self.checkout.root,
            )
        except subprocess.CalledProcessError as error:
            raise Problem(
                f"La commande « {arguments[0]} » a échoué :\n{explain(error)}\nJournal :"
                f" {self.checkout.logs / 'manage.log'}"
            ) from error

    def _identity(self) -> str:
        if self.servers.wants_postgres:
            return self.servers.identity()
        return hashlib.sha256(self.env["DATABASE_URL"].encode()).hexdigest()

    def _is_current(self) -> bool:
        # A database given from outside may have been changed by others: always ask Django.
        return self.servers.wants_postgres and self.marker.exists() and self.marker.read_text() == self._fingerprint()

    def _fingerprint(self) -> str:
        """What the code asks (our migrations and grants, the packages' by the lock) and what the database has had."""
        wanted = {
            *self.checkout.root.glob("**/migrations/*.py"),
            *self.checkout.root.glob("**/management/commands/grants.py"),
        }
        ours = sorted(path for path in wanted if self.checkout.local not in path.parents)
        content = hashlib.sha256()
        for path in [*ours, self.checkout.root / "requirements/run.txt"]:
            content.update(f"{path.relative_to(self.checkout.root)}\0".encode() + path.read_bytes())
        applied = "outside"
        if self.servers.wants_postgres and not self.is_empty():
            applied = self.servers.query("SELECT count(*), max(id), max(applied) FROM django_migrations")
        return f"{self._identity()} {content.hexdigest()} {applied}"
