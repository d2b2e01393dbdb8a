"""Record a session held on paper (C16): one long form, every field of which may stay empty but the source."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissions.models import Commission
from foundation.common.exceptions import Refused
from foundation.common.form_pages import refuse_into
from foundation.common.models import Level
from foundation.common.permissions import require
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import SCANS, receive_upload
from foundation.documents.views.downloading import attachment
from sessions.core import rules
from sessions.core.enums import ItemKind, Outcome, PresenceKind, Section, SessionKind, SpeechKind
from sessions.core.views.shown import crumbs, detail_address, visible_session
from sessions.preparing.forms.sessions import (
    PastGuests,
    PastItems,
    PastPresences,
    PastRecommendations,
    PastSessionForm,
    PastSpeeches,
)
from sessions.preparing.views.sessions import commissions_kept

from .operations import (
    PastDecision,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    record_past_session,
)

FORMSETS = {
    "points": (PastItems, 4),
    "allocutions": (PastSpeeches, 2),
    "invites": (PastGuests, 2),
    "recommandations": (PastRecommendations, 2),
}
MORE = 3  # lines added by each press of the button


@require_http_methods(["GET", "HEAD", "POST"])
def record_past(request: HttpRequest) -> HttpResponse:
    kept = commissions_kept(request)
    if not kept:
        raise PermissionDenied(rules.can_create_session.sentence)
    commission = _commission(request, kept)
    require(rules.can_create_session, request.user, commission)
    seats = list(commission.seats.in_protocol_order())
    if request.method != "POST":
        form = PastSessionForm(commission=commission, user=request.user, initial={"place": commission.meeting_place})
        lines = {name: made(prefix=name, initial=[{}] * count) for name, (made, count) in FORMSETS.items()}
        lines["presences"] = PastPresences(prefix="presences", initial=[{"seat": seat.pk} for seat in seats])
        return _show(request, form, lines, commission, kept, seats, 200)
    data = request.POST.copy()
    if added := data.get("more"):
        _add_lines(data, added)
    form = PastSessionForm(data, request.FILES, commission=commission, user=request.user)
    lines = {name: made(data, prefix=name) for name, (made, _) in FORMSETS.items()}
    lines["presences"] = PastPresences(data, prefix="presences")
    if added:
        return _show(request, form, lines, commission, kept, seats, 200, checked=False)
    if not all([form.is_valid(), *(formset.is_valid() for formset in lines.values())]):
        return _show(request, form, lines, commission, kept, seats, 400)
    try:
        scan = None
        if form.cleaned_data["scan"]:
            scan = receive_upload(
                form.cleaned_data["scan"],
                by=request.user,
                scope=commission.scope_id,
                commission_id=commission.pk,
                allowed=SCANS,
                level=Level.PERSONAL,
            )
        session = record_past_session(
            _past(commission, form.cleaned_data, lines, {str(seat.pk): seat for seat in seats}, scan), by=request.user
        )
    except Refused as refusal:
        return _show(request, form, lines, commission, kept, seats, refuse_into(form, refusal))
    messages.success(
        request, "La session passée est enregistrée. Ce que la source ne dit pas est noté « non renseigné »."
    )
    return redirect(detail_address(session))


@require_safe
def scan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The digitised original, for whoever sees the session."""
    session = visible_session(request, pk)
    if session.scan is None:
        raise Http404
    return attachment(session.scan, session.scan.name)


def _commission(request: HttpRequest, kept: Any) -> Commission:
    given = request.POST.get("commission") or request.GET.get("commission")
    if not given:
        return kept.first()
    try:
        return get_object_or_404(kept, pk=UUID(given))
    except ValueError:
        return kept.first()


def _add_lines(data: Any, name: str) -> None:
    total = data.get(f"{name}-TOTAL_FORMS", "0")
    if name in FORMSETS and total.isascii() and total.isdigit() and len(total) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(min(int(total) + MORE, 60))


def _show(
    request: HttpRequest,
    form: PastSessionForm,
    lines: dict[str, BaseFormSet],
    commission: Commission,
    kept: Any,
    seats: list[Any],
    status: int,
    *,
    checked: bool = True,
) -> HttpResponse:
    context = {
        "form": form,
        "lines": lines,
        "seat_lines": list(zip(seats, lines["presences"].forms, strict=False)),
        "commission": commission,
        "commissions": list(kept),
        "breadcrumb": crumbs(here="Enregistrer une session passée"),
        "checked": checked,
        "has_line_errors": checked and form.is_bound and any(formset.total_error_count() for formset in lines.values()),
    }
    return render(request, "sessions/record_past.html", context, status=status, using="jinja2")


def _filled(formset: BaseFormSet, *names: str) -> list[dict[str, Any]]:
    """The lines in which something was written."""
    return [
        form.cleaned_data
        for form in formset.forms
        if any(form.cleaned_data.get(name) not in (None, "") for name in names)
    ]


def _past(
    commission: Commission,
    data: dict[str, Any],
    lines: dict[str, BaseFormSet],
    seats: dict[str, Any],
    scan: StoredFile | None,
) -> PastSession:
    names = (
        "source",
        "year",
        "number",
        "printed_number",
        "held_on",
        "starts_at",
        "ended_at",
        "place",
        "theme",
        "chair",
        "chair_capacity",
        "is_closed_doors",
    )
    presence = [
        PastPresence(seats[str(row["seat"])], PresenceKind(row["kind"]), person_name=row["person_name"])
        for row in _filled(lines["presences"], "kind")
        if str(row["seat"]) in seats
    ]
    return PastSession(
        commission=commission,
        kind=SessionKind(data["kind"]),
        scan=scan,
        is_fictitious=commission.is_fictitious,
        items=[_item(row) for row in _filled(lines["points"], "title")],
        speeches=[
            PastSpeech(
                SpeechKind(row["kind"] or SpeechKind.OPENING),
                row["speaker_name"],
                row["speaker_function"],
                row["summary"],
            )
            for row in _filled(lines["allocutions"], "speaker_name", "speaker_function")
        ],
        guests=[PastGuest(row["function"], row["name"]) for row in _filled(lines["invites"], "function")],
        presence=presence,
        recommendations=[
            PastRecommendation(
                row["text"], row["addressee_label"], item=row["item"], due_on=row["due_on"], number=row["number"]
            )
            for row in _filled(lines["recommandations"], "text")
        ],
        **{name: data[name] for name in names},
    )


def _item(row: dict[str, Any]) -> PastItem:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    decision = (
        PastDecision(outcome, row["decision"], row["decision_number"])
        if outcome and (row["decision"] or row["decision_number"])
        else None
    )
    return PastItem(
        row["title"],
        ItemKind(row["kind"] or ItemKind.COMMUNICATION),
        presenter_label=row["presenter_label"],
        outcome=outcome,
        decision=decision,
        texts={Section.COMMUNICATION: row["text"]} if row["text"] else {},
    )
