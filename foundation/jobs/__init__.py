"""Background work: `enqueue` writes the job in the caller's transaction (`enqueue_all` several), `job` registers what
it runs.
"""

from typing import Any

from .registry import job, scheduled, warm_up

__all__ = ["enqueue", "enqueue_all", "job", "plan", "scheduled", "unplan", "warm_up"]


def __getattr__(name: str) -> Any:
    # The operations need the models, which do not exist yet when Django imports this package.
    if name in ("enqueue", "enqueue_all", "plan", "unplan"):
        from .operations import asking

        return getattr(asking, name)
    raise AttributeError(name)
