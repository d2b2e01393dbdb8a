from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.common.permissions import require
from foundation.common.requests import Request

from .. import queries, rules
from ..enums import JobState
from ..extensions import outcome_of
from ..models import Job

# The states of the component `ui.progress`.
SHOWN = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.FAILED: "waiting",
    JobState.DONE: "done",
    JobState.DEAD: "failed",
    JobState.CANCELLED: "cancelled",
}

# Most jobs take less than a second: a page asks sooner as long as its job has just been given.
JUST_GIVEN = timedelta(seconds=3)
SOON, LATER = 0.7, 2  # seconds


def progress_of(job: Job, url: str, **offered: str) -> dict[str, Any]:
    """What `ui.progress` shows of a job; `offered`: the addresses of its second try, of its end, of what it made."""
    state = SHOWN[JobState(job.state)]
    return {
        "state": state,
        "url": url,
        "percent": job.progress or None if state == "running" else None,
        "message": "" if state == "failed" else job.sentence,
        "error": job.sentence if state == "failed" else "",
        "seconds": SOON if timezone.now() - job.created_at < JUST_GIVEN else LATER,
        **offered,
    }


@require_safe
@never_cache
def job_progress(request: Request, job_id: UUID) -> HttpResponse:
    """Where one job stands: a fragment that asks again by itself (htmx), or a page of its own."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    made, acts = outcome_of(job), rules.can_retry_job(request.user, job)
    offered = {"result_href": made.href, "result_label": made.label} if made else {}
    if acts:
        offered |= {f"{act}_action": reverse(f"jobs:{act}", args=[job.pk]) for act in ("retry", "cancel")}
    context = {"job": job, "progress": progress_of(job, reverse("jobs:progress", args=[job.pk]), **offered)}
    template = "jobs/progress.html" if getattr(request, "htmx", False) else "jobs/job.html"
    return render(request, template, context, using="jinja2")


@require_safe
def job_list(request: Request) -> HttpResponse:
    """For the portal's team: what was given up, what waits, who works."""
    require(rules.can_list_jobs, request.user)
    context = {"dead": queries.dead_jobs(), "queues": queries.queue_figures(), "processes": queries.processes()}
    return render(request, "jobs/list.html", context, using="jinja2")
