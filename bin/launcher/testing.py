"""bin/test: everything the suite needs, the checks of the code, then pytest; the worst code is the answer."""

import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from . import native
from .checkout import Checkout
from .console import Console, Problem, seconds
from .environment import Environment
from .portal import base_environment, manage
from .services import OWNER_ROLE, Servers, database_url, temporary_place
from .supervise import confine

PR_SET_CHILD_SUBREAPER = 36
TWO_CORES = ("-n", "2", "--dist", "loadgroup")  # a story told in several tests stays with one worker
BENIN = ZoneInfo("Africa/Porto-Novo")
WHOLE, QUICK = timedelta(minutes=40), timedelta(minutes=15)  # what a run lasts at most, on two slow cores


@dataclass
class Stages:
    """Run the stages one after the other, whatever the earlier ones answered."""

    checkout: Checkout
    console: Console
    env: Mapping[str, str]
    kept: set[int] = field(default_factory=set)
    results: list[tuple[str, int, float]] = field(default_factory=list)
    checking: set[subprocess.Popen[bytes]] = field(default_factory=set)

    @property
    def worst(self) -> int:
        return max((code for _, code, _ in self.results), default=0)

    def check(self, title: str, command: Sequence[str | Path]) -> None:
        """A stage that only speaks when it fails."""
        self.check_all([(title, command)])

    def check_all(self, checks: Sequence[tuple[str, Sequence[str | Path]]]) -> None:
        """Such stages, two at a time: none changes what another reads, and each works on one core."""
        with ThreadPoolExecutor(2) as pool:
            under_way = [(title, pool.submit(self._run, command)) for title, command in checks]
            try:
                for title, answer in under_way:
                    self.console.say(f"── {title}")
                    self._finish(title, *answer.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in list(self.checking):
                    process.kill()
                raise

    def _run(self, command: Sequence[str | Path]) -> tuple[int, float, str]:
        """The code, the seconds and what was said."""
        started_at = time.monotonic()
        with subprocess.Popen(
            list(map(str, command)),
            cwd=self.checkout.root,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            self.checking.add(process)
            said = process.communicate()[0]
            self.checking.discard(process)
        return process.returncode, time.monotonic() - started_at, said.decode("utf-8", "replace")

    def stream(self, title: str, command: Sequence[str | Path]) -> None:
        """A stage that is followed as it goes (pytest)."""
        self.console.say(f"── {title}")
        started_at = time.monotonic()
        # Should bin/test be killed, pytest must not go on without its servers.
        words = confine(command, death_signal="TERM")
        process = subprocess.Popen(words, cwd=self.checkout.root, env=dict(self.env), stdin=subprocess.DEVNULL)
        try:
            code = wait_and_reap(process, self.kept)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        self._finish(title, code, time.monotonic() - started_at, "")

    def _finish(self, title: str, code: int, duration: float, output: str) -> None:
        code = code if code >= 0 else 128 - code
        self.results.append((title, code, duration))
        if code:
            self.console.say(output.rstrip())
        self.console.say(f"   {'échec (code ' + str(code) + ')' if code else 'ok'} en {seconds(duration)}")

    def summarise(self) -> None:
        self.console.say("\nÉtapes :")
        for title, code, duration in self.results:
            self.console.say(f"  {'✗' if code else '✓'} {title} ({seconds(duration)})")
        failed = sum(1 for _, code, _ in self.results if code)
        verdict = f"{failed} étape(s) en échec" if failed else "tout est vert"
        self.console.say(f"Durée totale {seconds(self.console.elapsed)} : {verdict}.")


def main(checkout: Checkout, console: Console, arguments: list[str]) -> int:
    checkout.open()
    mode = arguments[0] if arguments and arguments[0] in ("--quick", "--long") else ""
    rest = arguments[1:] if mode else arguments
    Environment(checkout, console).prepare("dev")
    libraries = native.prepare(checkout, console, [native.PANGO, native.ATOMIC])
    chromium = native.browser(checkout, console)
    # What a test leaves behind comes to us instead of init, and is ended with us.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    env = base_environment(checkout, libraries, "cmsic.settings.test")
    env |= {
        "DJANGO_SETTINGS_MODULE": "cmsic.settings.test",
        "CMSIC_CHROMIUM": str(chromium),
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    # Else each of the many processes compiles the portal and its tests again, seven seconds for a worker of pytest.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    # Measures (--long) must pay for durable writes, tests need not.
    with throw_away_servers(checkout, console, env, is_durable=mode == "--long") as servers:
        stages = Stages(checkout, console, env, servers.pids())
        if mode == "--long":
            stages.stream("mesures", [checkout.python, "-m", "tests.long", *rest])
        elif mode == "--quick":
            env["CMSIC_QUICK"] = "1"
            quick_checks(stages)
            let_midnight_pass(console, QUICK)
            stages.stream("pytest", pytest(checkout, *TWO_CORES, "-m", "not slow", *rest))
        elif rest:
            stages.stream("pytest", pytest(checkout, *rest))
            return stages.worst
        else:
            all_checks(stages)
            let_midnight_pass(console, WHOLE)
            stages.stream("pytest", pytest(checkout, *TWO_CORES))
        stages.summarise()
        return stages.worst


def until_midnight(now: datetime) -> timedelta:
    """What is left of the day of the portal, which is that of Benin."""
    midnight = datetime.combine(now.astimezone(BENIN) + timedelta(days=1), datetime.min.time(), BENIN)
    return midnight - now


def let_midnight_pass(console: Console, lasts: timedelta) -> None:
    """A run has one day: what a module calls today, and the rows a worker makes once, would be of the day before for
    the tests that come after midnight.
    """
    left = until_midnight(datetime.now(BENIN))
    if left <= lasts:
        console.say(f"Minuit sonne au Bénin dans {seconds(left.total_seconds())} : les tests l’attendent.")
        time.sleep(left.total_seconds() + 1)


def pytest(checkout: Checkout, *arguments: str) -> list[str | Path]:
    return [checkout.python, "-m", "pytest", *arguments]


def scripts(checkout: Checkout) -> list[str | Path]:
    """Our JavaScript; the rules are in .oxlintrc.json."""
    return [checkout.venv / "bin" / "oxlint", "--deny-warnings", "static/js"]


def quick_checks(stages: Stages) -> None:
    python, checkout = stages.checkout.python, stages.checkout
    stages.check("ruff check", [python, "-m", "ruff", "check", "."])
    stages.check("oxlint", scripts(checkout))
    stages.check("migrations manquantes", manage(checkout, "makemigrations", "--check", "--dry-run"))


def all_checks(stages: Stages) -> None:
    python, checkout = stages.checkout.python, stages.checkout
    tools = checkout.venv / "bin"
    schema = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checks: list[tuple[str, Sequence[str | Path]]] = [
        ("mypy", [python, "-m", "mypy"]),  # the two long ones first
        ("manage.py check_all", manage(checkout, "check_all")),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("oxlint", scripts(checkout)),
        ("docker-compose.yml : schéma", [tools / "check-jsonschema", *schema]),
        ("docker-compose.yml : sécurité", [tools / "compose-lint", "docker-compose.yml"]),
        ("Dockerfile", [tools / "hadolint", "Dockerfile"]),
    ]
    verify = checkout.root / "static" / "vendor" / "verify.py"
    if verify.exists():
        checks.append(("fichiers tiers : empreintes", [python, verify]))
    stages.check_all(checks)


@contextmanager
def throw_away_servers(
    checkout: Checkout, console: Console, env: dict[str, str], *, is_durable: bool
) -> Iterator[Servers]:
    """Add to `env` the URLs of servers that end with the block, whatever happens in it."""
    remove_abandoned_folders()
    folder, place = temporary_place(checkout)
    logs = checkout.logs / "test"
    logs.mkdir(exist_ok=True)
    servers = Servers(
        place,
        logs,
        console,
        is_durable=is_durable,
        serves_tests=True,
        wants_postgres=not env.get("DATABASE_URL"),
        wants_valkey=not env.get("REDIS_URL"),
    )
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            env["CMSIC_DATA_DIR"] = str(folder / "data")
            (folder / "data").mkdir(mode=0o700)
            servers.start()
            urls = servers.environment()
            if "DATABASE_URL" in urls:
                # The tests make their databases: they come as the owner, and take the application's role where it
                # matters.
                env["DATABASE_APP_URL"] = urls["DATABASE_URL"]
                env["DATABASE_URL"] = env["DATABASE_OWNER_URL"] = database_url(OWNER_ROLE, place.sockets)
            if "REDIS_URL" in urls:
                env["REDIS_URL"] = urls["REDIS_URL"]
            yield servers
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # the rest is short and must be done
            end_strays(console, servers.pids())
            servers.stop()
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned_folders() -> None:
    """Folders of test runs that were killed: nobody holds their lock."""
    for base in {Path("/tmp"), Path(tempfile.gettempdir())}:
        for path in base.glob("cmsic-servers-*/lock"):
            try:
                with path.open("a") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path.parent, ignore_errors=True)
            except OSError:
                continue  # another run's, or another account's


def wait_and_reap(process: subprocess.Popen[bytes], kept: set[int]) -> int:
    """Wait for a child, burying meanwhile the orphans that came to us: a test that kills a worker looks for its
    children.
    """
    while process.poll() is None:
        # Looking through all the processes of a machine costs a twentieth of a core: only once somebody ended.
        has_ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        for pid in children_of(os.getpid()) if has_ended else ():
            if pid != process.pid and pid not in kept and _is_zombie(pid):
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
        time.sleep(0.25)
    return process.returncode


def _is_zombie(pid: int) -> bool:
    return _stat(pid)[0] == "Z"


def _stat(pid: int) -> list[str]:
    """State, parent… of a process; its name may hold spaces, so read after the last parenthesis."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["X", "0"]


def _command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[:120]
    return ""


def children_of(parent: int) -> list[int]:
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _stat(int(entry.name))[1] == str(parent)
    ]


def end_strays(console: Console, kept: set[int]) -> None:
    """End what the tests have left running."""
    for _ in range(20):  # the end of one may give us its own children
        strays = [pid for pid in children_of(os.getpid()) if pid not in kept]
        if not strays:
            return
        for pid in strays:
            if not _is_zombie(pid):
                console.say(f"Un test a laissé un processus, arrêté ici : {pid} {_command_line(pid)}")
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
    raise Problem("Des processus laissés par les tests résistent à l’arrêt.")
