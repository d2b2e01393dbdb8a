"""Written consultations: the list, one of them, and how each member answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissions.models import Commission
from commissions.queries import statute_on
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import View, page_act
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, refuse_into, serve_form
from foundation.common.lists import Button, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import long_date, plural
from foundation.ui.buttons import Act
from sessions.core.views.shown import crumbs
from sessions.preparing.forms.proposals import CommissionChoiceForm
from sessions.preparing.views.agenda import prepare_address

from . import operations as consulting
from . import rules
from .enums import ConsultationState
from .filters import ConsultationFilter
from .forms import ConsultationForm, RatificationForm, VoiceForm
from .models import Consultation, ConsultationVoice
from .queries import (
    RESULT_TONES,
    TURN,
    consultations_for,
    counts_of,
    facts_of,
    is_receiving,
    open_to_consultations,
    standing_of,
    voice_by_secret,
    voice_lines,
)

CLOSED = "Les réponses sont closes."
CLOSED_BY_CANCEL = "La consultation est annulée. Vous n’avez rien à faire."
CANCELLABLE = (ConsultationState.DRAFT, ConsultationState.OPEN)
require_form = require_http_methods(["GET", "HEAD", "POST"])


def visible_consultation(request: Request, pk: UUID) -> Consultation:
    rows = Consultation.objects.visible_to(request.user).select_related(
        "commission__ministry", "statute", "ratification__session"
    )
    return get_object_or_404(rows, pk=pk)


def conducted(request: Request, pk: UUID) -> Consultation:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)
    return row


def visible_voice(request: Request, pk: UUID) -> ConsultationVoice:
    rows = ConsultationVoice.objects.visible_to(request.user).select_related(
        "consultation__commission__ministry", "consultation__statute", "person", "seat"
    )
    return get_object_or_404(rows, pk=pk)


def address(row: Consultation) -> str:
    return reverse("sessions:consultation", args=[row.pk])


def consultation_crumbs(here: str = "") -> list[tuple[str, str]]:
    above = [*crumbs(), ("Consultations écrites", reverse("sessions:consultations"))]
    return [*above, (here, "")] if here else above


def _page(row: Consultation | None, title: str, submit: str, here: str = "", **more: Any) -> FormPage:
    """A form about one consultation, or about one that is not written yet."""
    back = address(row) if row is not None else reverse("sessions:consultations")
    return FormPage(title, submit, back, consultation_crumbs(here or title), **more)


def _buttons(user: User) -> list[Button]:
    consult = Button("Consulter par écrit", reverse("sessions:consult"), tone="primary", icon="plus")
    return [consult] if open_to_consultations(user).exists() else []


CONSULTATIONS = ListPage(
    title="Consultations écrites",
    noun=("consultation", "consultations"),
    state="Ce qui est demandé aux membres entre deux sessions, puis ratifié à la suivante.",
    rows=consultations_for,
    filters=ConsultationFilter,
    columns=(
        Column("Commission", lambda row: row.commission.code, on_page=False),
        Column("Numéro", lambda row: f"{row.number}/{row.year}" if row.number else "", on_page=False),
        Column("Objet", lambda row: row.title),
        Column("État", lambda row: standing_of(row)[0]),
        Column("Réponses jusqu’au", lambda row: row.closes_on),
        Column("Consultés", lambda row: row.asked, on_page=False),
        Column("Réponses", lambda row: row.answered),
        Column("Pour", lambda row: row.votes_for, on_page=False),
        Column("Contre", lambda row: row.votes_against, on_page=False),
        Column("Abstentions", lambda row: row.abstentions, on_page=False),
    ),
    sorts={"turn": TURN},
    default="turn",
    file="consultations-ecrites",
    empty=Empty(
        "Aucune consultation écrite",
        "Entre deux sessions, le secrétaire pose une question aux membres à voix délibérative ; leur réponse est"
        " ratifiée à la session suivante, si l’acte l’admet.",
        "Consulter par écrit",
        lambda user: next((button.href for button in _buttons(user)), ""),
    ),
    crumbs=(("Accueil", "/"), ("Sessions", "/sessions/")),
    buttons=_buttons,
    icon="send",
    template="sessions/consultations.html",
    more=lambda request, found: {"standing": standing_of, "today": clock.today()},
)


@require_safe
def consultation(request: Request, pk: UUID) -> HttpResponse:
    row, user, today = visible_consultation(request, pk), request.user, clock.today()
    voices = list(row.voices.select_related("mail", "person", "recorded_by").order_by("position", "pk"))
    answered = sum(bool(voice.choice) for voice in voices)
    conducts, receives = rules.can_conduct_consultation(user, row), is_receiving(row)
    mine = next((voice for voice in voices if receives and voice.person.user_id == user.pk), None)
    item = row.ratification
    context = {
        "consultation": row,
        "lines": voice_lines(row, voices),
        "answered": f"{answered} sur {len(voices)}.",
        "remind_href": _to(row, "remind_consulted") if conducts and receives and answered < len(voices) else "",
        "notes": conducts and receives,
        "is_awaiting": row.state == ConsultationState.OPEN,
        "counts": counts_of(row) if row.result else "",
        "standing": standing_of(row)[0],
        "result_tone": RESULT_TONES.get(row.result, ""),
        "is_over": row.awaits_closing(today),
        "buttons": _acts_on(row, mine, conducts=conducts, closes=not receives or answered == len(voices)),
        "cancel_href": _to(row, "cancel_consultation") if conducts and row.state in CANCELLABLE else "",
        "projects": list(row.projects.visible_to(user).order_by("title", "pk")),
        "item_href": f"{reverse('sessions:detail', args=[item.session_id])}#point-{item.pk}" if item else "",
        "facts": facts_of(row, row.statute if row.statute is not None else statute_on(row.commission, today)),
        "breadcrumb": consultation_crumbs(row.title),
    }
    return render(request, "sessions/consultation.html", context, using="jinja2")


def _to(row: Consultation | ConsultationVoice, name: str) -> str:
    return reverse(f"sessions:{name}", args=[row.pk])


def _acts_on(row: Consultation, mine: ConsultationVoice | None, *, conducts: bool, closes: bool) -> list[Button]:
    buttons = []
    if mine is not None:
        label, tone = ("Changer ma réponse", "secondary") if mine.choice else ("Répondre", "primary")
        buttons.append(Button(label, _to(mine, "answer_consultation"), tone=tone, icon="edit"))
    if conducts and row.state == ConsultationState.DRAFT:
        buttons.append(Button("Modifier", _to(row, "edit_consultation"), tone="quiet", icon="edit"))
        question = (
            "Ouvrir la consultation ? Chaque membre à voix délibérative reçoit la question et un lien personnel pour"
            " répondre."
        )
        open_href = _to(row, "open_consultation")
        buttons.append(
            Act("Ouvrir la consultation", open_href, "primary", "send", confirm=question, confirm_label="Ouvrir")
        )
    if conducts and row.state == ConsultationState.OPEN and closes:
        question = "Clore la consultation ? Les réponses sont comptées selon l’acte et ne changent plus."
        close_href = _to(row, "close_consultation")
        buttons.append(
            Act("Clore la consultation", close_href, "primary", "check", confirm=question, confirm_label="Clore")
        )
    if conducts and row.awaits_ratification:
        href = _to(row, "ratify_consultation")
        buttons.append(Button("Inscrire la ratification", href, tone="primary", icon="plus"))
    return buttons


def _asked_commission(request: Request) -> Commission | None:
    """The one that was chosen, or the only one there is to choose."""
    offered = list(open_to_consultations(request.user))
    if not offered:
        raise PermissionDenied(rules.can_consult.sentence)
    asked = request.GET.get("commission", "")
    if not asked and len(offered) == 1:
        return offered[0]
    return next((row for row in offered if str(row.pk) == asked), None)


@require_form
def consult(request: Request) -> HttpResponse:
    """Write a consultation; with several commissions, the first page asks which."""
    commission = _asked_commission(request)
    if commission is None:
        return serve_form(
            request,
            CommissionChoiceForm,
            _page(None, "Consulter par écrit", "Continuer", intro="Quelle commission ?"),
            lambda form: f"?commission={form.cleaned_data['commission'].pk}",
            commissions=open_to_consultations(request.user),
        )

    def act(form: Any) -> str:
        require(rules.can_consult, request.user, commission)
        row = consulting.write_consultation(commission.pk, form.facts(), by=request.user)
        messages.success(
            request, "La consultation est écrite. Relisez-la, puis ouvrez-la : les membres la reçoivent alors."
        )
        return address(row)

    intro = f"{commission.name}. Rien ne part avant que vous n’ouvriez la consultation."
    page = _page(None, "Consulter par écrit", "Enregistrer", intro=intro)
    return serve_form(request, ConsultationForm, page, act, **_made_with(request, commission))


def _made_with(request: Request, commission: Commission) -> dict[str, Any]:
    return {"user": request.user, "commission": commission, "statute": statute_on(commission, clock.today())}


@require_POST
def open_(request: Request, pk: UUID) -> HttpResponse:
    row = conducted(request, pk)
    try:
        opened = consulting.open_consultation(row.pk, by=request.user)
    except InvalidInput as refusal:  # what is missing is typed in the form of the consultation
        messages.error(request, " ".join(sentence for sentences in refusal.errors.values() for sentence in sentences))
        return redirect("sessions:edit_consultation", pk=row.pk)
    asked = plural(opened.voices.count(), "membre consulté", "membres consultés")
    reference = opened.reference[0].lower() + opened.reference[1:]
    messages.success(request, f"La {reference} est ouverte : {asked}.")
    return HttpResponseRedirect(address(row))


def _act(operation: Callable[..., Any], said: str | Callable[[Any], str], **form: Any) -> View:
    rule = rules.can_conduct_consultation
    return page_act(operation, fetch=visible_consultation, rule=rule, said=said, to=address, **form)


remind = _act(consulting.remind_consulted, lambda count: f"{plural(count, 'membre relancé', 'membres relancés')}.")
close = _act(
    consulting.close_consultation, lambda closed: f"La consultation est close : {closed.get_result_display()}."
)
edit = _act(
    consulting.edit_consultation,
    "La consultation est modifiée.",
    form=ConsultationForm,
    page=lambda row: _page(row, "Modifier la consultation", "Enregistrer", "Modifier", version=row.version),
    options=lambda request, row: {"instance": row, **_made_with(request, row.commission)},
)
cancel = _act(
    consulting.cancel_consultation,
    "La consultation est annulée.",
    form=ReasonForm,
    page=lambda row: _page(
        row,
        "Annuler la consultation",
        "Annuler la consultation",
        "Annuler",
        intro="Les membres déjà consultés reçoivent le motif.",
    ),
)


@require_form
def ratify(request: Request, pk: UUID) -> HttpResponse:
    row = conducted(request, pk)

    def act(form: BaseForm) -> str:
        item = consulting.put_to_ratification(row.pk, form.cleaned_data["session"].pk, by=request.user)
        messages.success(request, "La ratification est inscrite à l’ordre du jour, avec le relevé des réponses.")
        return prepare_address(item.session, item)

    intro = (
        f"« {row.title} ». La décision de la session ratifie la consultation, et fait ses effets sur les projets liés."
    )
    page = _page(row, "Inscrire la ratification", "Inscrire", intro=intro)
    return serve_form(request, RatificationForm, page, act, consultation=row)


def _initial(voice: ConsultationVoice) -> dict[str, str]:
    return {"choice": voice.choice, "comment": voice.comment} if voice.choice else {}


def _answer_page(voice: ConsultationVoice) -> FormPage:
    row = voice.consultation
    until = f" Vous pouvez changer de réponse jusqu’au {long_date(row.closes_on, weekday=False)}."
    intro = f"« {row.question} »{until if row.closes_on else ''}"
    return _page(row, "Répondre à la consultation", "Enregistrer la réponse", intro=intro)


def _answer_act(operation: Callable[..., Any], said: Callable[[Any], str], **about: Any) -> View:
    return page_act(
        operation,
        fetch=visible_voice,
        said=said,
        to=lambda voice: address(voice.consultation),
        form=VoiceForm,
        options=lambda request, voice: {"initial": _initial(voice)},
        **about,
    )


answer_mine = _answer_act(
    consulting.answer_consultation,
    lambda saved: f"Votre réponse est enregistrée : {saved.get_choice_display()}.",
    rule=rules.can_answer_consultation,
    page=_answer_page,
)
answer_for = _answer_act(
    consulting.note_voice,
    lambda saved: f"Réponse notée pour {saved.person_name} : {saved.get_choice_display()}.",
    rule=rules.can_record_voice,
    page=lambda voice: _page(
        voice.consultation,
        f"Réponse {of(voice.person_name)}",
        "Enregistrer la réponse",
        intro=f"« {voice.consultation.question} »",
    ),
)


@login_not_required
@never_cache
@require_form
def answer_link(request: Request, secret: str) -> HttpResponse:
    """The page behind the link of a mail: no account, the secret is the key."""
    voice = voice_by_secret(secret)
    if voice is None:
        return render(request, "sessions/answer_unknown.html", status=404, using="jinja2")
    row, form, status = voice.consultation, None, 200
    receives = is_receiving(row)
    if request.method != "POST":
        form = VoiceForm(initial=_initial(voice)) if receives else None
    elif not receives:
        status = 409
    else:
        form, status = VoiceForm(request.POST), 400
        if form.is_valid():
            try:
                consulting.answer_consultation(voice.pk, **form.cleaned_data, by=None)
                return redirect(reverse("sessions:answer_consultation_link", args=[secret]) + "?merci")
            except Refused as refusal:
                status = refuse_into(form, refusal)
    context = {
        "voice": voice,
        "consultation": row,
        "is_receiving": receives,
        "closed": "" if receives else CLOSED_BY_CANCEL if row.state == ConsultationState.CANCELLED else CLOSED,
        "form": form,
        "saved": "merci" in request.GET,
    }
    return render(request, "sessions/consultation_answer.html", context, status=status, using="jinja2")
