"""The explanations of vote: written by the member, or by the secretary for him."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from sessions.core import rules as core_rules
from sessions.core.views.shown import visible_session

from ..forms.deliberation import ExplanationForm
from ..operations.explaining import explain_vote
from ..queries.explanations import explanation_refusal, explanations_rule, seats_held_by, votes_to_explain
from .acting import crumbs
from .live import visible_ballot


@require_safe
def explanations(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(core_rules.can_explain, request.user, session)
    own, keeps = seats_held_by(request.user, session), core_rules.can_take_minutes(request.user, session)
    context = {
        "session": session,
        "votes": votes_to_explain(session, request.user, own=own, keeps=keeps),
        "rule": explanations_rule(session),
        "refusal": explanation_refusal(session),
        "keeps": keeps,
        "own": own,
    }
    return render(request, "sessions/live/explanations.html", context, using="jinja2")


@require_POST
def explain(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    session = ballot.session
    require(core_rules.can_explain, request.user, session)
    own, keeps = seats_held_by(request.user, session), core_rules.can_take_minutes(request.user, session)
    voters = [*ballot.snapshot.get("present", []), *ballot.snapshot.get("proxies", [])]
    seats = [(row["seat"], row["name"] or row["label"]) for row in voters if keeps or UUID(row["seat"]) in own]
    if not seats:
        raise PermissionDenied("Vous n’étiez pas parmi les votants de ce vote.")

    def act(form: Form) -> str:
        seat = UUID(form.cleaned_data["seat"])
        row = explain_vote(
            ballot.pk,
            seat_id=seat,
            text=form.cleaned_data["text"],
            base_version=version,
            for_another=seat not in own,
            by=request.user,
        )
        kept = "est retirée." if row is None else "est gardée ; le procès-verbal l’imprimera."
        messages.success(request, f"L’explication de vote {kept}")
        return back

    back, title = reverse("sessions:explanations", args=[session.pk]), "Explication de vote"
    version = base_version(request) or None
    page = FormPage(title, "Enregistrer", back, crumbs(session, back, title), intro=ballot.question, version=version)
    return serve_form(request, ExplanationForm, page, act, seats=seats)
