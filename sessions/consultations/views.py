"""Written consultations: the list, one of them, and how each member answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissions.queries import statute_on
from foundation.common import clock
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, refuse_into, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import long_date, plural
from sessions.core.views.shown import crumbs
from sessions.preparing.forms.proposals import CommissionChoiceForm
from sessions.preparing.forms.sessions import ReasonForm
from sessions.preparing.views.agenda import prepare_address
from sessions.preparing.views.sessions import _address, _chips

from . import operations as consulting
from . import rules
from .enums import ConsultationState
from .filters import ConsultationFilter
from .forms import ConsultationForm, RatificationForm, VoiceForm, consultation_initial
from .models import Consultation, ConsultationVoice
from .queries import RESULT_TONES, consultations_for, counts_of, open_to_consultations, standing_of, voice_by_secret


def visible_consultation(request: HttpRequest, pk: UUID) -> Consultation:
    rows = Consultation.objects.visible_to(request.user).select_related(
        "commission__ministry", "statute", "ratification__session"
    )
    return get_object_or_404(rows, pk=pk)


def visible_voice(request: HttpRequest, pk: UUID) -> ConsultationVoice:
    rows = ConsultationVoice.objects.visible_to(request.user).select_related(
        "consultation__commission__ministry", "consultation__statute", "person", "seat"
    )
    return get_object_or_404(rows, pk=pk)


def consultation_address(row: Consultation) -> str:
    return reverse("sessions:consultation", args=[row.pk])


def consultation_crumbs(here: str = "") -> list[tuple[str, str]]:
    return [
        *crumbs()[:-1],
        ("Sessions", reverse("sessions:list")),
        ("Consultations écrites", reverse("sessions:consultations") if here else ""),
        *([(here, "")] if here else []),
    ]


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    found = ConsultationFilter(request.GET, queryset=consultations_for(request.user), request=request)
    if request.GET.get("format") == "csv":
        rows = found.qs.iterator() if found.is_valid() else []
        header = [
            "Commission",
            "Numéro",
            "Objet",
            "État",
            "Réponses jusqu’au",
            "Consultés",
            "Réponses",
            "Pour",
            "Contre",
            "Abstentions",
        ]
        return csv_response("consultations-ecrites.csv", header, (_csv_row(row) for row in rows))
    page = page_of(request, found.qs)
    context = {
        "page": page,
        "form": found.form,
        "chips": _chips(request, found),
        "count": plural(page.count, "consultation"),
        "export_href": _address(request.GET, format="csv"),
        "standing": standing_of,
        "today": clock.today(),
        "can_consult": open_to_consultations(request.user).exists(),
        "breadcrumb": consultation_crumbs(),
    }
    return render(request, "sessions/consultations.html", context, using="jinja2")


def _csv_row(row: Consultation) -> list[Any]:
    return [
        row.commission.code,
        f"{row.number}/{row.year}" if row.number else "",
        row.title,
        standing_of(row)[0],
        row.closes_on,
        row.asked,  # type: ignore[attr-defined]
        row.answered,  # type: ignore[attr-defined]
        row.votes_for,
        row.votes_against,
        row.abstentions,
    ]


@require_safe
def consultation(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, user, today = visible_consultation(request, pk), request.user, clock.today()
    voices = list(row.voices.select_related("mail", "person", "recorded_by").order_by("position", "pk"))
    answered = sum(bool(voice.choice) for voice in voices)
    mine = next((voice for voice in voices if voice.person.user_id == user.pk), None)
    may_conduct = rules.can_conduct_consultation(user, row)
    is_receiving = row.state == ConsultationState.OPEN and not row.is_over_on(today)
    words, tone = standing_of(row)
    context = {
        "consultation": row,
        "voices": voices,
        "answered": answered,
        "counts": counts_of(row) if row.result else "",
        "standing": words,
        "tone": tone,
        "result_tones": RESULT_TONES,
        "mine": mine if is_receiving else None,
        "may_conduct": may_conduct,
        "is_receiving": is_receiving,
        "can_close": (
            may_conduct and row.state == ConsultationState.OPEN and (not is_receiving or answered == len(voices))
        ),
        "can_ratify": may_conduct and row.awaits_ratification,
        "projects": list(row.projects.visible_to(user).order_by("title", "pk")),
        "item_href": (
            reverse("sessions:detail", args=[row.ratification.session_id]) + f"#point-{row.ratification_id}"
            if row.ratification
            else ""
        ),
        "act": row.statute if row.statute is not None else statute_on(row.commission, today),
        "breadcrumb": consultation_crumbs(row.title),
    }
    return render(request, "sessions/consultation.html", context, using="jinja2")


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest) -> HttpResponse:
    """Write a consultation; with several commissions, the first page asks which."""
    offered = open_to_consultations(request.user)
    first = offered.first()
    if first is None:
        raise PermissionDenied(rules.can_consult.sentence)
    asked = request.GET.get("commission", "")
    commission = (
        next((row for row in offered if str(row.pk) == asked), None)
        if asked
        else first
        if offered.count() == 1
        else None
    )
    if commission is None:
        page = FormPage(
            "Consulter par écrit",
            "Continuer",
            reverse("sessions:consultations"),
            consultation_crumbs("Consulter par écrit"),
            intro="Quelle commission ?",
        )
        return serve_form(
            request,
            CommissionChoiceForm,
            page,
            lambda form: f"?commission={form.cleaned_data['commission'].pk}",
            commissions=offered,
        )

    def act(form: ConsultationForm) -> str:
        require(rules.can_consult, request.user, commission)
        row = consulting.write_consultation(commission.pk, form.facts(), by=request.user)
        messages.success(
            request, "La consultation est écrite. Relisez-la, puis ouvrez-la : les membres la reçoivent alors."
        )
        return consultation_address(row)

    page = FormPage(
        "Consulter par écrit",
        "Enregistrer",
        reverse("sessions:consultations"),
        consultation_crumbs("Consulter par écrit"),
        intro=f"{commission.name}. Rien ne part avant que vous n’ouvriez la consultation.",
    )
    return serve_form(
        request,
        ConsultationForm,
        page,
        act,
        user=request.user,
        commission=commission,
        statute=statute_on(commission, clock.today()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)

    def act(form: ConsultationForm) -> str:
        consulting.edit_consultation(row.pk, form.facts(), base_version=base_version(request), by=request.user)
        messages.success(request, "La consultation est modifiée.")
        return consultation_address(row)

    page = FormPage(
        "Modifier la consultation",
        "Enregistrer",
        consultation_address(row),
        consultation_crumbs("Modifier"),
        version=row.version,
    )
    statute = statute_on(row.commission, clock.today())
    return serve_form(
        request,
        ConsultationForm,
        page,
        act,
        initial=consultation_initial(row),
        user=request.user,
        commission=row.commission,
        statute=statute,
    )


@require_POST
def open_(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)
    try:
        opened = consulting.open_consultation(row.pk, by=request.user)
    except InvalidInput as refusal:  # what is missing is typed in the form of the consultation
        messages.error(request, " ".join(sentence for sentences in refusal.errors.values() for sentence in sentences))
        return redirect("sessions:edit_consultation", pk=row.pk)
    asked = opened.voices.count()
    messages.success(
        request,
        f"La {opened.reference[0].lower()}{opened.reference[1:]} est ouverte :"
        f" {plural(asked, 'membre consulté', 'membres consultés')}.",
    )
    return HttpResponseRedirect(consultation_address(row))


@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)
    count = consulting.remind_consulted(row.pk, by=request.user)
    messages.success(request, f"{plural(count, 'membre relancé', 'membres relancés')}.")
    return HttpResponseRedirect(consultation_address(row))


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)
    closed = consulting.close_consultation(row.pk, by=request.user)
    messages.success(request, f"La consultation est close : {closed.get_result_display()}.")
    return HttpResponseRedirect(consultation_address(row))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)

    def act(form: ReasonForm) -> str:
        consulting.cancel_consultation(row.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "La consultation est annulée.")
        return consultation_address(row)

    page = FormPage(
        "Annuler la consultation",
        "Annuler la consultation",
        consultation_address(row),
        consultation_crumbs("Annuler"),
        intro="Les membres déjà consultés reçoivent le motif.",
    )
    return serve_form(request, ReasonForm, page, act)


@require_http_methods(["GET", "HEAD", "POST"])
def ratify(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_consultation(request, pk)
    require(rules.can_conduct_consultation, request.user, row)

    def act(form: RatificationForm) -> str:
        item = consulting.put_to_ratification(row.pk, form.cleaned_data["session"].pk, by=request.user)
        messages.success(request, "La ratification est inscrite à l’ordre du jour, avec le relevé des réponses.")
        return prepare_address(item.session, item)

    page = FormPage(
        "Inscrire la ratification",
        "Inscrire",
        consultation_address(row),
        consultation_crumbs("Inscrire la ratification"),
        intro=(
            f"« {row.title} ». La décision de la session ratifie la consultation, et fait ses effets sur les projets"
            " liés."
        ),
    )
    return serve_form(request, RatificationForm, page, act, consultation=row)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member answers on the portal."""
    voice = visible_voice(request, pk)
    require(rules.can_answer_consultation, request.user, voice)
    return _answer_page(request, voice, recorded=False)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The secretary notes an answer received on paper."""
    voice = visible_voice(request, pk)
    require(rules.can_record_voice, request.user, voice)
    return _answer_page(request, voice, recorded=True)


def _answer_page(request: HttpRequest, voice: ConsultationVoice, *, recorded: bool) -> HttpResponse:
    row = voice.consultation

    def act(form: VoiceForm) -> str:
        saved = consulting.answer_consultation(voice.pk, **form.cleaned_data, by=request.user, recorded=recorded)
        whose = f"Réponse notée pour {saved.person_name}" if recorded else "Votre réponse est enregistrée"
        messages.success(request, f"{whose} : {saved.get_choice_display()}.")
        return consultation_address(row)

    title = f"Réponse {of(voice.person_name)}" if recorded else "Répondre à la consultation"
    intro = f"« {row.question} »" + (
        f" Vous pouvez changer de réponse jusqu’au {long_date(row.closes_on, weekday=False)}."
        if not recorded and row.closes_on
        else ""
    )
    page = FormPage(title, "Enregistrer la réponse", consultation_address(row), consultation_crumbs(title), intro=intro)
    return serve_form(request, VoiceForm, page, act, initial=_initial(voice))


def _initial(voice: ConsultationVoice) -> dict[str, str]:
    return {"choice": voice.choice, "comment": voice.comment} if voice.choice else {}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link of a mail: no account, the secret is the key."""
    voice = voice_by_secret(secret)
    if voice is None:
        return render(request, "sessions/answer_unknown.html", status=404, using="jinja2")
    row = voice.consultation
    is_receiving = row.state == ConsultationState.OPEN and not row.is_over_on(clock.today())
    context = {
        "voice": voice,
        "consultation": row,
        "is_receiving": is_receiving,
        "form": None,
        "saved": "merci" in request.GET,
    }
    status = 200
    if not is_receiving:
        status = 200 if request.method != "POST" else 409
    elif request.method != "POST":
        context["form"] = VoiceForm(initial=_initial(voice))
    else:
        form = VoiceForm(request.POST)
        context["form"], status = form, 400
        if form.is_valid():
            try:
                consulting.answer_consultation(voice.pk, **form.cleaned_data, by=None)
                return redirect(reverse("sessions:answer_consultation_link", args=[secret]) + "?merci")
            except Refused as refusal:
                status = refuse_into(form, refusal)
    return render(request, "sessions/consultation_answer.html", context, status=status, using="jinja2")
