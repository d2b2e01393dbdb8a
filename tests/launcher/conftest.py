"""The launcher is no package of the portal: it is imported from bin/, as `python3 bin/launcher` does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "bin") not in sys.path:
    sys.path.insert(0, str(ROOT / "bin"))

from launcher.checkout import Checkout  # noqa: E402
from launcher.console import Console  # noqa: E402


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """An empty checkout beside the environment the tests run in."""
    checkout = Checkout(tmp_path / "portail")
    checkout.root.mkdir()
    checkout.open()
    checkout.venv.symlink_to(sys.prefix)
    return checkout


@pytest.fixture
def console() -> Console:
    return Console(StringIO())


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start commands; none survives the test."""
    processes: list[subprocess.Popen[str]] = []

    def start(command: list[str], **options: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, **options
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def wait_until(condition: Callable[[], bool], patience: float = 20) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)
