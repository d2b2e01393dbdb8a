"""The list of sessions, the page of one, and the acts before it opens."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import long_date, plural, short_datetime
from sessions.core import rules
from sessions.core.enums import OVER, PvState, SessionAction
from sessions.core.enums import SessionState as State
from sessions.core.extensions import session_parts
from sessions.core.models import CommissionSession
from sessions.core.operations.archiving import archive_session
from sessions.core.queries.blockers import Blocker, convening_blockers, notice_for
from sessions.core.views.shown import crumbs, detail_address, visible_session
from sessions.core.workflow import SESSION_WORKFLOW, archiving_blockers, takes_arrivals

from ..filters import SessionFilter
from ..forms.sessions import NewSessionForm, ReasonForm, SessionForm
from ..models import SessionTemplate
from ..operations.convening import convene, convene_new_holders, remind
from ..operations.postponing import cancel_session, postpone_session
from ..operations.preparing import create_session, edit_session, prepare_second_convocation
from ..operations.reading import open_page
from ..queries.conformity import sheet_blockers
from ..queries.newcomers import Newcomer, newcomers_of
from ..queries.releases import last_release, unannounced_changes
from ..queries.sheet import (
    AnswerCounts,
    Step,
    agenda_of,
    answers_of,
    count_answers,
    own_convocation,
    sessions_for,
    sources_of,
    state_sentence,
    steps_of,
    timeline_of,
)

SECTIONS = [
    (
        "Quand",
        "Rien n’est obligatoire aujourd’hui : ce qui manque avant de convoquer sera rappelé sur la page de la session.",
        ("kind", "year", "held_on", "starts_at", "planned_minutes", "submission_days"),
    ),
    ("Où", "", ("place", "video_link")),
    ("Quoi", "", ("theme", "is_closed_doors", "urgency_motive")),
]
TONES = {
    State.PREPARING: "neutral",
    State.CONVENED: "information",
    State.OPEN: "good",
    State.SUSPENDED: "attention",
    State.LIFTED: "good",
    State.ARCHIVED: "neutral",
    State.CANCELLED: "late",
    State.POSTPONED: "attention",
    State.NO_QUORUM: "late",
}


def page_address(name: str, pk: UUID) -> str:
    """The address of a page of another part, or nothing when this portal does not have it."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def commissions_kept(request: HttpRequest) -> "QuerySet[Commission]":
    return (
        Commission.objects.alive().filter(pk__in=request.user.access.commissions(Role.SECRETARY)).order_by("code", "pk")
    )


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    found = SessionFilter(request.GET, queryset=sessions_for(request.user), request=request)
    if request.GET.get("format") == "csv":
        rows = found.qs.iterator() if found.is_valid() else []
        return csv_response(
            "sessions.csv",
            [
                "Commission",
                "Session",
                "Nature",
                "Année",
                "Date",
                "Heure",
                "Lieu",
                "État",
                "Points",
                "Convoqués",
                "Réponses",
            ],
            (_csv_row(s) for s in rows),
        )
    page = page_of(request, found.qs)
    kept = list(commissions_kept(request))
    return render(
        request,
        "sessions/list.html",
        {
            "page": page,
            "form": found.form,
            "chips": _chips(request, found),
            "count": plural(page.count, "session"),
            "can_create": bool(kept),
            "past_href": reverse("sessions:record_past") if kept else "",
            "templates_href": reverse("sessions:templates") if kept else "",
            "export_href": _address(request.GET, format="csv"),
            "tones": TONES,
            "is_filtered": bool(_chips(request, found)),
            "today": clock.today(),
        },
        using="jinja2",
    )


def _csv_row(session: CommissionSession) -> list[Any]:
    return [
        session.commission.code,
        session.label,
        session.get_kind_display(),
        session.year,
        session.held_on,
        session.starts_at and session.starts_at.strftime("%H:%M"),
        session.place,
        session.get_state_display(),
        session.item_count,
        session.convened_count,
        session.answered_count,
    ]


