"""What a person decides about a job: take it up again, call it off."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from foundation.common.exceptions import Refused
from foundation.journal.record import record

from ..enums import JobAction, JobState
from ..models import Job
from ..registry import KINDS
from ..workflow import JOB_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def retry(job_id: UUID, *, by: "User | None") -> Job:
    """Put a dead or cancelled job back in its queue, with all its attempts; raise Refused when it is neither."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    job.state = JOB_WORKFLOW.target(JobAction.RETRY, JobState(job.state))
    if job.kind not in KINDS:
        raise Refused(
            "Impossible de relancer ce travail : cette version du portail ne sait plus le faire. Refaites la demande"
            " depuis la page concernée."
        )
    if job.dedup_key and Job.objects.filter(kind=job.kind, dedup_key=job.dedup_key, state=JobState.QUEUED).exists():
        raise Refused(
            "Impossible de relancer ce travail : la même demande est déjà en attente. Attendez qu’elle aboutisse."
        )
    job.attempts = job.sends = job.progress = 0
    job.sent_at = job.run_after = job.finished_at = job.started_at = None
    job.error = job.refusal = job.progress_text = ""
    job.cancel_requested = False
    job.save(
        update_fields=[
            "state",
            "attempts",
            "sends",
            "progress",
            "sent_at",
            "run_after",
            "finished_at",
            "started_at",
            "error",
            "refusal",
            "progress_text",
            "cancel_requested",
        ]
    )
    record(JobAction.RETRY, job, by=by)
    wake_the_relay()
    return job


@transaction.atomic
def cancel(job_id: UUID, *, by: "User | None") -> Job:
    """Call a waiting job off; ask a running one to stop at its next step. Raise Refused when it is finished."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    target = JOB_WORKFLOW.target(JobAction.CANCEL, JobState(job.state))
    if job.state == JobState.RUNNING:
        job.cancel_requested = True
        job.save(update_fields=["cancel_requested"])
    else:
        job.state, job.finished_at = target, Now()
        job.save(update_fields=["state", "finished_at"])
        job.refresh_from_db(fields=["finished_at"])
    record(JobAction.CANCEL, job, by=by)
    return job


def wake_the_relay(why: str = "") -> None:
    """Tell the relay at the commit that something waits, or that a queue was paused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('cmsic_jobs', %s)", [why])
