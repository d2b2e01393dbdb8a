"""« Déjà vu » beside a form being typed, and the proposal to another ministry."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from foundation.common.exceptions import Refused
from foundation.common.permissions import require
from foundation.common.requests import Request

from .. import operations, rules
from ..forms import ForeseenForm
from ..queries.forecast import foreseen
from ..queries.similar import similar
from .access import address, visible_project


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
def alike(request: Request) -> HttpResponse:
    """A part of a page.

    By POST though it changes nothing: what is being typed, huis clos perhaps, must not stand in the logs of addresses.
    """
    sent = request.POST
    text = sent.get("description", "") or sent.get("objectives", "")
    about = tuple(key for key in map(_key, sent.getlist("projects")[:100]) if key is not None)
    found = similar(request.user, sent.get("title", ""), text, leave_out=_key(sent.get("leave_out", "")), about=about)
    context = {"found": found, "is_closed": bool(sent.get("is_closed_doors"))}
    return render(request, "projects/similar.html", context, using="jinja2")


@require_POST
def forecast(request: Request) -> HttpResponse:
    """A part of a page, by POST as what resembles: what is typed stays out of the logs of addresses."""
    form = ForeseenForm(request.POST)
    form.is_valid()  # what cannot be read yet is not known
    context = {"found": foreseen(request.user, **form.known())}
    return render(request, "projects/foreseen.html", context, using="jinja2")


@require_POST
def propose(request: Request, pk: UUID) -> HttpResponse:
    """From a page, or from a part of one, which is answered by its sentence alone."""
    project = visible_project(request, pk)
    require(rules.can_propose_mutualisation, request.user, project)
    is_part = request.headers.get("HX-Request") == "true"
    sentence, tone = f"Votre proposition part au DSI : {project.ministry.short_name}.", "good"
    try:
        operations.propose_mutualisation(project.pk, title=request.POST.get("title", ""), by=request.user)
    except Refused as refusal:
        if not is_part:
            raise
        sentence, tone = refusal.message, "attention"
    if is_part:
        return render(request, "projects/proposed.html", {"sentence": sentence, "tone": tone}, using="jinja2")
    messages.success(request, sentence)
    return HttpResponseRedirect(address(project))