def _address(params: QueryDict, **changes: str | None) -> str:
    query = params.copy()
    for name in ("page", *(name for name, value in changes.items() if value is None)):
        query.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _chips(request: HttpRequest, found: SessionFilter) -> list[dict[str, str]]:
    if not found.is_valid():
        return []
    chips = []
    for name, bound in found.form.fields.items():
        value = found.form.cleaned_data.get(name)
        if value in (None, ""):
            continue
        words = dict(getattr(bound, "choices", [])).get(value, value) if name != "commission" else value.code
        chips.append({"label": f"{bound.label} : {words}", "remove_href": _address(request.GET, **{name: None})})
    return chips


def frame_of(request: HttpRequest, session: CommissionSession) -> dict[str, Any]:
    """What the head of the session's pages shows: sentence, stepper, what one may do."""
    user, state = request.user, State(session.state)
    keeps = rules.can_prepare(user, session)
    sees_answers = rules.can_read_presence(user, session)
    lines = answers_of(session) if sees_answers else []
    counts = count_answers(lines)
    blockers = (
        [*convening_blockers(session, today=clock.today()), *sheet_blockers(session)]
        if keeps and state in (State.PREPARING, State.POSTPONED)
        else []
    )
    agenda = agenda_of(session, user)
    pv = getattr(session, "pv", None) if state in OVER else None
    pv_is_out = pv is not None and pv.state != PvState.DRAFT
    steps = steps_of(session, blockers=blockers, pv_label=pv.get_state_display() if pv is not None else "")
    return {
        "session": session,
        "is_keeper": keeps,
        "is_conductor": rules.can_conduct(user, session),
        "sees_answers": sees_answers,
        "answers": lines,
        "counts": counts,
        "blockers": blockers,
        "agenda": agenda,
        "steps": [_drawn(session, step, sees_answers=sees_answers) for step in steps],
        "today": clock.today(),
        "sentence": state_sentence(
            session, items=agenda.item_count, answers=counts if sees_answers else AnswerCounts()
        ),
        "tone": TONES[state],
        "can": {action.value for action in SESSION_WORKFLOW.actions_from(state)} if keeps else set(),
        "can_archive": rules.can_archive(user, session) and SESSION_WORKFLOW.can(SessionAction.ARCHIVE, state),
        "archive_blockers": archiving_blockers(is_reconstituted=session.is_reconstituted, pv_is_submitted=pv_is_out),
        "is_editable": keeps and state in (State.PREPARING, State.POSTPONED, State.CONVENED),
        "notice": notice_for(session, sent_on=clock.today()) if state in (State.PREPARING, State.POSTPONED) else None,
        "live_href": (
            reverse("sessions:live", args=[session.pk])
            if state in (State.CONVENED, State.OPEN, State.SUSPENDED)
            else ""
        ),
        "pv_href": page_address("sessions:pv", session.pk) if state in OVER else "",
    }


def _drawn(session: CommissionSession, step: Step, *, sees_answers: bool) -> dict[str, Any]:
    """A step leads where the reader may go; to the others it is text."""
    hrefs = {
        "prepare": reverse("sessions:prepare", args=[session.pk]),
        "convene": reverse("sessions:convocations", args=[session.pk]) if session.convened_at and sees_answers else "",
        "hold": "",
        "pv": "",
    }
    return {
        "label": step.label,
        "state": step.state,
        "note": step.note,
        "href": hrefs[step.key],
        "blockers": [(b.sentence, _mending(session, b)) for b in step.blockers],
    }


def _mending(session: CommissionSession, blocker: Blocker) -> str:
    """Where a blocker is mended."""
    if blocker.place == "agenda":
        return reverse("sessions:prepare", args=[session.pk]) + "#nouveau"
    if blocker.place == "sheet":
        return reverse("sessions:sheet", args=[blocker.key])
    if blocker.place == "session":
        return reverse("sessions:edit", args=[session.pk])
    return page_address("commissions:detail", session.commission_id) or reverse("sessions:edit", args=[session.pk])


def newcomers_for(frame: dict[str, Any], session: CommissionSession) -> list[Newcomer]:
    """For who keeps the session: who took a seat since its convocation (1 query)."""
    return newcomers_of(session, [line.convocation for line in frame["answers"]]) if frame["is_keeper"] else []


