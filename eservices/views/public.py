"""Report a problem with an e-service, then follow it by its code: without an account, without a script."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from foundation.common.acts import require_form
from foundation.common.client import client_address
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.form_pages import refuse_into
from foundation.common.requests import Request, told_once
from foundation.documents import codes

from ..enums import STATES_FOR_THE_PUBLIC, ProblemState
from ..forms import FollowForm, ReportForm
from ..models import EService, ServiceProblem
from ..operations import reporting

UNKNOWN = "Aucun signalement n’a ce code. Relisez-le signe par signe ; un signalement clos depuis longtemps est effacé."


@login_not_required
@never_cache
@require_form
def report(request: Request) -> HttpResponse:
    """A problem told by anybody; the code that follows it is shown once."""
    challenge = reporting.new_challenge()
    if request.method != "POST":
        chosen = {"service": request.GET.get("service", "")}
        return _form(request, ReportForm(initial=chosen, challenge=challenge))
    form = ReportForm(request.POST, challenge=challenge)
    if not form.is_valid():
        return _form(request, form, 400)
    try:
        problem, code = reporting.report(**form.cleaned_data, address=client_address(request))
    except Refused as refusal:
        refuse_into(form, refusal)
        return _form(request, form, _status(refusal))
    context = {"code": codes.printed(code), "service": problem.service.name}
    return told_once(render(request, "eservices/public_received.html", context, using="jinja2"))


def _form(request: Request, form: ReportForm, status: int = 200) -> HttpResponse:
    if form.is_bound:  # another question is asked: its answer is another one
        form.data = {name: request.POST.get(name, "") for name in form.fields} | {"answer": ""}
    context = {"form": form, "has_services": EService.objects.listed().exists(), "challenge": form.challenge}
    return render(request, "eservices/public_report.html", context, status=status, using="jinja2")


@login_not_required
@never_cache
@require_form
def follow(request: Request) -> HttpResponse:
    """What became of a report: its code is typed here, and stands in no address."""
    if request.method != "POST":
        return _followed(request, FollowForm())
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _followed(request, form, status=400)
    try:
        found = reporting.followed(form.cleaned_data["code"], client_address(request))
    except Refused as refusal:
        refuse_into(form, refusal)
        return _followed(request, form, status=_status(refusal))
    if found is None:
        form.add_error("code", UNKNOWN)
        return _followed(request, form, status=404)
    return told_once(_followed(request, FollowForm(), found))


def _followed(
    request: Request, form: FollowForm, found: ServiceProblem | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "problem": found,
        "state": STATES_FOR_THE_PUBLIC.get(found.state, found.get_state_display()) if found else "",
    }
    if found is not None:
        listed = found.service.is_listed and found.service.closed_on is None
        context |= {
            "service": found.service.name if listed else "un e-service qui n’est plus au catalogue public",
            "answers": [
                (label, said)
                for label, said in (
                    ("Diagnostic", found.diagnosis),
                    ("Réforme engagée", found.reform),
                    ("Amélioration", found.improvement),
                )
                if said
            ],
            "reason": found.state_reason if found.state == ProblemState.REJECTED else "",
        }
    return render(request, "eservices/public_follow.html", context, status=status, using="jinja2")


def _status(refusal: Refused) -> int:
    if isinstance(refusal, reporting.TooMany):
        return 429
    return 400 if isinstance(refusal, InvalidInput) else 409
