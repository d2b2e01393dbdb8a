"""Start processes, restart those that die, show what matters of their logs, stop all in order."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .checkout import last_lines
from .console import Console

LONGEST_WAIT = 30  # seconds between two restarts
STEADY_AFTER = 60  # seconds alive that clear earlier failures
LOG_LIMIT = 20_000_000
IMPORTANT = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b")
# A refusal by a constraint is an ERROR of PostgreSQL and an everyday matter.
IMPORTANT_OF_POSTGRES = re.compile(r" (FATAL|PANIC): ")
SHOWN_PER_SECOND = 5


def confine(command: Sequence[str | Path], *, account: str | None = None, death_signal: str = "") -> list[str]:
    """Give a command another account, and the signal it gets should this process be killed."""
    words = [str(word) for word in command]
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    options: list[str] = []
    if account:
        options += [f"--reuid={account}", f"--regid={account}", "--clear-groups", "--no-new-privs"]
    if death_signal:
        options += ["--pdeathsig", death_signal]
    if not options or (not account and not os.access(setpriv, os.X_OK)):
        return words
    return [setpriv, *options, "--", *words]


EXCEPTION = re.compile(r"(?:\w+\.)*[A-Z]\w+: \S")


def important(line: str, program: str) -> str:
    """What the person should see of a log line, in words; empty for most lines."""
    if program == "postgres":
        return line if IMPORTANT_OF_POSTGRES.search(line) else ""
    if not line.startswith("{"):
        return line if IMPORTANT.search(line) else ""
    try:
        entry = json.loads(line)
    except ValueError:
        return ""
    if entry.get("level") not in ("ERROR", "CRITICAL"):
        return ""
    cause = str(entry.get("exception", "")).strip().rpartition("\n")[2]
    return " ".join(filter(None, [entry["level"], entry.get("logger"), entry.get("message"), cause and f"({cause})"]))


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str | Path]
    log: Path
    env: Mapping[str, str]
    cwd: Path
    account: str | None = None
    stop_signal: str = "TERM"
    patience: float = 10  # seconds left to stop by itself
    last_signal: str = "KILL"
    is_server: bool = False  # the other programs speak to it until their end


@dataclass
class Child:
    """One running program, in its own session: Ctrl-C in the terminal reaches the supervisor alone."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    asked_at: float | None = None  # to stop
    failures: int = 0
    restart_at: float | None = None
    read_to: int = 0

    def start(self) -> None:
        log = self.program.log
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name(log.name + ".1"))
        with log.open("ab") as stream:
            self.read_to = stream.tell()
            self.process = subprocess.Popen(
                confine(self.program.command, account=self.program.account, death_signal=self.program.stop_signal),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env=dict(self.program.env),
                cwd=self.program.cwd,
                start_new_session=True,
            )
        self.started_at, self.asked_at, self.restart_at = time.monotonic(), None, None

    def poll(self) -> int | None:
        return self.process.poll() if self.process else 0

    def end_of_log(self) -> str:
        return "\n".join(f"    {line}" for line in last_lines(self.program.log, 30).splitlines())

    def cause(self) -> str:
        """The last exception that its log names: with several processes, the end of the log is about something else."""
        lines = last_lines(self.program.log, 200).splitlines()
        return next((line for line in reversed(lines) if EXCEPTION.match(line)), "")

    def signal(self, name: str) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.Signals[f"SIG{name}"])

    def ask_to_stop(self) -> None:
        """Once: a second signal would be an insistence."""
        if self.asked_at is None:
            self.asked_at = time.monotonic()
            self.signal(self.program.stop_signal)

    def stop(self, *, hurry: bool = False) -> None:
        """Ask, wait, insist; then end what it left in its session."""
        if self.process is None:
            return
        self.ask_to_stop()
        assert self.asked_at is not None
        waited = time.monotonic() - self.asked_at
        if not self._gone_within(max((3 if hurry else self.program.patience) - waited, 0)):
            self.signal(self.program.last_signal)
            if not self._gone_within(5):
                self.signal("KILL")
                self.process.wait()
        self.end_session()
        self.process = None

    def end_session(self) -> None:
        """End the children that the program has left behind, as a killed worker leaves its pool."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _gone_within(self, patience: float) -> bool:
        assert self.process is not None
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return False
        return True

    def skip_log(self) -> None:
        self.read_to = self.program.log.stat().st_size

    def new_lines(self) -> list[str]:
        """The complete lines written since the last call."""
        try:
            with self.program.log.open("rb") as stream:
                stream.seek(self.read_to)
                text = stream.read(1_000_000)
        except FileNotFoundError:
            return []
        end = text.rfind(b"\n") + 1
        self.read_to += end
        return text[:end].decode("utf-8", "replace").splitlines()


def stop_together(children: Iterable[Child], *, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask each before waiting for any: the slowest of them takes the time of all."""
    leaving = [*children]
    for child in leaving:
        child.ask_to_stop()
    for child in leaving:
        child.stop(hurry=hurry())


@dataclass
class Supervisor:
    """Children in start order; they are stopped together, then the servers they speak to."""

    console: Console
    children: list[Child] = field(default_factory=list)
    stop_requests: int = 0
    shown: list[float] = field(default_factory=list)

    def listen(self) -> None:
        """From now on Ctrl-C, SIGTERM and SIGHUP ask for an orderly stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stop_requests += 1

    @property
    def is_stopping(self) -> bool:
        return self.stop_requests > 0

    def start(self, program: Program) -> Child:
        child = Child(program)
        child.start()
        self.children.append(child)
        return child

    def tick(self) -> None:
        """Show the important lines, restart what died."""
        now = time.monotonic()
        for child in self.children:
            self._show_important(child, now)
            if child.restart_at is not None:
                if now >= child.restart_at:
                    child.start()
            elif (code := child.poll()) is not None:
                self._plan_restart(child, code, now)

    def _plan_restart(self, child: Child, code: int, now: float) -> None:
        child.end_session()
        child.failures = 1 if now - child.started_at > STEADY_AFTER else child.failures + 1
        wait = min(2 ** (child.failures - 1), LONGEST_WAIT)
        child.restart_at = now + wait
        why = f"tué par le signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
        self.console.say(
            f"« {child.program.name} » s’est arrêté ({why}) ; relance dans {wait} s. Journal : {child.program.log}"
        )
        if child.failures == 3:
            self.console.say(child.end_of_log())

    def _show_important(self, child: Child, now: float) -> None:
        for line in child.new_lines():
            text = important(line, child.program.name)
            if not text:
                continue
            self.shown = [moment for moment in self.shown if now - moment < 1]
            if len(self.shown) < SHOWN_PER_SECOND:
                self.shown.append(now)
                self.console.say(f"{child.program.name} │ {text[:300]}")

    def run(self) -> None:
        while not self.is_stopping:
            self.tick()
            time.sleep(0.25)

    def stop(self) -> None:
        """A second Ctrl-C shortens the patience."""
        for is_server in (False, True):
            leaving = [child for child in self.children if child.program.is_server is is_server]
            stop_together(leaving, hurry=lambda: self.stop_requests > 1)
        self.children.clear()
