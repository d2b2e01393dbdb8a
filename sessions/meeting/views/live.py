"""The live page of a session: its agenda, the text of the item, presence and quorum; and the acts of who
conducts it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation.common import clock
from foundation.common.exceptions import Conflict, Refused
from foundation.common.form_pages import FormPage, beside, refuse_into
from foundation.common.permissions import require
from foundation.common.typography import plural, short_hour
from sessions.core import rules
from sessions.core.enums import BallotMethod, BallotResult, Section, SessionState, Voice
from sessions.core.models import Ballot, CommissionSession
from sessions.core.queries.roll import seats_of
from sessions.core.views.shown import visible_item, visible_session

from ..forms import live as forms
from ..operations import correcting, deciding, holding, reconvening, voting
from ..queries.check_in import shown_code
from ..queries.live import LiveSheet, addressees_of, live_sheet, live_stamp, text_heads
from ..queries.presence import chair_among, events_of, read_presence
from ..queries.register import in_force_on
from ..workflow import opening_blockers

SHORTCUTS = [
    ("Ctrl+S", "Enregistrer tout de suite"),
    ("Ctrl+Entrée", "Enregistrer ce que l’on écrit, sans quitter le point"),
    ("Alt+N", "Passer au point suivant"),
    ("Alt+↓", "Lire le point d’après, sans changer de point en cours"),
    ("Alt+↑", "Lire le point d’avant"),
    ("Alt+B", "Écrire les débats"),
    ("Alt+C", "Écrire la conclusion"),
    ("Alt+S", "Écrire la décision"),
    ("Alt+R", "Écrire une recommandation"),
    ("Alt+I", "Noter une intervention"),
    ("Alt+V", "Voter"),
    ("Alt+P", "Relever les présences"),
    ("?", "Ces raccourcis (hors d’un texte)"),
]


def visible_ballot(request: HttpRequest, pk: UUID) -> Ballot:
    return get_object_or_404(
        Ballot.objects.visible_to(request.user).select_related("session__commission", "item"), pk=pk
    )


def live_address(session: CommissionSession | UUID, item: Any = None) -> str:
    address = reverse("sessions:live", args=[getattr(session, "pk", session)])
    return f"{address}?point={getattr(item, 'pk', item)}" if item else address


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def act(request: HttpRequest, form: Form, page: FormPage, operation: Callable[[Form], tuple[str, str]]) -> HttpResponse:
    """Run an act of the live page: `operation(form)` returns (address, sentence).

    A refusal comes back as JSON to the script, which leaves every field as it was typed, or as a page with the same
    form.
    """
    try:
        if form.is_valid():
            address, sentence = operation(form)
            if sentence:
                messages.success(request, sentence)
            return redirect(address)
        status, message = 400, ""
    except Conflict as conflict:
        if not request.htmx:  # type: ignore[attr-defined]
            raise
        sides = {name: {"stored": stored, "sent": sent} for name, (stored, sent) in conflict.sides.items()}
        return JsonResponse({"message": conflict.message, "errors": [], "sides": sides}, status=409)
    except Refused as refusal:
        status, message = refuse_into(form, refusal), refusal.message
    if request.htmx:  # type: ignore[attr-defined]
        errors = [
            f"{form.fields[name].label} : {text}" if name in form.fields else str(text)
            for name, texts in form.errors.items()
            for text in texts
        ]
        return JsonResponse({"message": message if not errors else "", "errors": errors}, status=status)
    return render(
        request,
        page.template,
        {"page": page, "form": form, "version": page.version, "beside": beside(request, form), **page.extra},
        status=status,
        using="jinja2",
    )


def act_page(session: CommissionSession, title: str, submit: str, *, item: Any = None, intro: str = "") -> FormPage:
    back = live_address(session, item)
    return FormPage(
        title=title,
        submit=submit,
        cancel_href=back,
        breadcrumb=[("Sessions", ""), (session.label, back), (title, "")],
        intro=intro,
    )


@require_safe
def live(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_read_minutes, request.user, session)
    part = "seance" if request.GET.get("partie") == "seance" else ""
    sheet = live_sheet(session, item_id=_uuid(request.GET.get("point", "")), part=part)
    presence = [line.presence for line in sheet.seats]
    item_count = sum(1 for line in sheet.items if not line.is_heading and line.item.withdrawn_at is None)
    context = {
        "session": session,
        "sheet": sheet,
        "part": part,
        "shortcuts": SHORTCUTS,
        "can_write": sheet.is_writable and rules.can_take_minutes(request.user, session),
        "can_conduct": rules.can_conduct(request.user, session),
        "opening_form": forms.OpeningForm(session=session, presence=presence, auto_id="ouvrir_%s"),
        "lifting_form": forms.LiftingForm(session=session, auto_id="lever_%s"),
        "speech_form": forms.SpeechForm(speakers=sheet.speakers, auto_id="parole_%s"),
        "recommendation_form": forms.RecommendationForm(
            addressees=addressees_of(session), projects=sheet.projects, auto_id="reco_%s"
        ),
        "ballot_form": forms.BallotForm(auto_id="voter_%s"),
        "count_form": _count_form(sheet),
        "decision_form": _decision_form(sheet),
        "voices": Voice,
        "blockers": (
            opening_blockers(
                held_on=session.held_on,
                today=clock.today(),
                item_count=item_count,
                counted=sheet.quorum.counted,
                required=sheet.quorum.required,
                article=sheet.quorum.article,
                is_chaired=chair_among(presence) is not None,
                silent_on=sheet.quorum.silent_on,
            )
            if session.state == SessionState.CONVENED
            else []
        ),
        "now": clock.now(),
        "Section": Section,
        "check_in": shown_code(session) if rules.can_conduct(request.user, session) else None,
    }
    return render(request, "sessions/live/live.html", context, using="jinja2")


@require_safe
def live_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a page asks every few seconds: is it still the same user, did somebody else save or act.

    A fresh token comes with it.
    """
    session = visible_session(request, pk)
    require(rules.can_read_minutes, request.user, session)
    answer = {
        "user": str(request.user.pk),
        "csrf": get_token(request),
        "state": session.state,
        "stamp": live_stamp(session),
        "texts": text_heads(session),
    }
    return JsonResponse(answer)


