"""Programs that die come back; all stop in order, whatever they do."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from launcher import supervise
from launcher.supervise import Program, Supervisor, important

from .conftest import ROOT, wait_until


@pytest.fixture
def supervisor(console):
    supervisor = Supervisor(console)
    yield supervisor
    supervisor.stop()


def program(tmp_path: Path, script: str, name: str = "essai", **options: object) -> Program:
    return Program(
        name,
        [sys.executable, "-c", script],
        log=tmp_path / f"{name}.log",
        env=dict(os.environ),
        cwd=tmp_path,
        **options,
    )


def test_a_killed_program_is_started_again(supervisor, tmp_path, console):
    child = supervisor.start(program(tmp_path, "import time; time.sleep(60)"))
    first = child.process.pid
    child.process.kill()
    wait_until(lambda: supervisor.tick() or (child.poll() is None and child.process.pid != first))
    assert "« essai » s’est arrêté (tué par le signal SIGKILL) ; relance dans 1 s" in console.stream.getvalue()


def test_restarts_are_spaced_out_and_the_log_is_shown(supervisor, tmp_path, console, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(supervise.time, "monotonic", lambda: clock[0])
    child = supervisor.start(program(tmp_path, "print('la raison'); raise SystemExit(3)"))
    waits = []
    for _ in range(7):
        child.process.wait()
        supervisor.tick()
        waits.append(child.restart_at - clock[0])
        clock[0] = child.restart_at
        supervisor.tick()
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert "la raison" in console.stream.getvalue()


def test_a_program_that_ignores_the_signal_is_ended(supervisor, tmp_path):
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('prêt', flush=True); time.sleep(60)"
    )
    child = supervisor.start(program(tmp_path, script, patience=0.2))
    process = child.process
    wait_until(lambda: child.program.log.read_text() == "prêt\n")
    supervisor.stop()
    assert process.returncode == -signal.SIGKILL


def test_programs_stop_together_and_the_servers_after_them(supervisor, tmp_path):
    trace = tmp_path / "trace"
    processes = []
    for name, others in (("un", 2), ("serveur", 0), ("deux", 2)):
        script = (
            "import signal, time\n"
            "def end(*_):\n"
            f"    open({str(trace)!r}, 'a').write({name!r} + ' ')\n"
            f"    while len(open({str(trace)!r}).read().split()) < {others}: time.sleep(0.01)\n"
            "    raise SystemExit\n"
            "signal.signal(signal.SIGTERM, end); print('prêt', flush=True); time.sleep(60)"
        )
        child = supervisor.start(program(tmp_path, script, name, is_server=name == "serveur"))
        processes.append(child.process)
        wait_until(lambda log=child.program.log: log.read_text() == "prêt\n")
    supervisor.stop()
    first, second, last = trace.read_text().split()
    assert ({first, second}, last) == ({"un", "deux"}, "serveur")
    assert [process.returncode for process in processes] == [0, 0, 0]


def test_what_a_program_leaves_behind_ends_with_it(supervisor, tmp_path):
    script = "import os, time\nprint(os.fork(), flush=True)\ntime.sleep(60)"
    child = supervisor.start(program(tmp_path, script))
    wait_until(lambda: len(child.program.log.read_text().split()) == 2)
    grandchild = max(map(int, child.program.log.read_text().split()))
    supervisor.stop()
    wait_until(
        lambda: not Path(f"/proc/{grandchild}/stat").exists() or ") Z " in Path(f"/proc/{grandchild}/stat").read_text()
    )


def test_programs_end_when_the_supervisor_is_killed(tmp_path):
    script = (
        f"import sys, os, time; sys.path.insert(0, {str(ROOT / 'bin')!r})\nfrom pathlib import Path\nfrom"
        " launcher.supervise import Child, Program\nchild = Child(Program('essai', ['sleep', '60'],"
        f" log=Path({str(tmp_path / 'log')!r}), env=dict(os.environ), cwd=Path('/')))\nchild.start();"
        " print(child.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        wait_until(lambda: Path(f"/proc/{pid}/comm").read_text() == "sleep\n")
        parent.kill()
    wait_until(lambda: not Path(f"/proc/{pid}/stat").exists() or ") Z " in Path(f"/proc/{pid}/stat").read_text())


@pytest.mark.parametrize(
    ("name", "line", "shown"),
    [
        ("web", '{"level": "INFO", "message": "ERROR"}', ""),
        (
            "web",
            (
                '{"level": "ERROR", "logger": "foundation.jobs", "message": "job failed", "exception":'
                ' "Traceback\\nKeyError: 1"}'
            ),
            "ERROR foundation.jobs job failed (KeyError: 1)",
        ),
        (
            "worker",
            "[2026-01-01 10:00:00: CRITICAL/MainProcess] lost",
            "[2026-01-01 10:00:00: CRITICAL/MainProcess] lost",
        ),
        ("worker", "[2026-01-01 10:00:00: INFO/MainProcess] ready", ""),
        ("postgres", "2026-01-01 [1] ERROR:  duplicate key", ""),
        ("postgres", "2026-01-01 [1] PANIC:  no space left", "2026-01-01 [1] PANIC:  no space left"),
    ],
)
def test_only_what_matters_of_the_logs_is_shown(name, line, shown):
    assert important(line, name) == shown


def test_important_lines_reach_the_terminal_once(supervisor, tmp_path, console):
    supervisor.start(program(tmp_path, "import time; print('bonjour'); print('x ERROR y', flush=True); time.sleep(60)"))
    wait_until(lambda: supervisor.tick() or "essai │ x ERROR y" in console.stream.getvalue())
    time.sleep(0.1)
    supervisor.tick()
    assert console.stream.getvalue() == "essai │ x ERROR y\n"
