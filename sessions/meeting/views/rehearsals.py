"""Rehearse a session: open a copy with false names, work in it, leave it, erase it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.common.acts import one_of
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import long_date
from sessions.core.views.shown import crumbs, detail_address, visible_session

from .. import rules
from ..forms.rehearsals import RehearsalForm
from ..models import Rehearsal
from ..operations.rehearsing import KEPT_DAYS, forget_rehearsal, rehearse

INTRO = (
    "Une copie avec des noms inventés, pour apprendre : les règles et l’ordre du jour sont ceux de la session, rien"
    f" n’est envoyé, numéroté ni compté. Vous seul y entrez ; elle s’efface d’elle-même après {KEPT_DAYS} jours."
)


_own = one_of(Rehearsal, "session__commission", "source__commission")


def _step_into(request: Request, rehearsal: Rehearsal) -> None:
    request.session["rehearsal"] = str(rehearsal.scope_id)


@require_safe
def rehearsal_list(request: Request) -> HttpResponse:
    rows = (
        Rehearsal.objects.visible_to(request.user)
        .select_related("session__commission", "source__commission")
        .order_by("-created_at", "pk")
    )
    context = {
        "rows": list(rows),
        "breadcrumb": crumbs(here="Répétitions"),
        "entered": request.session.get("rehearsal", ""),
    }
    return render(request, "sessions/rehearsals.html", context, using="jinja2")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_rehearse, request.user, session)

    def act(form: forms.Form) -> str:
        rehearsal: Any = rehearse(session.pk, convened=form.cleaned_data["stage"] == "convened", by=request.user)
        _step_into(request, rehearsal)
        messages.success(
            request,
            f"Vous êtes en répétition. Elle s’efface d’elle-même le {long_date(rehearsal.ends_on, weekday=False)}.",
        )
        return reverse("sessions:detail", args=[rehearsal.session_id])

    page = FormPage(
        "Répéter cette session",
        "Commencer la répétition",
        detail_address(session),
        crumbs(session, "Répéter"),
        intro=INTRO,
    )
    return serve_form(request, RehearsalForm, page, act)


@require_POST
def enter(request: Request, pk: UUID) -> HttpResponse:
    rehearsal = _own(request, pk)
    _step_into(request, rehearsal)
    return redirect(detail_address(rehearsal.session))


@require_POST
def leave(request: Request) -> HttpResponse:
    if request.session.pop("rehearsal", None):
        messages.success(request, "Vous avez quitté la répétition. Elle reste là pour y revenir.")
    return redirect("sessions:rehearsals")


@require_POST
def forget(request: Request, pk: UUID) -> HttpResponse:
    rehearsal = _own(request, pk)
    if request.session.get("rehearsal") == str(rehearsal.scope_id):
        del request.session["rehearsal"]
    forget_rehearsal(rehearsal.pk, by=request.user)
    messages.success(request, "La répétition est effacée.")
    return redirect("sessions:rehearsals")
