"""« Déjà vu » beside a form being typed, and the proposal to another ministry."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.common.exceptions import Refused

from .. import operations, rules
from ..queries.similar import similar
from .access import project_for


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """A part of a page.

    By POST though it changes nothing: what is being typed, huis clos perhaps, must not stand in the logs of addresses.
    """
    title = request.POST.get("title", "")
    text = request.POST.get("description", "") or request.POST.get("objectives", "")
    found = similar(request.user, title, text, leave_out=_key(request.POST.get("leave_out", "")))  # type: ignore[arg-type]
    return render(
        request,
        "projects/similar.html",
        {"found": found, "is_closed": bool(request.POST.get("is_closed_doors"))},
        using="jinja2",
    )


@require_POST
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_propose_mutualisation)
    is_part = request.headers.get("HX-Request") == "true"
    try:
        operations.propose_mutualisation(
            project.pk,
            rules.proposing_scope(request.user, project),
            title=request.POST.get("title", ""),
            by=request.user,
        )  # type: ignore[arg-type]
    except Refused as refusal:
        if not is_part:
            raise
        return render(
            request, "projects/proposed.html", {"sentence": refusal.message, "tone": "attention"}, using="jinja2"
        )
    sentence = f"Votre proposition part au DSI : {project.ministry.short_name}."
    if is_part:
        return render(request, "projects/proposed.html", {"sentence": sentence, "tone": "good"}, using="jinja2")
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("projects:detail", args=[project.pk]))