@require_safe
def session_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    frame = frame_of(request, session)
    own = own_convocation(session, request.user)
    return render(
        request,
        "sessions/detail.html",
        frame
        | dict(part(request.user, session) for part in session_parts)
        | {
            "breadcrumb": crumbs(session),
            "timeline": [_entry(step) for step in timeline_of(session)],
            "sources": sources_of(session),
            "own": own,
            "check_in_href": (
                reverse("check_in:ask")
                if own is not None and takes_arrivals(session.state, session.held_on, clock.today())
                else ""
            ),
            "own_href": (
                reverse("sessions:answer_mine", args=[own.pk])
                if own is not None and session.state == State.CONVENED
                else ""
            ),
            "speeches": (
                list(session.speeches.filter(item=None).order_by("position", "pk")) if session.is_reconstituted else []
            ),
            "guests": list(session.guests.order_by("position", "pk")) if session.is_reconstituted else [],
            "later": list(
                CommissionSession.objects.visible_to(request.user).filter(postponed_from=session).order_by("created_at")
            ),
            "doors": _doors(request.user, session),  # type: ignore[arg-type]
            "papers": _papers(session, sees_presence=frame["sees_answers"]),
            "news": open_page(session, frame["agenda"], request.user),
            "release": last_release(session) if session.state == State.CONVENED else None,
            "newcomers": newcomers_for(frame, session),
            "unannounced": (
                unannounced_changes(session) if frame["is_keeper"] and session.state == State.CONVENED else None
            ),
        },
        using="jinja2",
    )


def _papers(session: CommissionSession, *, sees_presence: bool) -> list[tuple[str, str]]:
    """The papers that this session may have in its state, with their page for who may read it."""
    state = State(session.state)
    papers = (
        [("Ordres du jour diffusés", reverse("sessions:releases", args=[session.pk]))]
        if session.convened_at and not session.is_reconstituted
        else []
    )
    if state in (State.CONVENED, State.OPEN, State.SUSPENDED, *OVER) and not session.is_reconstituted:
        papers.append(
            ("Feuille d’émargement", page_address("sessions:attendance_sheet", session.pk) if sees_presence else "")
        )
    if state in OVER:
        papers.append(("Procès-verbal", page_address("sessions:pv", session.pk)))
    return papers


