"""What the benches stand on: a database of their own with the present schema, processes ended by their
pids, medians.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def bench_database() -> Iterator[None]:
    """Point DATABASE_URL at a new database with the present schema, and set Django up on it; dropped at the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    name = f"bench_{os.getpid()}"
    folder = tempfile.TemporaryDirectory(prefix="cmsic-bench-")
    os.environ["CMSIC_DATA_DIR"] = folder.name
    url = urlsplit(os.environ["DATABASE_URL"])
    os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{name}"))
    import django

    django.setup()
    from django.db import connections

    from tests import schema

    schema.clone(name)
    try:
        yield
    finally:
        connections.close_all()
        schema.drop(name)
        folder.cleanup()


class Processes:
    """Programs started for a bench."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, command: Sequence[str], **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(condition: Any, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds} s")
        time.sleep(0.005)


def quantile(values: Sequence[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
