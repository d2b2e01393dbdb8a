from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.common.permissions import require

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


@require_safe
@never_cache
def job_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Where one job stands: a fragment that asks again by itself (htmx), or a page of its own."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    context = {
        "job": job,
        "shown": SHOWN[JobState(job.state)],
        "outcome": outcome_of(job),
        "can_retry": rules.can_retry_job(request.user, job),
    }
    template = "jobs/progress.html" if getattr(request, "htmx", False) else "jobs/job.html"
    return render(request, template, context, using="jinja2")


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """For the portal's team: what was given up, what waits, who works."""
    require(rules.can_list_jobs, request.user)
    context = {"dead": queries.dead_jobs(), "queues": queries.queue_figures(), "processes": queries.processes()}
    return render(request, "jobs/list.html", context, using="jinja2")