@require_POST
def open_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)
    presence = read_presence(seats_of(session), events_of(session))
    form = forms.OpeningForm(request.POST, session=session, presence=presence)

    def operation(form: Form) -> tuple[str, str]:
        opened = holding.open_session(
            session.pk,
            by=request.user,
            at=form.instant(),  # type: ignore[attr-defined]
            chair_seat_id=_uuid(form.cleaned_data["chair"]),
            rapporteur_seat_id=_uuid(form.cleaned_data["rapporteur"]),
        )
        return live_address(session), f"La session est ouverte à {short_hour(opened.opened_at)}."

    return act(request, form, act_page(session, "Ouvrir la session", "Ouvrir la session"), operation)


@require_POST
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        holding.suspend(session.pk, by=request.user, reason=form.cleaned_data["reason"])
        return live_address(session), "La session est suspendue."

    return act(
        request, forms.ReasonForm(request.POST), act_page(session, "Suspendre la session", "Suspendre"), operation
    )


@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        holding.resume(session.pk, by=request.user)
        return live_address(session), "La session reprend."

    return act(request, Form(request.POST), act_page(session, "Reprendre la session", "Reprendre"), operation)


@require_POST
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        lifted = holding.lift(session.pk, by=request.user, at=form.instant())  # type: ignore[attr-defined]
        missing = sum(1 for line in live_sheet(lifted).without_outcome)
        warning = f" {plural(missing, 'point')} sans conclusion : le procès-verbal le signale." if missing else ""
        return (
            live_address(session),
            f"La session est levée à {short_hour(lifted.lifted_at)}. Le procès-verbal se prépare.{warning}",
        )

    return act(
        request,
        forms.LiftingForm(request.POST, session=session),
        act_page(session, "Lever la session", "Lever la session"),
        operation,
    )


