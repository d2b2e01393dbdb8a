"""Kinds of jobs: each is a plain function of an app's tasks.py, named once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from inspect import signature
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

QUEUES = ("default", "pdf", "mail")


@dataclass(frozen=True)
class Kind:
    name: str
    function: Callable[..., Any]
    queue: str
    label: str
    time_limit: int  # seconds
    max_attempts: int
    backoff: tuple[int, ...]  # seconds before each new attempt; the last one repeats
    on_dead: Callable[..., Any] | None = None
    wants_progress: bool = field(default=False)

    def delay_before(self, attempt: int) -> int:
        return self.backoff[min(max(attempt, 1), len(self.backoff)) - 1]


@dataclass(frozen=True)
class Regular:
    name: str  # the kind
    every: timedelta | None
    daily_at: time | None


WARM_UPS: list[tuple[str, Callable[[], Any]]] = []
KINDS: dict[str, Kind] = {}
REGULARS: dict[str, Regular] = {}


def job(
    name: str,
    *,
    queue: str = "default",
    label: str = "",
    time_limit: int = 300,
    max_attempts: int = 5,
    backoff: tuple[int, ...] = (5, 20, 60, 300),
    on_dead: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Register the function as the kind `name`.

    It gets the identifiers given to enqueue and may take `progress` (percentage, step). It runs in one transaction with
    the end of its job; what it returns (JSON) is the job's result. It must be safe to run twice. `Refused` ends it
    without a new attempt. `on_dead(*ids, error=…)` runs in the transaction that gives the job up.
    """
    if queue not in QUEUES:
        raise ValueError(f"unknown queue {queue!r}, expected one of {', '.join(QUEUES)}")

    def register(function: F) -> F:
        known = KINDS.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"job {name!r} is already registered by {known.function.__module__}")
        KINDS[name] = Kind(
            name,
            function,
            queue,
            label or name,
            time_limit,
            max_attempts,
            backoff,
            on_dead,
            "progress" in signature(function).parameters,
        )
        return function

    return register


def scheduled(name: str, *, every: timedelta | None = None, daily_at: time | None = None) -> Callable[[F], F]:
    """Have the relay ask for the kind `name`, without identifiers, every so often or each day at an hour (business
    clock).
    """
    if (every is None) == (daily_at is None):
        raise ValueError("give either every= or daily_at=")
    REGULARS[name] = Regular(name, every, daily_at)

    def same(function: F) -> F:
        return function

    return same


def warm_up(queue: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Run the function once in each worker that serves `queue`, before it forks its processes."""

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        WARM_UPS.append((queue, function))
        return function

    return register
