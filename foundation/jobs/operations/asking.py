"""Asking for work, moving its date, taking it back. Rows only: the web process never talks to the broker."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from foundation.accounts.models import Scope
from foundation.common.ids import new_id
from foundation.common.logs import request_id

from ..enums import JobState
from ..models import DueDate, Job
from ..registry import KINDS

if TYPE_CHECKING:
    from foundation.accounts.models import User


INSERT = """
INSERT INTO jobs_job (id, kind, queue, ids, scope_id, created_by_id, request_id, dedup_key, run_after, state, payload_version, sends, attempts,
                      worker, cancel_requested, progress, progress_text, error, refusal)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'queued', 1, 0, 0, '', false, 0, '', '', '')
ON CONFLICT (kind, dedup_key) WHERE state = 'queued' AND NOT (dedup_key = '') DO NOTHING
RETURNING created_at
"""  # noqa: E501


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
    for _ in range(10):
        if _insert(row):
            return row
        stored = Job.objects.filter(kind=kind, dedup_key=dedup_key, state=JobState.QUEUED).first()
        if stored is not None:
            return stored
        row.id = new_id()  # the other one was claimed in between: ask again
    raise RuntimeError(f"job {kind!r} with key {dedup_key!r} could not be queued")


def _insert(row: Job) -> bool:
    """Write the row unless the same request waits already.

    By hand: every act that asks for work pays for this statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                row.id,
                row.kind,
                row.queue,
                json.dumps(row.ids),
                row.scope_id,
                row.created_by_id,
                row.request_id,
                row.dedup_key,
                row.run_after,
            ],
        )
        stored = cursor.fetchone()
    if stored is None:
        return False
    (row.created_at,) = stored
    row._state.adding, row._state.db = False, connection.alias
    return True


def plan(key: str, kind: str, *ids: Any, at: datetime, scope: Scope | UUID | None = None) -> None:
    """Ask for `kind` at a business date; the same key moves the date."""
    if kind not in KINDS:
        raise ValueError(f"unknown job {kind!r}, expected one of {', '.join(sorted(KINDS))}")
    DueDate.objects.update_or_create(
        key=key,
        defaults={
            "kind": kind,
            "ids": [value if isinstance(value, int | str) else str(value) for value in ids],
            "due_at": at,
            "scope_id": scope.pk if isinstance(scope, Scope) else scope,
        },
    )


def unplan(key: str) -> None:
    DueDate.objects.filter(key=key).delete()
