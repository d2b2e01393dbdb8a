from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from foundation.common.permissions import Rule, require
from foundation.common.requests import Request

from .. import rules
from ..models import Job
from ..operations.deciding import cancel, retry


def _act(operation: Callable[..., Any], rule: Rule, said: str) -> Callable[..., HttpResponse]:
    """A button that comes back to the page it stands on."""

    @require_POST
    def act(request: Request, job_id: UUID) -> HttpResponse:
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
        require(rule, request.user, job)
        operation(job.pk, by=request.user)
        messages.success(request, f"{job.label} : {said}")
        return redirect("jobs:list") if request.POST.get("back") == "list" else redirect("jobs:progress", job.pk)

    return act


retry_job = _act(retry, rules.can_retry_job, "le travail est relancé.")
cancel_job = _act(cancel, rules.can_cancel_job, "le travail s’arrête à sa prochaine étape.")
