"""On a clean clone: `bin/run` ready in five minutes the first time, fifteen seconds the second; data kept; as root and
as an ordinary user. Of the first start, the schema takes eight seconds and the demonstration twenty.

The short size borrows the Python environment of this run, so that only the portal itself is timed, beside the other
tests of the machine. The full size starts from the clone alone: environment, servers, schema, demo.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.measure import is_long, report, size

ROOT = Path(__file__).resolve().parents[3]
READY = re.compile(r"prêt \(.*?\) : (http://127\.0\.0\.1:\d+/)")
ORDINARY = 65534  # nobody
SCHEMA, DEMO = "Base de données : mise à jour du schéma", "Données de démonstration"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


class Clone:
    """A clone used as somebody who has just typed `git clone` would."""

    def __init__(self, folder: Path, uid: int) -> None:
        self.folder, self.uid = folder / "portail", uid
        self.home = folder / "home"
        self.home.mkdir()
        self.take_what_would_be_committed()
        if not is_long():
            self.borrow_environment()
        if uid != os.geteuid():
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, uid, uid, follow_symlinks=False)

    def take_what_would_be_committed(self) -> None:
        if not (ROOT / ".git").exists():
            shutil.copytree(
                ROOT, self.folder, ignore=shutil.ignore_patterns(".local", "__pycache__", ".*_cache", ".hypothesis")
            )
            return
        # The checkout may belong to another account than the one that tests.
        (self.home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
        environment = os.environ | {"HOME": str(self.home)}
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.folder)], check=True, env=environment)
        command = ["git", "ls-files", "--modified", "--others", "--exclude-standard", "-z"]
        changed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=environment)
        for name in filter(None, changed.stdout.decode().split("\0")):
            if (ROOT / name).exists():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.folder / name)

    def borrow_environment(self) -> None:
        """By a link: copying its 36,000 files and taking them away again costs more than a start of the portal."""
        venv = self.folder / ".local" / "venv"
        venv.parent.mkdir()
        venv.symlink_to(ROOT / ".local" / "venv")
        marker = json.loads((ROOT / ".local" / "environment.json").read_text())
        (self.folder / ".local" / "environment.json").write_text(json.dumps(marker | {"path": str(venv)}))

    def command(self, *words: str) -> list[str]:
        become = (
            []
            if self.uid == os.geteuid()
            else ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
        )
        return [*become, *words]

    def environment(self, **more: str) -> dict[str, str]:
        ours = ("DATABASE", "REDIS", "CMSIC", "DJANGO", "SECRET", "VIRTUAL_ENV")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        return kept | {"HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": ""} | more

    @property
    def log(self) -> Path:
        return self.folder.parent / "run.log"

    def took(self, step: str) -> float:
        """The seconds that the last start says to have spent on a step."""
        said = re.search(rf"{re.escape(step)} : fait en (?:(\d+) min )?([\d,]+) s", self.log.read_text())
        assert said is not None, self.log.read_text()
        return 60 * int(said[1] or 0) + float(said[2].replace(",", "."))

    def start(self) -> tuple[subprocess.Popen[bytes], str, float]:
        """Run `bin/run` until it says that it is ready: the process, the address, the seconds."""
        began, log = time.monotonic(), self.log
        with log.open("wb") as out:
            process = subprocess.Popen(
                self.command("bin/run"),
                cwd=self.folder,
                env=self.environment(PORT=str(free_port())),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        while time.monotonic() - began < 900:
            said = READY.search(log.read_text(errors="replace"))
            if said:
                return process, said[1], time.monotonic() - began
            if process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop(process)
        raise AssertionError(log.read_text(errors="replace"))

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)

    def forget(self) -> None:
        """The data of a clone of root live outside it."""
        done = subprocess.run(
            self.command("bin/run", "--reset"),
            cwd=self.folder,
            env=self.environment(),
            input="effacer\n",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cmsic-clone-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def users() -> list[int]:
    """Both kinds where we may become another; the short size takes the one that tests run as."""
    return [0, ORDINARY] if os.geteuid() == 0 and is_long() else [os.geteuid()]


@pytest.mark.parametrize("uid", users())
def test_a_clean_clone_is_ready_the_first_and_the_second_time(folder, uid):
    clone = Clone(folder, uid)
    first_process, address, first = clone.start()
    schema, demo = clone.took(SCHEMA), clone.took(DEMO)
    try:
        with urllib.request.urlopen(address + "healthz") as answer:
            state = json.load(answer)
        with urllib.request.urlopen(address) as answer:
            assert "Portail CMSIC" in answer.read().decode()
    finally:
        clone.stop(first_process)
    assert state["status"] == "ok"
    assert first_process.returncode == 0
    second_process, address, second = clone.start()
    try:
        made = subprocess.run(
            clone.command("bin/manage", "document", "pv", "MDGL/2024/1", "--output", str(clone.home / "pv.pdf")),
            cwd=clone.folder,
            env=clone.environment(),
            capture_output=True,
            text=True,
        )
    finally:
        clone.stop(second_process)
        clone.forget()
    report(
        "clone",
        user="root" if uid == 0 else "ordinary",
        first_seconds=round(first, 1),
        schema_seconds=schema,
        demo_seconds=demo,
        second_seconds=round(second, 1),
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert (clone.home / "pv.pdf").read_bytes().startswith(b"%PDF-")
    assert first <= 300
    # The short size shares the machine with the rest of the suite.
    assert second <= size(45, 15)
    assert schema <= size(60, 8)
    assert demo <= size(120, 20)
