"""What the relay does: hand waiting jobs to the broker, fairly, and take back those whose worker died."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from foundation.common import clock

from .. import prepared
from ..enums import JobState
from ..models import DueDate, Job, Schedule
from ..registry import KINDS, REGULARS, Kind, Regular
from .asking import enqueue
from .running import give_up

logger = logging.getLogger(__name__)

# Messages in the broker at one time. The rest waits in rows, where ministries take turns: a noisy one delays the others
# by that much only.
WINDOWS = {"default": 32, "pdf": 6, "mail": 16}

# One statement for the usual case: what waits fits the windows, and is marked in order of age. A queue that does not
# fit is only named.
MARK_ALL = """
WITH room AS (
    SELECT q.name, q.size - (SELECT count(*) FROM jobs_job WHERE queue = q.name AND state IN ('queued', 'failed') AND sent_at IS NOT NULL) AS free
    FROM unnest(%s::text[], %s::int[]) AS q(name, size) WHERE q.name NOT IN (SELECT queue FROM jobs_pausedqueue)
), unsent AS (
    SELECT room.name, room.free, job.id, count(*) OVER (PARTITION BY room.name) AS total
    FROM room CROSS JOIN LATERAL (
        SELECT id FROM jobs_job
        WHERE queue = room.name AND state IN ('queued', 'failed') AND sent_at IS NULL AND (run_after IS NULL OR run_after <= clock_timestamp())
        ORDER BY created_at LIMIT greatest(room.free, 0) + 1
    ) job
), marked AS (
    UPDATE jobs_job SET sent_at = clock_timestamp(), sends = sends + 1
    WHERE id IN (SELECT id FROM unsent WHERE total <= free) AND state IN ('queued', 'failed') AND sent_at IS NULL
          AND set_config('synchronous_commit', 'off', true) = 'off'
    RETURNING id, kind, queue, created_at
)
SELECT id, kind, queue, NULL, created_at FROM marked
UNION ALL SELECT DISTINCT NULL::uuid, NULL, name, free, NULL::timestamptz FROM unsent WHERE total > free
ORDER BY 5
"""  # noqa: E501
ROOM = """
SELECT q.name, (q.size - (SELECT count(*) FROM jobs_job WHERE queue = q.name AND state IN ('queued', 'failed') AND sent_at IS NOT NULL))::int
FROM unnest(%s::text[], %s::int[]) AS q(name, size) WHERE q.name NOT IN (SELECT queue FROM jobs_pausedqueue)
"""  # noqa: E501
# The first jobs of each ministry, those with the least under way served first.
FAIR = """
WITH load AS (
    SELECT scope_id, count(*) AS n FROM jobs_job
    WHERE queue = %(queue)s AND (state = 'running' OR (state IN ('queued', 'failed') AND sent_at IS NOT NULL)) GROUP BY scope_id
), heads AS (
    SELECT scope.id AS scope_id, job.id, job.created_at, row_number() OVER (PARTITION BY scope.id ORDER BY job.created_at) AS place
    FROM accounts_scope scope
    CROSS JOIN LATERAL (
        SELECT id, created_at FROM jobs_job WHERE scope_id = scope.id AND queue = %(queue)s AND state IN ('queued', 'failed') AND sent_at IS NULL
               AND (run_after IS NULL OR run_after <= clock_timestamp()) ORDER BY created_at LIMIT %(free)s
    ) job
    UNION ALL
    SELECT NULL, job.id, job.created_at, row_number() OVER (ORDER BY job.created_at)
    FROM (
        SELECT id, created_at FROM jobs_job WHERE scope_id IS NULL AND queue = %(queue)s AND state IN ('queued', 'failed') AND sent_at IS NULL
               AND (run_after IS NULL OR run_after <= clock_timestamp()) ORDER BY created_at LIMIT %(free)s
    ) job
)
SELECT heads.id FROM heads LEFT JOIN load ON load.scope_id IS NOT DISTINCT FROM heads.scope_id
ORDER BY coalesce(load.n, 0) + heads.place, heads.created_at LIMIT %(free)s
"""  # noqa: E501
MARK = """
UPDATE jobs_job SET sent_at = clock_timestamp(), sends = sends + 1
WHERE id = ANY(%s) AND state IN ('queued', 'failed') AND sent_at IS NULL AND set_config('synchronous_commit', 'off', true) = 'off'
RETURNING id, kind, queue
"""  # noqa: E501
UNMARK = "UPDATE jobs_job SET sent_at = NULL WHERE id = ANY(%s) AND state IN ('queued', 'failed')"
FORGOTTEN = """
UPDATE jobs_job SET sent_at = NULL
WHERE queue = %s AND state IN ('queued', 'failed') AND sent_at < clock_timestamp() - make_interval(secs => %s * (CASE WHEN %s THEN 1 ELSE power(2, least(sends, 6) - 1) END))
"""  # noqa: E501
LAPSED = """
SELECT * FROM jobs_job WHERE state = 'running' AND lease_until < clock_timestamp() ORDER BY lease_until LIMIT 100 FOR UPDATE SKIP LOCKED
"""  # noqa: E501


def _mark_next() -> tuple[list[tuple[UUID, str, str]], bool]:
    """The jobs marked, and whether others wait because their window is full."""
    rows = prepared.rows(MARK_ALL, [list(WINDOWS), list(WINDOWS.values())])
    with connection.cursor() as cursor:
        marked = [(job_id, kind, queue) for job_id, kind, queue, _, _ in rows if job_id is not None]
        for _, _, queue, free, _ in (row for row in rows if row[0] is None and row[3] > 0):
            cursor.execute(FAIR, {"queue": queue, "free": free})
            chosen = [job_id for (job_id,) in cursor.fetchall()]
            cursor.execute(MARK, [chosen])
            order = {job_id: place for place, job_id in enumerate(chosen)}
            marked += sorted(cursor.fetchall(), key=lambda row: order[row[0]])
    return marked, any(job_id is None for job_id, *_ in rows)


class Sender:
    """Knows whether a job just written may be sent without asking which ones wait: none does, and its
    window has room.
    """

    FEW = 4

    def __init__(self) -> None:
        self.is_full = True
        self.room: dict[str, int] = {}

    def count(self) -> None:
        """How many messages each open window can still take: asked now and then, counted down in between."""
        self.room = dict(prepared.rows(ROOM, [list(WINDOWS), list(WINDOWS.values())]))

    @property
    def is_short(self) -> bool:
        """A window seems almost full: time to count again."""
        return any(2 * room < WINDOWS[queue] for queue, room in self.room.items())

    def next(self) -> list[tuple[UUID, str, str]]:
        marked, self.is_full = _mark_next()
        return marked

    def at_once(self, payloads: Collection[str]) -> list[tuple[UUID, str, str]]:
        """The jobs that these notifications name, when they may leave at once; else nothing, and the rows must be
        asked.
        """
        if self.is_full or len(payloads) > self.FEW:
            return []
        jobs = [(UUID(words[0]), words[2], words[1]) for payload in payloads if len(words := payload.split(" ")) == 3]
        if len(jobs) < len(payloads) or any(self.room.get(queue, 0) < len(jobs) for _, _, queue in jobs):
            return []
        for _, _, queue in jobs:
            self.room[queue] -= 1
        return jobs


def mark(ids: list[UUID]) -> None:
    """They were sent. One that was claimed meanwhile needs no mark."""
    prepared.rows(MARK, [ids])


def unmark(ids: list[UUID]) -> None:
    """The broker did not take them: they are as if never sent."""
    with connection.cursor() as cursor:
        cursor.execute(UNMARK, [ids])


def forget_lost(queue: str, *, is_empty: bool) -> int:
    """Have unclaimed jobs sent again: soon when the broker's queue is empty (they are lost), else after twice as long
    each time.
    """
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN, [queue, settings.JOB_RESEND_AFTER, is_empty])
        return cursor.rowcount


def take_back_lapsed() -> int:
    """Give back the jobs whose worker no longer renews their lease; give up those that had all their attempts."""
    with transaction.atomic():
        jobs = list(Job.objects.raw(LAPSED))
        for job in jobs:
            logger.warning(
                "lease lapsed", extra={"job": job.pk, "kind": job.kind, "worker": job.worker, "attempt": job.attempts}
            )
            kind = KINDS.get(job.kind)
            if kind is not None and job.attempts >= kind.max_attempts:
                give_up(
                    job, kind, state=JobState.DEAD, error="le processus a été interrompu à chaque essai", refusal=""
                )
            else:
                _release(job, kind)
    return len(jobs)


def _release(job: Job, kind: Kind | None) -> None:
    """Back to the queue; if the same request waits there already, that one is enough.

    At once the first time: a worker was stopped, which is no fault of the job. From the second time on it waits as
    after a failure, so that a job that kills its worker lets the others pass.
    """
    if job.dedup_key and Job.objects.filter(kind=job.kind, dedup_key=job.dedup_key, state=JobState.QUEUED).exists():
        fields: dict[str, Any] = {"state": JobState.CANCELLED, "finished_at": timezone.now()}
    else:
        fields = {"state": JobState.QUEUED, "sent_at": None, "sends": 0, "error": "processus interrompu"}
        if kind is not None and job.attempts > 1:
            fields["run_after"] = Now() + timedelta(seconds=kind.delay_before(job.attempts - 1))
    Job.objects.filter(pk=job.pk, token=job.token).update(token=None, lease_until=None, **fields)


def run_schedules() -> int:
    """Ask for the regular jobs and the due dates whose moment has come, by the business clock.

    Two queries when none has.
    """
    now, asked = clock.now(), 0
    later = set(Schedule.objects.filter(next_run_at__gt=now).values_list("name", flat=True))
    for regular in REGULARS.values():
        if regular.name in later:
            continue
        with transaction.atomic():
            schedule, is_new = Schedule.objects.select_for_update().get_or_create(
                name=regular.name, defaults={"next_run_at": first_run(regular, now)}
            )
            if (is_new and regular.every is None) or schedule.next_run_at > now:
                continue
            schedule.last_job = enqueue(regular.name, by=None, dedup_key=f"schedule:{regular.name}")
            schedule.last_run_at, schedule.next_run_at = now, next_run(regular, now)
            schedule.save()
            asked += 1
    if not DueDate.objects.filter(due_at__lte=now).exists():
        return asked
    with transaction.atomic():
        for due in (
            DueDate.objects.select_for_update(skip_locked=True).filter(due_at__lte=now).order_by("due_at", "pk")[:200]
        ):
            if due.kind in KINDS:
                enqueue(due.kind, *due.ids, by=None, scope=due.scope_id)
                due.delete()
                asked += 1
    return asked


def first_run(regular: Regular, now: datetime) -> datetime:
    return now if regular.every is not None else next_run(regular, now)


def next_run(regular: Regular, now: datetime) -> datetime:
    if regular.every is not None:
        return now + regular.every
    assert regular.daily_at is not None
    local = timezone.localtime(now)
    moment = local.replace(hour=regular.daily_at.hour, minute=regular.daily_at.minute, second=0, microsecond=0)
    return moment if moment > local else moment + timedelta(days=1)
