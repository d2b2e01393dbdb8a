"""Where things live in a checkout: everything made here is under .local/, ignored by git."""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .console import Console, Problem, megabytes

NEEDED_AT_FIRST = 2_000_000_000
NEEDED_AFTERWARDS = 200_000_000


@dataclass(frozen=True)
class Checkout:
    root: Path

    @classmethod
    def here(cls) -> "Checkout":
        return cls(Path(__file__).resolve().parents[2])

    @property
    def local(self) -> Path:
        return self.root / ".local"

    @property
    def venv(self) -> Path:
        return self.local / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def debs(self) -> Path:
        return self.local / "debs"

    @property
    def data(self) -> Path:
        """Files and mails of the portal (CMSIC_DATA_DIR)."""
        return self.local / "data"

    @property
    def logs(self) -> Path:
        return self.local / "log"

    @property
    def run(self) -> Path:
        """Locks, sockets and the state of the running instance."""
        return self.local / "run"

    def open(self) -> None:
        """Make .local, or say why this account cannot use it."""
        if self.local.exists():
            check_owner(self.local, os.geteuid())
        elif not os.access(self.root, os.W_OK):
            raise Problem(
                f"Impossible d’écrire dans {self.root}.\nClonez le dépôt dans un dossier qui vous appartient, ou lancez"
                " la commande avec le compte qui le possède."
            )
        for folder in (self.local, self.run, self.logs):
            folder.mkdir(exist_ok=True)
        self.data.mkdir(exist_ok=True, mode=0o700)


def account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def check_owner(local: Path, uid: int) -> None:
    """Refuse a .local made by another account: its files could be neither read nor replaced."""
    owner = local.stat().st_uid
    if owner != uid:
        name = account_name(owner)
        raise Problem(
            f"Ce dossier a déjà été préparé par le compte « {name} » ({local} lui appartient) ; vous êtes «"
            f" {account_name(uid)} ».\nLancez la commande avec le compte « {name} », clonez le dépôt ailleurs, ou"
            f" supprimez {local} avec le compte « {name} » (ses données de démonstration seront perdues)."
        )


def check_disk(folder: Path, needed: int) -> None:
    """Refuse to start what would fill the disk half-way."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"Il reste {megabytes(free)} de libre sur le disque de {folder} ; il en faut {megabytes(needed)}.\n"
            "Libérez de la place, ou clonez le dépôt sur un autre disque."
        )


@contextmanager
def locked(path: Path, console: Console | None = None, waiting: str = "") -> Iterator[None]:
    """Hold an exclusive lock, told to the person when another command holds it."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if console and waiting:
                console.say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that a cut leaves the old one or the new one."""
    temporary = path.with_name(path.name + ".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as stream:
        stream.write(text)
    temporary.replace(path)


def last_lines(path: Path, count: int = 15) -> str:
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""


def call(
    command: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a preparation command with its output in a log; raise CalledProcessError with that output."""
    with log.open("ab") as stream:
        stream.write(("$ " + " ".join(map(str, command)) + "\n").encode())
        stream.flush()
        done = subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
        )
        stream.write(done.stdout)
    done.check_returncode()
    return done


def explain(error: subprocess.CalledProcessError, count: int = 12) -> str:
    """The end of what a failed command said, indented."""
    lines = (error.output or b"").decode("utf-8", "replace").strip().splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)