@require_POST
def declare_no_quorum(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["reconvene"]:
            require(rules.can_prepare, request.user, session)
            second = reconvening.declare_and_reconvene(session.pk, by=request.user, reason=reason)
            return (
                reverse("sessions:edit", args=[second.pk]),
                (
                    "La carence est constatée et son procès-verbal se prépare. Voici la seconde convocation, avec le"
                    " même ordre du jour : fixez sa date."
                ),
            )
        holding.declare_no_quorum(session.pk, by=request.user, reason=reason)
        return live_address(session), "La carence est constatée. Le procès-verbal de carence se prépare."

    return act(
        request,
        forms.NoQuorumForm(request.POST),
        act_page(session, "Constater la carence", "Constater la carence"),
        operation,
    )


@require_POST
def start_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_conduct, request.user, item.session)

    def operation(form: Form) -> tuple[str, str]:
        holding.start_item(item.session_id, item.pk, by=request.user)
        return live_address(item.session, item), ""

    return act(request, Form(request.POST), act_page(item.session, "Aborder le point", "Aborder", item=item), operation)


@require_POST
def end_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_conduct, request.user, item.session)

    def operation(form: Form) -> tuple[str, str]:
        holding.end_item(item.session_id, item.pk, by=request.user)
        return live_address(item.session, item), ""

    return act(request, Form(request.POST), act_page(item.session, "Clore le point", "Clore", item=item), operation)


@require_POST
def withdraw_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_conduct, request.user, item.session)

    def operation(form: Form) -> tuple[str, str]:
        deciding.withdraw_in_session(item.pk, reason=form.cleaned_data["reason"], by=request.user)
        return live_address(item.session, item), "Le point est retiré ; il reste visible avec son motif."

    return act(
        request,
        forms.ReasonForm(request.POST),
        act_page(item.session, "Retirer le point", "Retirer le point", item=item),
        operation,
    )


@require_POST
def open_ballot(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_conduct, request.user, item.session)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        if typed["method"] == BallotMethod.CONSENSUS:
            voting.record_consensus(
                item.pk, question=typed["question"], proposed_outcome=typed["proposed_outcome"], by=request.user
            )
            return live_address(item.session, item), "Le consensus est constaté."
        method = typed["method"] or BallotMethod.SHOW_OF_HANDS
        ballot = voting.open_ballot(
            item.pk,
            question=typed["question"],
            method=method,
            proposed_outcome=typed["proposed_outcome"],
            by=request.user,
        )
        return (
            live_address(item.session, item),
            f"Le vote est ouvert : {plural(ballot.snapshot['entitled'], 'votant')}.",
        )

    return act(
        request,
        forms.BallotForm(request.POST),
        act_page(item.session, "Mettre aux voix", "Ouvrir le vote", item=item),
        operation,
    )


