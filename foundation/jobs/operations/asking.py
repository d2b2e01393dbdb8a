"""Asking for work, moving its date, taking it back. Rows only: the web process never talks to the broker."""

import json
from collections.abc import Iterable, Sequence
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
VALUES {rows}
ON CONFLICT (kind, dedup_key) WHERE state = 'queued' AND NOT (dedup_key = '') DO NOTHING
RETURNING id, created_at
"""  # noqa: E501
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 'queued', 1, 0, 0, '', false, 0, '', '', '')"


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
    row = _row(kind, ids, by=by, scope=scope, queue=queue, dedup_key=dedup_key, run_after=run_after)
    for _ in range(10):
        if _insert([row]):
            return row
        stored = Job.objects.filter(kind=kind, dedup_key=dedup_key, state=JobState.QUEUED).first()
        if stored is not None:
            return stored
        row.id = new_id()  # the other one was claimed in between: ask again
    raise RuntimeError(f"job {kind!r} with key {dedup_key!r} could not be queued")


def enqueue_all(
    kind: str,
    orders: Iterable[Sequence[Any]],
    *,
    by: "User | None",
    scope: Scope | UUID | None = None,
    is_keyed: bool = False,
) -> list[Job]:
    """One job for each of these lists of identifiers, all in one statement: what nobody else can have asked for yet.

    The key of a job that `is_keyed` is its first identifier.
    """
    rows = [_row(kind, ids, by=by, scope=scope, dedup_key=str(ids[0]) if is_keyed else "") for ids in orders]
    if rows and not _insert(rows):
        raise RuntimeError(f"jobs {kind!r} wait already")
    return rows


def _row(
    kind: str,
    ids: Sequence[Any],
    *,
    by: "User | None",
    scope: Scope | UUID | None,
    queue: str | None = None,
    dedup_key: str = "",
    run_after: datetime | None = None,
) -> Job:
    if kind not in KINDS:
        raise ValueError(f"unknown job {kind!r}, expected one of {', '.join(sorted(KINDS))}")
    return Job(
        kind=kind,
        queue=queue or KINDS[kind].queue,
        ids=[value if isinstance(value, int | str) else str(value) for value in ids],
        scope_id=scope.pk if isinstance(scope, Scope) else scope,
        created_by=by,
        request_id=request_id.get()[:40],
        dedup_key=dedup_key,
        run_after=run_after,
    )


def _insert(rows: Sequence[Job]) -> bool:
    """Write the rows, but for a request that waits already; return whether all are new.

    By hand: every act that asks for work pays for this statement.
    """
    values: list[Any] = []
    for row in rows:
        values += [row.id, row.kind, row.queue, json.dumps(row.ids), row.scope_id, row.created_by_id, row.request_id]
        values += [row.dedup_key, row.run_after]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(rows=", ".join([ROW] * len(rows))), values)
        stored = dict(cursor.fetchall())
    for row in rows:
        if row.id in stored:
            row.created_at = stored[row.id]
            row._state.adding, row._state.db = False, connection.alias
    return len(stored) == len(rows)


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