def _entry(step: Any) -> dict[str, Any]:
    tones = {SessionAction.CANCEL: "late", SessionAction.POSTPONE: "attention", SessionAction.DECLARE_NO_QUORUM: "late"}
    by = f"{step.by}, {step.by_capacity}" if step.by and step.by_capacity else str(step.by or "")
    return {
        "when": short_datetime(step.at),
        "title": (
            "Enregistrée au portail"
            if step.action == SessionAction.RECORD_PAST
            else step.get_to_state_display().capitalize()
        ),
        "text": step.reason,
        "by": by,
        "tone": tones.get(SessionAction(step.action), "neutral"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    kept = commissions_kept(request)
    if not kept:
        raise PermissionDenied(rules.can_create_session.sentence)

    def act(form: NewSessionForm) -> str:
        commission = form.cleaned_data["commission"]
        require(rules.can_create_session, request.user, commission)
        session = create_session(
            commission.pk,
            form.facts(),
            by=request.user,
            start_from=form.source(),
            own_items=form.cleaned_data["own_items"],
        )
        messages.success(request, _created(session))
        return reverse("sessions:prepare", args=[session.pk])

    first = _asked_commission(request, kept) or kept.first()
    source = _asked_source(request, kept)
    initial: dict[str, Any] = {
        "commission": first,
        "place": first.meeting_place if first else "",
        "planned_minutes": 120,
        "own_items": True,
    }
    if source is not None:
        key = f"{'modele' if isinstance(source, SessionTemplate) else 'session'}:{source.pk}"
        initial |= {
            "commission": source.commission,
            "place": source.place or initial["place"],
            "planned_minutes": source.planned_minutes or 120,
            "start_from": key,
        }
        initial |= (
            {"starts_at": source.starts_at, "video_link": source.video_link}
            if isinstance(source, CommissionSession)
            else {}
        )
    beginning = ("Ordre du jour", "", ("start_from", "own_items"))
    sections = [("Commission", "", ("commission",)), beginning, *SECTIONS] if len(kept) > 1 else [beginning, *SECTIONS]
    page = FormPage(
        "Préparer une session",
        "Préparer la session",
        reverse("sessions:list"),
        crumbs(here="Préparer une session"),
        template="sessions/form.html",
        sections=sections,
        extra={"hidden": () if len(kept) > 1 else ("commission",)},
    )
    return serve_form(
        request,
        NewSessionForm,
        page,
        act,
        initial=initial if request.method != "POST" else None,
        commissions=kept,
        user=request.user,
    )


def _asked_commission(request: HttpRequest, kept: "QuerySet[Commission]") -> Commission | None:
    """What `?commission=` names, among those one keeps."""
    try:
        return kept.filter(pk=UUID(request.GET.get("commission", ""))).first()
    except ValueError:
        return None


def _asked_source(request: HttpRequest, kept: "QuerySet[Commission]") -> CommissionSession | SessionTemplate | None:
    """What `?depuis=session:…` or `?depuis=modele:…` names, among what one may see and keeps."""
    kind, _, key = request.GET.get("depuis", "").partition(":")
    try:
        pk = UUID(key)
    except ValueError:
        return None
    if kind == "session":
        return (
            CommissionSession.objects.visible_to(request.user)
            .filter(pk=pk, commission__in=kept)
            .select_related("commission")
            .first()
        )
    return (
        SessionTemplate.objects.visible_to(request.user)
        .kept()
        .filter(pk=pk, commission__in=kept)
        .select_related("commission")
        .first()
    )


def _created(session: CommissionSession) -> str:
    count = session.agenda_items.count()
    told = (
        f"{plural(count, 'point y est déjà inscrit', 'points y sont déjà inscrits')} : relisez-les."
        if count
        else "Inscrivez les points de son ordre du jour."
    )
    return f"La session est en préparation. {told}"


def _doors(user: User, session: CommissionSession) -> list[tuple[str, str]]:
    """What else is read or done of this session, by whoever may: (label, address)."""
    running = (State.CONVENED, State.OPEN, State.SUSPENDED)
    keeps, mine = rules.can_prepare(user, session), f"?commission={session.commission_id}"
    over = session.state in OVER and not session.is_reconstituted
    told = rules.can_read_presence(user, session)
    doors = [
        ("Écran de la salle", "sessions:screen", told and session.state in running),
        ("Points sans débat", "sessions:consent", rules.can_object(user, session) and session.state in running),
        (
            "Ce que l’acte ne dit pas",
            "sessions:silences",
            told and not session.is_reconstituted and session.state in running,
        ),
        ("Compte rendu et corrections", "sessions:live", keeps and over),
        ("Présences", "sessions:presence", told and over),
        ("Explications de vote", "sessions:explanations", rules.can_explain(user, session) and session.state in OVER),
        ("État de présence", "sessions:presence_statement", told and over),
    ]
    found = [(label, reverse(name, args=[session.pk])) for label, name, is_open in doors if is_open]
    if keeps and session.state in (State.PREPARING, State.POSTPONED, State.CONVENED):
        found += [
            ("Propositions de points", reverse("sessions:proposals") + mine),
            ("Avis de l’ASIN", reverse("sessions:opinions")),
        ]
    return [*found, ("Registre des décisions", reverse("sessions:register") + mine)]


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)

    def act(form: SessionForm) -> str:
        saved = edit_session(session.pk, form.facts(), base_version=base_version(request), by=request.user)
        messages.success(request, _edited(session, saved))
        return detail_address(session)

    names = [name for _, _, names in SECTIONS for name in names]
    intro = (
        "La session est convoquée : un changement de date, d’heure ou de lieu est envoyé à chaque membre ; pour une"
        " autre date ou une autre heure, chacun répond de nouveau."
        if session.state == State.CONVENED
        else ""
    )
    page = FormPage(
        "Modifier la session",
        "Enregistrer",
        detail_address(session),
        crumbs(session, "Modifier"),
        intro=intro,
        version=session.version,
        sections=SECTIONS,
        template="sessions/form.html",
        extra={"hidden": ()},
    )
    return serve_form(request, SessionForm, page, act, initial={name: getattr(session, name) for name in names})


def _edited(before: CommissionSession, after: CommissionSession) -> str:
    """What the change led to: letters, answers asked for again, other rules."""
    said = "La session est enregistrée."
    if after.invitation_sequence != before.invitation_sequence:
        said = "Le changement part à tous les membres, avec une nouvelle invitation."
        if (after.held_on, after.starts_at) != (before.held_on, before.starts_at):
            said += " Les réponses déjà reçues ne valent plus : chacun répond de nouveau."
    if after.statute_id != before.statute_id:
        rules = (
            f"la version {after.statute.number} des règles, en vigueur à la nouvelle date"
            if after.statute
            else "aucune règle connue à la nouvelle date"
        )
        said += f" La session suit {rules}."
    return said


@require_POST
def session_convene(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_convene, request.user, session)
    convened = convene(session.pk, by=request.user)
    rows = count_answers(answers_of(convened))
    leaving = rows.total - rows.no_address
    by_hand = (
        f" {plural(rows.no_address, 'lettre est', 'lettres sont')} à remettre en main propre."
        if rows.no_address
        else ""
    )
    messages.success(
        request,
        f"Les convocations partent à {plural(leaving, 'membre')}, pour le {long_date(convened.held_on)}.{by_hand}",
    )
    return redirect("sessions:convocations", pk=session.pk)


@require_POST
def session_convene_new_holders(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_convene, request.user, session)
    count = len(convene_new_holders(session.pk, by=request.user))
    words = ("convocation part au nouveau titulaire", "convocations partent aux nouveaux titulaires")
    messages.success(request, f"{plural(count, *words)}.")
    return redirect("sessions:convocations", pk)


@require_POST
def session_remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_convene, request.user, session)
    count = remind(session.pk, by=request.user)
    messages.success(request, f"{plural(count, 'relance part', 'relances partent')}.")
    return redirect("sessions:convocations", pk=session.pk)


