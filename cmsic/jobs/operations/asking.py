"""Asking for work, moving its date, taking it back. Rows only: the web process never talks to the broker."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cmsic.accounts.models import Scope
from cmsic.common.ids import new_id
from cmsic.common.logs import request_id

from ..enums import JobState
from ..models import DueDate, Job
from ..registry import KINDS

if TYPE_CHECKING:
    from cmsic.accounts.models import User


def enqueue(
    kind: str,
    *ids: Any,
    by: "User | None",
    scope: Scope | UUID | None = None,
    queue: str | None = None,
    dedup_key: str = "",
    run_after: datetime | None = None,
) -> Job:
    """Write the job in the caller's transaction; it leaves after the commit, and never if there is none.

    With a `dedup_key`, a job of that kind and key that still waits is returned instead of a second one.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown job {kind!r}, expected one of {', '.join(sorted(KINDS))}")
    row = Job(
        kind=kind,
        queue=queue or KINDS[kind].queue,
        ids=[value if isinstance(value, int | str) else str(value) for value in ids],
        scope_id=scope.pk if isinstance(scope, Scope) else scope,
        created_by=by,
        request_id=request_id.get()[:40],
        dedup_key=dedup_key,
        run_after=run_after,
    )
    if not dedup_key:
        row.save(force_insert=True)
        return row
    for _ in range(10):
        Job.objects.bulk_create([row], ignore_conflicts=True)
        stored = Job.objects.filter(kind=kind, dedup_key=dedup_key, state=JobState.QUEUED).first()
        if stored is not None:
            return stored
        row.id = new_id()  # the other one was claimed in between: ask again
    raise RuntimeError(f"job {kind!r} with key {dedup_key!r} could not be queued")


def plan(key: str, kind: str, *ids: Any, at: datetime, scope: Scope | UUID | None = None) -> None:
    """Ask for `kind` at a business date; the same key moves the date."""
    if kind not in KINDS:
        raise ValueError(f"unknown job {kind!r}, expected one of {', '.join(sorted(KINDS))}")
    DueDate.objects.update_or_create(
        key=key,
        defaults={"kind": kind, "ids": [value if isinstance(value, int | str) else str(value) for value in ids], "due_at": at, "scope_id": scope.pk if isinstance(scope, Scope) else scope},
    )


def unplan(key: str) -> None:
    DueDate.objects.filter(key=key).delete()


