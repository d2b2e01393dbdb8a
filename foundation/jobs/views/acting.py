from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.common.permissions import require

from .. import rules
from ..models import Job
from ..operations.deciding import cancel, retry


@require_POST
def retry_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    require(rules.can_retry_job, request.user, job)
    retry(job.pk, by=request.user)
    messages.success(request, f"{job.label} : le travail est relancé.")
    return redirect(after(request, job))


@require_POST
def cancel_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    require(rules.can_cancel_job, request.user, job)
    cancel(job.pk, by=request.user)
    messages.success(request, f"{job.label} : le travail s’arrête à sa prochaine étape.")
    return redirect(after(request, job))


def after(request: HttpRequest, job: Job) -> str:
    return reverse("jobs:list") if request.POST.get("back") == "list" else reverse("jobs:progress", args=[job.pk])