@require_POST
def session_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_archive, request.user, session)
    archive_session(session.pk, by=request.user)
    messages.success(request, "La session est archivée. Ses papiers restent ouverts à qui les lisait.")
    return redirect("sessions:detail", pk=session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    told = "Le motif est envoyé aux membres convoqués ; la session garde son numéro."
    return _with_reason(
        request,
        pk,
        rules.can_convene,
        cancel_session,
        "Annuler la session",
        "Annuler la session",
        told,
        "La session est annulée.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_postpone(request: HttpRequest, pk: UUID) -> HttpResponse:
    told = (
        "Les membres convoqués sont prévenus ; l’ordre du jour et le numéro restent. Vous fixerez ensuite la nouvelle"
        " date et les convoquerez de nouveau."
    )
    return _with_reason(
        request,
        pk,
        rules.can_convene,
        postpone_session,
        "Reporter la session",
        "Reporter la session",
        told,
        "La session est reportée. Fixez sa nouvelle date.",
    )


def _with_reason(
    request: HttpRequest,
    pk: UUID,
    rule: Callable[..., bool],
    operation: Callable[..., Any],
    title: str,
    submit: str,
    intro: str,
    done: str,
) -> HttpResponse:
    session = visible_session(request, pk)
    require(rule, request.user, session)

    def act(form: ReasonForm) -> str:
        operation(session.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, done)
        return detail_address(session)

    return serve_form(
        request, ReasonForm, FormPage(title, submit, detail_address(session), crumbs(session, title), intro=intro), act
    )


@require_POST
def second_convocation(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_prepare, request.user, session)
    second = prepare_second_convocation(session.pk, by=request.user)
    messages.success(request, "La seconde convocation est en préparation, avec le même ordre du jour. Fixez sa date.")
    return redirect("sessions:edit", pk=second.pk)
