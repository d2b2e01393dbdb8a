"""What the person sees: short French lines with the time passed, and refusals that say what to do."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Problem(Exception):
    """An expected failure; its text is the French sentence shown: what is refused, why, what to do."""


def seconds(duration: float) -> str:
    """Say a duration as a French reader writes it."""
    if duration < 60:
        return f"{duration:.1f} s".replace(".", ",")
    return f"{int(duration // 60)} min {int(duration % 60):02d} s"


def megabytes(size: float) -> str:
    return f"{size / 1e9:.1f} Go".replace(".", ",") if size >= 1e9 else f"{size / 1e6:.0f} Mo"


class Console:
    """Print lines; a quiet console only tells what takes long (bin/manage)."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.stream = stream or sys.stdout
        self.quiet = quiet
        self.started_at = time.monotonic()
        self.is_live = self.stream.isatty() and not os.environ.get("CI")
        reconfigure = getattr(self.stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")  # a terminal in ISO-8859-1 has no ✓

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started_at

    def say(self, text: str = "") -> None:
        print(text, file=self.stream, flush=True)

    def problem(self, problem: Exception) -> None:
        print(f"\n{problem}", file=sys.stderr, flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show a step while it runs, then how long it took."""
        if not self.is_live:
            self.say(f"[{self.elapsed:5.0f} s] {title}…")
        started_at = time.monotonic()
        done = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(title, started_at, done), daemon=True)
        if self.is_live:
            ticker.start()
        mark = "✗"
        try:
            yield
            mark = "✓"
        finally:
            done.set()
            duration = time.monotonic() - started_at
            if self.is_live:
                ticker.join()
                self.stream.write(f"\r\033[K{mark} {title} ({seconds(duration)})\n")
                self.stream.flush()
            elif duration > 2 or mark == "✗":
                self.say(
                    f"[{self.elapsed:5.0f} s] {title} : {'fait' if mark == '✓' else 'échec'} en {seconds(duration)}"
                )

    def _tick(self, title: str, started_at: float, done: threading.Event) -> None:
        while not done.wait(0.2):
            self.stream.write(f"\r\033[K… {title} ({time.monotonic() - started_at:.0f} s)")
            self.stream.flush()
