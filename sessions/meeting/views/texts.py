"""Texts, speeches, decisions and recommendations as they are typed; what two editors wrote at once is shown side by
side.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from foundation.common.acts import one_of
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.requests import Request
from sessions.core import rules
from sessions.core.enums import Section
from sessions.core.models import AgendaItem, CommissionSession, Decision, ItemRecommendation, MinuteText, Speech
from sessions.core.views.shown import acted_session

from ..forms import live as forms
from ..operations import deciding, minutes
from ..queries.live import addressees_of, revisions_of, text_key
from ..queries.live_lines import seat_lines, speakers_among
from .acting import act, form_page, guarded, live_act, minutes_of, place_of, wants_json

visible_text = one_of(MinuteText, "session__commission__ministry", "item")


@guarded(rules.can_read_minutes)
def read_text(request: Request, session: CommissionSession) -> HttpResponse:
    """One text as it stands on the server: what a page asks when another editor has saved."""
    item, _, section = request.GET.get("cle", "").partition(".")
    rows = MinuteText.objects.filter(session=session, section=section)
    row = next((row for row in rows if text_key(row.section, row.item_id) == f"{item}.{section}"), None)
    return JsonResponse({"text": "", "revision": 0, "author": ""} if row is None else _said(row))


@guarded(rules.can_take_minutes, posts=True)
def save_text(request: Request, session: CommissionSession) -> HttpResponse:
    """Save one text from its base revision; a crossed save answers 409 with both texts."""
    form = forms.TextForm(request.POST)
    if not form.is_valid():
        errors = {name: [str(error) for error in said] for name, said in form.errors.items()}
        return _refused(request, session, InvalidInput(errors))
    typed = form.typed()
    operation = minutes.set_aside if request.POST.get("keep") == "stored" else minutes.save_text
    try:
        row = operation(session.pk, **typed, by=request.user)
    except Conflict as conflict:
        return _crossed(request, session, conflict, typed)
    except Refused as refusal:
        return _refused(request, session, refusal)
    if wants_json(request):
        return JsonResponse(_said(row) | {"at": _second(row)})
    messages.success(request, f"Enregistré à {_second(row)}.")
    return redirect(minutes_of(row))


@guarded(rules.can_read_minutes, template="sessions/live/history.html", fetch=visible_text)
def text_history(request: Request, text: MinuteText) -> dict[str, Any]:
    """Every revision with its author; any two side by side."""
    by_number = {row.revision: row for row in revisions_of(text)}
    numbers = list(by_number)
    right = _chosen(request.GET.get("b", ""), numbers, numbers[0] if numbers else 0)
    left = _chosen(request.GET.get("a", ""), [0, *numbers], max(0, right - 1))
    return {
        "minute_text": text,
        "revisions": list(by_number.values()),
        "left": by_number.get(left),
        "right": by_number.get(right),
        "left_number": left,
        "right_number": right,
        "can_write": rules.can_take_minutes(request.user, text.session),
        "back": place_of(text),
    }


@guarded(rules.can_take_minutes, posts=True, fetch=visible_text)
def restore_text(request: Request, text: MinuteText) -> HttpResponse:
    back = place_of(text)

    def operation(form: BaseForm) -> tuple[str, str]:
        row = minutes.restore_revision(text.pk, **form.cleaned_data, by=request.user)
        said = f"La révision {form.cleaned_data['revision']} est rétablie"
        return back, f"{said} : c’est maintenant la révision {row.revision}."

    page = form_page(text.session, back, "Revenir à une révision", "Rétablir")
    return act(request, forms.RestoreForm(request.POST), page, operation)


@dataclass(frozen=True)
class Place:
    """Where something is written: an item of the session, or the session itself."""

    session: CommissionSession
    item: AgendaItem | None

    @property
    def pk(self) -> UUID:
        return self.session.pk

    @property
    def item_id(self) -> UUID | None:
        return self.item.pk if self.item is not None else None


def place(request: Request, pk: UUID) -> Place:
    session = acted_session(request, pk)
    return Place(session, forms.item_from(request.POST, session))


visible_speech = one_of(Speech, "session__commission__ministry")
visible_decision = one_of(Decision, "session__commission__ministry")


def visible_origin(request: Request, recommendation_id: UUID) -> ItemRecommendation:
    """Find a recommendation by the session where it was written."""
    sessions = CommissionSession.objects.visible_to(request.user)
    rows = ItemRecommendation.objects.filter(session__in=sessions).select_related(
        "session__commission__ministry", "item", "recommendation"
    )
    return get_object_or_404(rows, recommendation_id=recommendation_id)


def _addressees(request: Request, row: Any) -> dict[str, Any]:
    projects = list(row.item.projects.order_by("code", "pk")) if row.item else []
    return {"addressees": addressees_of(row.session), "projects": projects}


def _version(row: Any) -> int:
    return row.version


def _where(row: Place) -> dict[str, Any]:
    return {"item_id": row.item_id}


def _written(request: Request, row: Any) -> str:
    return minutes_of(row)


writing = partial(live_act, rule=rules.can_take_minutes, to=_written)
add_speech = writing(
    minutes.add_speech,
    "Noter une intervention",
    "Noter",
    fetch=place,
    form=forms.SpeechForm,
    options=lambda request, row: {
        "speakers": speakers_among(seat_lines(row.session), row.session.guests.order_by("position", "pk"))
    },
    more=_where,
    said="L’intervention est notée.",
)
correct_speech = writing(
    minutes.correct_speech,
    "Corriger une intervention",
    "Enregistrer",
    fetch=visible_speech,
    form=forms.SpeechForm,
    version=_version,
    said="L’intervention est corrigée.",
)
remove_speech = writing(
    minutes.remove_speech,
    "Retirer une intervention",
    "Retirer",
    fetch=visible_speech,
    said="L’intervention est retirée.",
)
correct_decision = writing(
    deciding.correct_decision,
    lambda decision: f"Corriger : {decision.reference}",
    "Enregistrer",
    fetch=visible_decision,
    form=forms.DecisionTextForm,
    version=_version,
    said="Le texte de la décision est corrigé.",
)
recommend = writing(
    deciding.recommend,
    "Écrire une recommandation",
    "Écrire",
    fetch=place,
    form=forms.RecommendationForm,
    options=_addressees,
    more=_where,
    said="La recommandation est écrite ; elle prend son numéro à la levée de la session.",
)
correct_recommendation = writing(
    deciding.correct_recommendation,
    "Corriger la recommandation",
    "Enregistrer",
    fetch=visible_origin,
    keys=lambda origin: (origin.recommendation_id,),
    form=forms.RecommendationForm,
    options=_addressees,
    said="La recommandation est corrigée.",
)
remove_recommendation = writing(
    deciding.remove_recommendation,
    "Retirer la recommandation",
    "Retirer",
    fetch=visible_origin,
    keys=lambda origin: (origin.recommendation_id,),
    said="La recommandation est retirée.",
)


def _said(row: MinuteText) -> dict[str, Any]:
    return {"text": row.text, "revision": row.revision, "author": row.saved_by_name}


def _second(row: MinuteText) -> str:
    return timezone.localtime(row.saved_at).strftime("%H:%M:%S") if row.saved_at else ""


def _chosen(text: str, known: list[int], default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in known else default


def _crossed(request: Request, session: CommissionSession, conflict: Conflict, typed: dict[str, Any]) -> HttpResponse:
    """Answer a crossed save with both texts, escaped, and the revision to start again from."""
    stored, sent = conflict.sides["text"]
    both = {"stored": stored, "sent": sent, "revision": conflict.current_version}
    context = both | {
        "session": session,
        "conflict": conflict,
        "section": typed["section"],
        "section_label": Section(typed["section"]).label,
        "item_id": typed["item_id"],
        "merged": f"{stored}\n\n{sent}".strip(),
    }
    if not wants_json(request):
        return render(request, "sessions/live/conflict.html", context, status=409, using="jinja2")
    comparison = render_to_string("sessions/live/comparison.html", context, request=request, using="jinja2")
    said = {"code": "conflict", "message": conflict.message, "author": conflict.author, "comparison": comparison}
    return JsonResponse(both | said, status=409)


def _refused(request: Request, session: CommissionSession, refusal: Refused) -> HttpResponse:
    if not wants_json(request):
        raise refusal
    status = 400 if isinstance(refusal, InvalidInput) else 409
    return JsonResponse({"code": "refused", "message": refusal.message}, status=status)
