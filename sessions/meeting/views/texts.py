"""Texts, speeches, decisions and recommendations as they are typed; what two editors wrote at once is shown side by
side.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.form_pages import base_version
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.enums import Section
from sessions.core.models import CommissionSession, Decision, ItemRecommendation, MinuteText, Speech
from sessions.core.views.shown import visible_session

from ..forms import live as forms
from ..operations import deciding, minutes
from ..queries.live import addressees_of, revisions_of, seat_lines, text_key
from .live import act, act_page, live_address, wants_json


def visible_text(request: HttpRequest, pk: UUID) -> MinuteText:
    return get_object_or_404(
        MinuteText.objects.visible_to(request.user).select_related("session__commission__ministry", "item"), pk=pk
    )


@require_safe
def read_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One text as it stands on the server: what a page asks when another editor has saved."""
    session = visible_session(request, pk)
    require(rules.can_read_minutes, request.user, session)
    item, _, section = request.GET.get("cle", "").partition(".")
    rows = MinuteText.objects.filter(session=session, section=section)
    row = next((row for row in rows if text_key(row.section, row.item_id) == f"{item}.{section}"), None)
    if row is None:
        return JsonResponse({"text": "", "revision": 0, "author": ""})
    return JsonResponse({"text": row.text, "revision": row.revision, "author": row.saved_by_name})


@require_POST
def save_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save one text from its base revision; a crossed save answers 409 with both texts."""
    session = visible_session(request, pk)
    require(rules.can_take_minutes, request.user, session)
    form = forms.TextForm(request.POST)
    if not form.is_valid():
        return _refused(
            request,
            session,
            InvalidInput({name: [str(error) for error in errors] for name, errors in form.errors.items()}),
        )
    typed = {
        "section": form.cleaned_data["section"],
        "item_id": form.cleaned_data["item"],
        "text": form.cleaned_data["text"],
        "base_revision": form.cleaned_data["base_revision"],
    }
    operation = minutes.set_aside if request.POST.get("keep") == "stored" else minutes.save_text
    try:
        row = operation(session.pk, **typed, by=request.user)
    except Conflict as conflict:
        return _crossed(request, session, conflict, typed)
    except Refused as refusal:
        return _refused(request, session, refusal)
    if wants_json(request):
        return JsonResponse(
            {"revision": row.revision, "text": row.text, "author": row.saved_by_name, "at": _second(row)}
        )
    messages.success(request, f"Enregistré à {_second(row)}.")
    return redirect(
        live_address(session, typed["item_id"]) if typed["item_id"] else f"{live_address(session)}?partie=seance"
    )


@require_safe
def text_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every revision with its author; any two side by side."""
    text = visible_text(request, pk)
    require(rules.can_read_minutes, request.user, text.session)
    revisions = revisions_of(text)
    numbers = [row.revision for row in revisions]
    right = _chosen(request.GET.get("b", ""), numbers, numbers[0] if numbers else 0)
    left = _chosen(request.GET.get("a", ""), [0, *numbers], max(0, right - 1))
    by_number = {row.revision: row for row in revisions}
    context = {
        "session": text.session,
        "minute_text": text,
        "revisions": revisions,
        "left": by_number.get(left),
        "right": by_number.get(right),
        "left_number": left,
        "right_number": right,
        "can_write": rules.can_take_minutes(request.user, text.session),
        "back": live_address(text.session, text.item_id),
    }
    return render(request, "sessions/live/history.html", context, using="jinja2")


@require_POST
def restore_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    text = visible_text(request, pk)
    require(rules.can_take_minutes, request.user, text.session)
    form = forms.RestoreForm(request.POST)
    page = act_page(text.session, "Revenir à une révision", "Rétablir", item=text.item_id)

    def operation(form: Form) -> tuple[str, str]:
        row = minutes.restore_revision(text.pk, **form.cleaned_data, by=request.user)
        return (
            live_address(text.session, text.item_id),
            f"La révision {form.cleaned_data['revision']} est rétablie : c’est maintenant la révision {row.revision}.",
        )

    return act(request, form, page, operation)


@require_POST
def add_speech(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_take_minutes, request.user, session)
    item = forms.item_from(request.POST, session)
    form = forms.SpeechForm(request.POST, speakers=_speakers(session))

    def operation(form: Form) -> tuple[str, str]:
        name, function = form.who()  # type: ignore[attr-defined]
        typed = form.cleaned_data
        minutes.add_speech(
            session.pk,
            item_id=item.pk if item else None,
            kind=typed["kind"],
            speaker_name=name,
            speaker_function=function,
            summary=typed["summary"],
            by=request.user,
        )
        return _address(session, item), "L’intervention est notée."

    return act(request, form, act_page(session, "Noter une intervention", "Noter", item=item), operation)


@require_POST
def correct_speech(request: HttpRequest, pk: UUID) -> HttpResponse:
    speech = _visible_speech(request, pk)
    require(rules.can_take_minutes, request.user, speech.session)
    form = forms.SpeechForm(request.POST)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        name, function = form.who()  # type: ignore[attr-defined]
        minutes.correct_speech(
            speech.pk,
            kind=typed["kind"],
            speaker_name=name,
            speaker_function=function,
            summary=typed["summary"],
            base_version=base_version(request),
            by=request.user,
        )
        return _address(speech.session, speech.item_id), "L’intervention est corrigée."

    return act(
        request,
        form,
        act_page(speech.session, "Corriger une intervention", "Enregistrer", item=speech.item_id),
        operation,
    )


