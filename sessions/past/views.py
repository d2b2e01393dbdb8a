"""Record a session held on paper (C16): a few facts, then one line after another from its page, each corrected and
taken away with its history; or all at once, in one long form.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commissions.models import Commission
from foundation.common.acts import form_page
from foundation.common.exceptions import Conflict, Refused
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import base_version, refuse_into, serve_form
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import quoted
from foundation.documents.attachments import attachment
from sessions.core import rules as core_rules
from sessions.core.models import CommissionSession
from sessions.core.views.shown import crumbs, detail_address, visible_session
from sessions.preparing.urls import urlpatterns as preparing_pages
from sessions.preparing.views.sessions import commissions_kept

from .forms import (
    FORMSETS,
    LINE_FORMS,
    PastCorrectionForm,
    PastSessionForm,
    ShortPastForm,
    line_form,
    rows_of,
    written_in,
)
from .operations import (
    PastSession,
    correct_past_session,
    correction_of,
    past_of,
    receive_scan,
    record_past_session,
    remove_past_line,
)
from .queries import TOLD, Told, lines_in, lines_of, text_of
from .rules import can_correct_past

MORE, MOST = 3, 60  # lines added by each press of the button, and at most
RECORDED = (
    "La session passée est enregistrée. Ajoutez à présent, ligne par ligne, ce que dit la source ; ce qu’elle ne dit"
    " pas est noté « non renseigné »."
)
LINE_INTRO = "Écrivez ce que dit la source, et rien d’autre ; ce qu’elle ne dit pas reste vide."
CORRECTED = "La reprise est corrigée ; ce qui était écrit reste dans son histoire, avec la source de la correction."
require_form = require_http_methods(["GET", "HEAD", "POST"])
edit_prepared = next(page.callback for page in preparing_pages if page.name == "edit")


@require_form
def record_past(request: Request) -> HttpResponse:
    commission, others = _commission(request)
    require(core_rules.can_create_session, request.user, commission)
    title = "Enregistrer une session passée"
    sent = {**request.GET.dict(), **request.POST.dict()}
    is_whole = "tout" in sent or any(f"{name}-TOTAL_FORMS" in sent for name in FORMSETS)
    return _serve(
        request,
        commission,
        PastSessionForm if is_whole else ShortPastForm,
        lambda past: (record_past_session(past, by=request.user), RECORDED),
        page={"title": title, "commissions": others, "breadcrumb": crumbs(here=title)},
        options={"initial": {"place": commission.meeting_place} | sent} if is_whole else {},
    )


@require_form
def correct_past(request: Request, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(can_correct_past, request.user, session)
    version = base_version(request) if request.method == "POST" else session.version

    def act(past: PastSession) -> tuple[CommissionSession, str]:
        return correct_past_session(session.pk, past, base_version=version, by=request.user), CORRECTED

    title = "Corriger la reprise"
    page = {"title": title, "commissions": [], "breadcrumb": crumbs(session, title), "version": version}
    return _serve(
        request, session.commission, PastCorrectionForm, act, page=page, options={"instance": session}, told=session
    )


@require_form
def edit(request: Request, pk: UUID) -> HttpResponse:
    """The page that corrects a session: that of its preparation, or of its record when it was held on paper."""
    if visible_session(request, pk).is_reconstituted:
        return redirect("sessions:correct_past", pk)
    return edit_prepared(request, pk)


def _serve(
    request: Request,
    commission: Commission,
    form_class: type[PastSessionForm],
    act: Callable[[PastSession], tuple[CommissionSession, str]],
    *,
    page: dict[str, Any],
    options: dict[str, Any],
    told: CommissionSession | None = None,
) -> HttpResponse:
    """The form and its lines: shown, given more lines, or handed to the operation. `told`: what is recorded already.

    Asked for whole (« tout »), it is shown with what was typed in the short one.
    """
    seats = {seat.pk: seat for seat in commission.seats.in_protocol_order()}
    options |= {"commission": commission, "user": request.user}
    status, checked, data = 200, False, request.POST.copy() if request.method == "POST" else None
    data = None if data and "tout" in data else data
    formsets = {} if form_class is ShortPastForm else FORMSETS
    if data is None:
        form = form_class(**options)
        first = lines_of(told) if told is not None else {}
        lines = {name: made(prefix=name, initial=_first_lines(name, first, seats)) for name, made in formsets.items()}
    else:
        checked = not _add_lines(data)
        form = form_class(data, request.FILES, **options)
        lines = {name: made(data, prefix=name) for name, made in formsets.items()}
    if checked:
        status = 400
        if all([form.is_valid(), *(formset.is_valid() for formset in lines.values())]):
            typed = form.cleaned_data | {"commission": commission}
            if told is not None:
                typed |= {"year": told.year, "kind": told.kind}
            try:
                if typed["scan"]:
                    typed["scan"] = receive_scan(typed["scan"], commission, by=request.user)
                written = written_in(lines)
                known = [row | {"seat": seats.get(row["seat"])} for row in written["presence"]]
                session, said = act(past_of(typed | written | {"presence": [row for row in known if row["seat"]]}))
            except Conflict:
                raise
            except Refused as refusal:
                status = refuse_into(form, refusal)
            else:
                messages.success(request, said)
                return redirect(detail_address(session))
    context = {
        "form": form,
        "lines": lines,
        "seat_lines": [(seats.get(_seat_of(row)), row) for row in lines["presences"].forms] if lines else [],
        "commission": commission,
        "checked": checked,
        "has_line_errors": checked and any(formset.total_error_count() for formset in lines.values()),
        "version": None,
        "back_href": detail_address(told) if told is not None else reverse("sessions:list"),
    }
    return render(request, "sessions/record_past.html", context | page, status=status, using="jinja2")


def _part(request: Request, pk: UUID, name: str) -> tuple[CommissionSession, Told]:
    session = visible_session(request, pk)
    if name not in TOLD:
        raise Http404
    require(can_correct_past, request.user, session)
    return session, TOLD[name]


def _said(request: Request, session: CommissionSession, sentence: str) -> str:
    messages.success(request, sentence)
    return f"{detail_address(session)}#reprise"


@require_form
def past_line(request: Request, pk: UUID, part: str, line: UUID | None = None) -> HttpResponse:
    """One line of a part: added (or many, from a table that is pasted), or corrected."""
    session, asked = _part(request, pk, part)
    row = None if line is None else get_object_or_404(lines_in(session)[asked.model], pk=line)
    title = f"Ajouter {asked.noun}" if row is None else f"Corriger {asked.article}"

    def act(form: Any) -> str:
        typed = form.cleaned_data
        told = correction_of(session, asked, rows_of(part, session, typed), key=line, source=typed.get("source", ""))
        correct_past_session(session.pk, told, base_version=None, by=request.user)
        return _said(request, session, "C’est enregistré, avec la source.")

    page = form_page(title, "Enregistrer", crumbs(session, title)[:-1], title, intro=LINE_INTRO)
    initial = {} if row is None else asked.typed(row)
    kind = line_form(part, session, is_new=row is None)
    return serve_form(request, kind, page, act, initial=initial, user=request.user)


@require_form
def remove_line(request: Request, pk: UUID, part: str, line: UUID) -> HttpResponse:
    session, asked = _part(request, pk, part)
    row = get_object_or_404(lines_in(session)[asked.model], pk=line)
    title = f"Retirer {asked.article}"

    def act(typed: Any) -> str:
        remove_past_line(session.pk, line=line, reason=typed.cleaned_data["reason"], by=request.user)
        return _said(request, session, "La ligne est retirée ; ce qu’elle disait reste dans l’histoire de la session.")

    page = form_page(title, "Retirer", crumbs(session, title)[:-1], title, intro=quoted(text_of(row)))
    return serve_form(request, ReasonForm, page, act)


@require_safe
def scan(request: Request, pk: UUID) -> FileResponse:
    """The digitised original, for whoever sees the session."""
    session = visible_session(request, pk)
    if session.scan is None:
        raise Http404
    return attachment(session.scan, session.scan.name)


def _commission(request: Request) -> tuple[Commission, list[Commission]]:
    """The commission that was chosen, or the first one kept; and all those there are to choose."""
    kept = commissions_kept(request)
    others = list(kept)
    if not others:
        raise PermissionDenied(core_rules.can_create_session.sentence)
    try:
        given = UUID(request.POST.get("commission") or request.GET.get("commission") or "")
    except ValueError:
        return others[0], others
    return get_object_or_404(kept, pk=given), others


def _first_lines(name: str, told: dict[str, list[dict[str, Any]]], seats: dict[UUID, Any]) -> list[dict[str, Any]]:
    if name == "presences":
        noted = {row["seat"]: row for row in told.get(name, [])}
        return [noted.get(key, {"seat": key}) for key in seats]
    return [*told.get(name, []), *[{}] * LINE_FORMS[name][2]]


def _seat_of(row: Any) -> UUID | None:
    try:
        return UUID(str(row["seat"].value()))
    except ValueError:
        return None


def _add_lines(data: Any) -> bool:
    """Give one of the tables more lines, when its button was pressed."""
    name = data.get("more")
    total = data.get(f"{name}-TOTAL_FORMS", "0")
    if name in FORMSETS and name != "presences" and total.isascii() and total.isdigit() and len(total) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(min(int(total) + MORE, MOST))
    return bool(name)
