"""One attempt of one job: claim it, do it, store its result and its end in one transaction guarded by the token of the
attempt.
"""

import json
import logging
import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, transaction
from django.db.utils import InterfaceError, OperationalError

from foundation.common.exceptions import Refused
from foundation.common.stack import with_room
from foundation.journal.context import acting_from

from .. import prepared
from ..faults import fault_point
from ..models import Job
from ..registry import KINDS, Kind

logger = logging.getLogger(__name__)

# A claim that a crash of the database forgets is given again, and the forgotten one can store nothing: no need to wait
# for the disk.
CLAIM = """
UPDATE jobs_job SET state = 'running', token = %(token)s, worker = %(worker)s, pid = %(pid)s, attempts = attempts + 1, started_at = clock_timestamp(),
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s), run_after = NULL, progress = 0, progress_text = ''
WHERE id = %(id)s AND set_config('synchronous_commit', 'off', true) = 'off'
      AND ((state IN ('queued', 'failed') AND (run_after IS NULL OR run_after <= clock_timestamp()))
           -- This very process claimed it, and the answer was lost with the connection: it does nothing else meanwhile.
           OR (state = 'running' AND worker = %(worker)s AND pid = %(pid)s))
RETURNING """  # noqa: E501
FINISH = """
UPDATE jobs_job SET state = 'done', finished_at = clock_timestamp(), result = %s, progress = 100, progress_text = '', error = '', refusal = '',
       token = NULL, lease_until = NULL
WHERE id = %s AND token = %s AND state = 'running'
"""  # noqa: E501
FAIL = """
UPDATE jobs_job SET state = 'failed', run_after = clock_timestamp() + make_interval(secs => %s), error = %s, sent_at = NULL, sends = 0,
       token = NULL, lease_until = NULL
WHERE id = %s AND token = %s AND state = 'running'
"""  # noqa: E501
GIVE_UP = """
UPDATE jobs_job SET state = %s, finished_at = clock_timestamp(), error = %s, refusal = %s, token = NULL, lease_until = NULL
WHERE id = %s AND token = %s AND state = 'running'
"""  # noqa: E501
PROGRESS = (
    "UPDATE jobs_job SET progress = %s, progress_text = %s WHERE id = %s AND token = %s RETURNING cancel_requested"
)


class LeaseLost(Exception):
    """Somebody else was given the job meanwhile: nothing of this attempt may be kept."""


class Cancelled(Exception):
    """The person who asked for the work called it off."""


class Progress:
    """What a job calls to say where it stands.

    Written outside its transaction, at most twice a second; raises Cancelled when it was called off.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.written_at = 0.0

    def __call__(self, percent: int, text: str = "") -> None:
        if time.monotonic() - self.written_at < 0.5 and percent < 100:
            return
        self.written_at = time.monotonic()
        with connections[settings.SIDE_DATABASE].cursor() as cursor:
            cursor.execute(PROGRESS, [max(0, min(percent, 100)), text[:200], self.job.pk, self.job.token])
            row = cursor.fetchone()
        if row and row[0]:
            raise Cancelled


def claim(job_id: UUID, *, worker: str) -> Job | None:
    """Take a waiting job for one attempt; None when it is not, or no longer, to be done."""
    fields = Job._meta.concrete_fields
    statement = CLAIM + ", ".join(str(field.column) for field in fields)
    parameters = {"token": uuid4(), "worker": worker, "pid": os.getpid(), "lease": settings.JOB_LEASE, "id": job_id}
    try:
        found = prepared.rows(statement, parameters)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        # The database was restarted since the last job: once more, on a new connection.
        connection.close()
        found = prepared.rows(statement, parameters)
    if not found:
        return None
    values = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, found[0], strict=True)
    ]
    return Job.from_db(connection.alias, [field.attname for field in fields], values)


def run(job_id: UUID, *, worker: str = "") -> None:
    """Do one attempt. Whatever happens the row says it; a second message for the same job does nothing."""
    fault_point("before_claim")
    job = claim(job_id, worker=worker)
    if job is None:
        return
    fault_point("after_claim")
    kind = KINDS.get(job.kind)
    if kind is None:
        # A newer version of the portal asked for it: this worker is about to be replaced.
        settle(lambda: _execute(FAIL, [30, "unknown kind", job.pk, job.token]))
        return
    with acting_from("travail", request=job.request_id):
        try:
            with_room(attempt, job, kind)
        except LeaseLost:
            logger.warning("job taken over by another worker", extra={"job": job.pk, "kind": job.kind})
        except Refused as refusal:
            sentence = " ".join([refusal.message, *refusal.blockers])
            settle(lambda: give_up(job, kind, state="dead", error="Refused", refusal=sentence))
        except Cancelled:
            settle(lambda: give_up(job, kind, state="cancelled", error="", refusal=""))
        except (Exception, SoftTimeLimitExceeded) as error:
            text = f"{type(error).__name__}: {error}"[:2000]
            logger.error(
                "job failed",
                extra={
                    "job": job.pk,
                    "kind": job.kind,
                    "attempt": job.attempts,
                    "error": type(error).__name__,
                    "where": where(error),
                },
            )
            settle(lambda: fail(job, kind, text))
    fault_point("after_commit")


def where(error: BaseException) -> str:
    """The last calls, without the text of the error: a name or an address may stand in it, and logs travel."""
    return " > ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    )


def attempt(job: Job, kind: Kind) -> None:
    extra = {"progress": Progress(job)} if kind.wants_progress else {}
    with transaction.atomic():
        result = kind.function(*job.arguments, **extra)
        fault_point("before_commit")
        if not _execute(FINISH, [json.dumps(result, cls=DjangoJSONEncoder, ensure_ascii=False), job.pk, job.token]):
            raise LeaseLost


def fail(job: Job, kind: Kind, error: str) -> None:
    """Plan another attempt, or give the job up after the last one."""
    if job.attempts >= kind.max_attempts:
        give_up(job, kind, state="dead", error=error, refusal="")
    else:
        _execute(FAIL, [kind.delay_before(job.attempts), error, job.pk, job.token])


def give_up(job: Job, kind: Kind, *, state: str, error: str, refusal: str) -> None:
    with transaction.atomic():
        if _execute(GIVE_UP, [state, error, refusal, job.pk, job.token]) and kind.on_dead is not None:
            kind.on_dead(*job.arguments, error=refusal or error)


def settle(write: Callable[[], Any]) -> None:
    """Write an outcome even if the database is away for a while.

    A process that cannot ends itself: its lease then lapses and the relay gives the job to another. Staying would renew
    it for ever.
    """
    for pause in (0.5, 1, 2, 4, 8, 15):
        try:
            return write()
        except (OperationalError, InterfaceError):
            logger.warning("outcome of a job not written yet", exc_info=True)
            connection.close()
            time.sleep(pause)
    os._exit(70)


def _execute(statement: str, parameters: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