@require_POST
def remove_speech(request: HttpRequest, pk: UUID) -> HttpResponse:
    speech = _visible_speech(request, pk)
    require(rules.can_take_minutes, request.user, speech.session)

    def operation(form: Form) -> tuple[str, str]:
        minutes.remove_speech(speech.pk, by=request.user)
        return _address(speech.session, speech.item_id), "L’intervention est retirée."

    return act(
        request,
        Form(request.POST),
        act_page(speech.session, "Retirer une intervention", "Retirer", item=speech.item_id),
        operation,
    )


@require_POST
def correct_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related("session__commission__ministry"), pk=pk
    )
    require(rules.can_take_minutes, request.user, decision.session)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        deciding.correct_decision(
            decision.pk, text=typed["text"], reason=typed["reason"], base_version=base_version(request), by=request.user
        )
        return live_address(decision.session, decision.item_id), "Le texte de la décision est corrigé."

    return act(
        request,
        forms.DecisionTextForm(request.POST),
        act_page(decision.session, f"Corriger : {decision.reference}", "Enregistrer", item=decision.item_id),
        operation,
    )


@require_POST
def recommend(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_take_minutes, request.user, session)
    item = forms.item_from(request.POST, session)

    def operation(form: Form) -> tuple[str, str]:
        deciding.recommend(session.pk, item_id=item.pk if item else None, line=form.line(), by=request.user)  # type: ignore[attr-defined]
        return _address(session, item), "La recommandation est écrite ; elle prend son numéro à la levée de la session."

    return act(
        request,
        _recommendation_form(request, session, item),
        act_page(session, "Écrire une recommandation", "Écrire", item=item),
        operation,
    )


@require_POST
def correct_recommendation(request: HttpRequest, pk: UUID) -> HttpResponse:
    origin = _visible_origin(request, pk)
    require(rules.can_take_minutes, request.user, origin.session)

    def operation(form: Form) -> tuple[str, str]:
        deciding.correct_recommendation(origin.recommendation_id, line=form.line(), by=request.user)  # type: ignore[attr-defined]
        return _address(origin.session, origin.item_id), "La recommandation est corrigée."

    form = _recommendation_form(request, origin.session, origin.item)
    return act(
        request,
        form,
        act_page(origin.session, "Corriger la recommandation", "Enregistrer", item=origin.item_id),
        operation,
    )


@require_POST
def remove_recommendation(request: HttpRequest, pk: UUID) -> HttpResponse:
    origin = _visible_origin(request, pk)
    require(rules.can_take_minutes, request.user, origin.session)

    def operation(form: Form) -> tuple[str, str]:
        deciding.remove_recommendation(origin.recommendation_id, by=request.user)
        return _address(origin.session, origin.item_id), "La recommandation est retirée."

    return act(
        request,
        Form(request.POST),
        act_page(origin.session, "Retirer la recommandation", "Retirer", item=origin.item_id),
        operation,
    )


def _visible_speech(request: HttpRequest, pk: UUID) -> Speech:
    return get_object_or_404(
        Speech.objects.visible_to(request.user).select_related("session__commission__ministry"), pk=pk
    )


def _visible_origin(request: HttpRequest, recommendation_id: UUID) -> ItemRecommendation:
    """Find a recommendation by the session where it was written."""
    sessions = CommissionSession.objects.visible_to(request.user)
    rows = ItemRecommendation.objects.filter(session__in=sessions).select_related(
        "session__commission__ministry", "item", "recommendation"
    )
    return get_object_or_404(rows, recommendation_id=recommendation_id)


def _recommendation_form(request: HttpRequest, session: CommissionSession, item: Any) -> forms.RecommendationForm:
    projects = list(item.projects.order_by("code", "pk")) if item else []
    return forms.RecommendationForm(request.POST, addressees=addressees_of(session), projects=projects)


def _speakers(session: CommissionSession) -> list[tuple[str, str, str]]:
    sitting = [
        (str(line.presence.seat_id), line.presence.person_name, line.presence.label)
        for line in seat_lines(session)
        if line.presence.is_present
    ]
    return sitting + [
        (str(guest.pk), guest.name, guest.function) for guest in session.guests.order_by("position", "pk")
    ]


def _address(session: CommissionSession, item: Any) -> str:
    return live_address(session, item) if item else f"{live_address(session)}?partie=seance"


def _second(row: MinuteText) -> str:
    return timezone.localtime(row.saved_at).strftime("%H:%M:%S") if row.saved_at else ""


def _chosen(text: str, known: list[int], default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in known else default


def _crossed(
    request: HttpRequest, session: CommissionSession, conflict: Conflict, typed: dict[str, Any]
) -> HttpResponse:
    """Answer a crossed save with both texts, escaped, and the revision to start again from."""
    stored, sent = conflict.sides["text"]
    context = {
        "session": session,
        "conflict": conflict,
        "stored": stored,
        "sent": sent,
        "section": typed["section"],
        "section_label": Section(typed["section"]).label,
        "item_id": typed["item_id"],
        "revision": conflict.current_version,
        "merged": f"{stored}\n\n{sent}".strip(),
    }
    if not wants_json(request):
        return render(request, "sessions/live/conflict.html", context, status=409, using="jinja2")
    comparison = render_to_string("sessions/live/comparison.html", context, request=request, using="jinja2")
    answer = {
        "code": "conflict",
        "message": conflict.message,
        "revision": conflict.current_version,
        "author": conflict.author,
        "stored": stored,
        "sent": sent,
        "comparison": comparison,
    }
    return JsonResponse(answer, status=409)


def _refused(request: HttpRequest, session: CommissionSession, refusal: Refused) -> HttpResponse:
    if not wants_json(request):
        raise refusal
    return JsonResponse(
        {"code": "refused", "message": refusal.message}, status=400 if isinstance(refusal, InvalidInput) else 409
    )