@require_POST
def close_ballot(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        closed = voting.close_ballot(ballot.pk, **form.cleaned_data, by=request.user)
        return (
            live_address(ballot.session, ballot.item_id),
            f"Le vote est clos : {BallotResult(closed.result).label}. {closed.snapshot['explanation'].capitalize()}.",
        )

    return act(
        request,
        forms.CountForm(request.POST, method=ballot.method),
        act_page(ballot.session, "Clore le vote", "Clore le vote", item=ballot.item_id),
        operation,
    )


@require_POST
def correct_vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        correcting.correct_vote(ballot.pk, **form.cleaned_data, by=request.user)
        return (
            live_address(ballot.session, ballot.item_id),
            "Le compte du vote est corrigé ; le procès-verbal imprime la correction à côté de l’original.",
        )

    page = act_page(ballot.session, "Corriger le compte d’un vote", "Corriger", item=ballot.item_id)
    return act(request, forms.VoteCorrectionForm(request.POST, method=ballot.method), page, operation)


@require_POST
def cast_vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        voting.cast_vote(
            ballot.pk, seat_id=form.cleaned_data["seat"], choice=form.cleaned_data["choice"], by=request.user
        )
        return live_address(ballot.session, ballot.item_id), ""

    return act(
        request,
        forms.VoiceForm(request.POST),
        act_page(ballot.session, "Noter une voix", "Noter", item=ballot.item_id),
        operation,
    )


@require_POST
def correct_voice(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        correcting.correct_voice(
            ballot.pk, seat_id=typed["seat"], choice=typed["choice"], reason=typed["reason"], by=request.user
        )
        return (
            live_address(ballot.session, ballot.item_id),
            "La voix est corrigée ; le procès-verbal imprime la correction à côté de l’original.",
        )

    page = act_page(ballot.session, "Corriger une voix", "Corriger", item=ballot.item_id)
    return act(request, forms.VoiceCorrectionForm(request.POST), page, operation)


@require_POST
def cancel_ballot(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        voting.cancel_ballot(ballot.pk, reason=form.cleaned_data["reason"], by=request.user)
        return live_address(ballot.session, ballot.item_id), "Le vote est annulé."

    return act(
        request,
        forms.ReasonForm(request.POST),
        act_page(ballot.session, "Annuler le vote", "Annuler le vote", item=ballot.item_id),
        operation,
    )


@require_POST
def mark_voted(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = visible_ballot(request, pk)
    require(rules.can_conduct, request.user, ballot.session)

    def operation(form: Form) -> tuple[str, str]:
        voting.mark_voted(
            ballot.pk, seat_id=form.cleaned_data["seat"], voted=form.cleaned_data["voted"], by=request.user
        )
        return live_address(ballot.session, ballot.item_id), ""

    return act(
        request,
        forms.MarkForm(request.POST),
        act_page(ballot.session, "Marquer un votant", "Marquer", item=ballot.item_id),
        operation,
    )


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = visible_item(request, pk)
    require(rules.can_take_minutes, request.user, item.session)
    projects = list(item.projects.order_by("code", "pk"))
    touched = list(in_force_on(item.session.commission_id, [project.pk for project in projects]).select_related("item"))
    form = forms.DecisionForm(request.POST, projects=projects, touched=touched)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        decision = deciding.decide(
            item.pk,
            outcome=typed["outcome"],
            text=typed["text"],
            project_ids=typed.get("projects"),
            reserves=form.reserves(),  # type: ignore[attr-defined]
            by_consensus=typed["by_consensus"],
            override_reason=typed["override_reason"],
            relations=form.relations(),  # type: ignore[attr-defined]
            by=request.user,
        )
        moved = [
            effect for effect in decision.effects.select_related("project") if effect.stage_before != effect.stage_after
        ]
        effects = " ".join(
            f"Le projet {effect.project.code} passe au stade « {effect.project.get_stage_display()} »."
            for effect in moved
        )
        unsaid = decision.relations.filter(kind="").count()
        remains = (
            f"Dites encore ce qu’elle fait de {plural(unsaid, 'décision antérieure', 'décisions antérieures')}"
            " (registre des décisions)."
            if unsaid
            else ""
        )
        return live_address(item.session, item), " ".join(
            f"{decision.reference} : {decision.get_outcome_display()}. {effects} {remains}".split()
        )

    return act(request, form, act_page(item.session, f"Décider : {item.title}", "Décider", item=item), operation)


def _count_form(sheet: LiveSheet) -> forms.CountForm | None:
    if sheet.open_ballot is None:
        return None
    return forms.CountForm(method=sheet.open_ballot.method, is_chaired=sheet.is_chaired, auto_id="compter_%s")


def _decision_form(sheet: Any) -> forms.DecisionForm:
    """The form as it stands: text from the minutes, outcome from the vote, every linked project ticked."""
    ballot = sheet.last_ballot
    adopted = ballot is not None and ballot.result == BallotResult.ADOPTED
    initial = {
        "text": next((field.text for field in sheet.texts if field.section == Section.DECISION), ""),
        "outcome": ballot.proposed_outcome if adopted else "",
        "projects": [str(project.pk) for project in sheet.projects],
    }
    return forms.DecisionForm(
        initial=initial,
        projects=sheet.projects,
        touched=sheet.touched,
        has_open_reserves=bool(sheet.open_reserves),
        auto_id="decider_%s",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
