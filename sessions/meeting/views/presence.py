"""The list of presence, ticked on a phone or on the live page."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.common import clock
from foundation.common.permissions import require
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession, Guest, PresenceEvent
from sessions.core.views.shown import visible_session
from sessions.core.workflow import takes_arrivals

from ..forms import live as forms
from ..operations import presence as operations
from ..queries.check_in import shown_code
from ..queries.live import live_sheet
from .live import act, act_page

TICKED = (SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED, SessionState.LIFTED, SessionState.NO_QUORUM)


@require_safe
def presence(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_read_presence, request.user, session)
    sheet = live_sheet(session)
    can_tick = (
        rules.can_conduct(request.user, session)
        and session.state in TICKED
        and not session.is_reconstituted
        and not sheet.pv_is_submitted
    )
    context = {
        "session": session,
        "sheet": sheet,
        "can_tick": can_tick,
        "has_check_in": can_tick and takes_arrivals(session.state, session.held_on, clock.today()),
        "check_in": shown_code(session) if can_tick else None,
    }
    return render(request, "sessions/live/presence.html", context, using="jinja2")


@require_POST
def record_presence(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        typed = form.cleaned_data
        noted = operations.record_presence(
            session.pk,
            seat_id=typed["seat"],
            kind=typed["kind"],
            at=form.instant(),  # type: ignore[attr-defined]
            proxy_seat_id=typed["proxy_seat"],
            item_id=typed["item"],
            person_name=typed["person_name"],
            note=typed["note"],
            client_key=typed["client_key"],
            reason=typed["reason"],
            by=request.user,
        )
        return _after(request, session, noted)

    answer = act(
        request,
        forms.PresenceForm(request.POST, session=session),
        act_page(session, "Relever une présence", "Noter"),
        operation,
    )
    if answer.status_code == 302 and request.headers.get("Accept") == "application/json":
        # An event that waited on a device: its page is drawn once all of them are sent.
        said = [str(message) for message in messages.get_messages(request)]
        return JsonResponse({"saved": True, "message": " ".join(said)})
    return answer


@require_POST
def tick_expected(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        noted = operations.tick_expected(session.pk, by=request.user)
        address, _ = _after(request, session, noted)
        return address, f"{plural(noted.count, 'présence notée', 'présences notées')}. {noted.sentence}"

    return act(request, Form(request.POST), act_page(session, "Relever les présences", "Noter"), operation)


@require_POST
def confirm_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        noted = operations.confirm_answers(session.pk, by=request.user)
        address, _ = _after(request, session, noted)
        left = f" Reste à noter : {' '.join(noted.left)}" if noted.left else ""
        return address, f"{plural(noted.count, 'réponse notée', 'réponses notées')}. {noted.sentence}{left}"

    return act(request, Form(request.POST), act_page(session, "Relever les présences", "Noter"), operation)


@require_POST
def cancel_presence(request: HttpRequest, pk: UUID) -> HttpResponse:
    event = _visible_event(request, pk)
    require(rules.can_conduct, request.user, event.session)

    def operation(form: Form) -> tuple[str, str]:
        return _after(
            request,
            event.session,
            operations.cancel_presence(event.pk, note=form.cleaned_data["reason"], by=request.user),
        )

    return act(
        request,
        forms.ReasonForm(request.POST),
        act_page(event.session, "Annuler une ligne de présence", "Annuler la ligne"),
        operation,
    )


@require_POST
def correct_instant(request: HttpRequest, pk: UUID) -> HttpResponse:
    event = _visible_event(request, pk)
    require(rules.can_conduct, request.user, event.session)

    def operation(form: Form) -> tuple[str, str]:
        return _after(
            request,
            event.session,
            operations.correct_instant(
                event.pk, at=form.instant(), reason=form.cleaned_data["reason"], by=request.user
            ),
        )  # type: ignore[attr-defined]

    return act(
        request,
        forms.InstantForm(request.POST, session=event.session),
        act_page(event.session, "Corriger l’heure", "Enregistrer"),
        operation,
    )


@require_POST
def add_guest(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_conduct, request.user, session)

    def operation(form: Form) -> tuple[str, str]:
        operations.add_guest(session.pk, **form.cleaned_data, by=request.user)
        return back_to(request, session), "L’invité est noté."

    return act(request, forms.GuestForm(request.POST), act_page(session, "Noter un invité", "Noter"), operation)


@require_POST
def remove_guest(request: HttpRequest, pk: UUID) -> HttpResponse:
    guest = get_object_or_404(
        Guest.objects.filter(session__in=CommissionSession.objects.visible_to(request.user)).select_related(
            "session__commission"
        ),
        pk=pk,
    )
    require(rules.can_conduct, request.user, guest.session)

    def operation(form: Form) -> tuple[str, str]:
        operations.remove_guest(guest.pk, by=request.user)
        return back_to(request, guest.session), "L’invité est retiré."

    return act(request, Form(request.POST), act_page(guest.session, "Retirer un invité", "Retirer"), operation)


def _visible_event(request: HttpRequest, pk: UUID) -> PresenceEvent:
    return get_object_or_404(
        PresenceEvent.objects.visible_to(request.user).select_related("session__commission"), pk=pk
    )


def _after(request: HttpRequest, session: CommissionSession, noted: operations.Noted) -> tuple[str, str]:
    if noted.closed_ballots:
        messages.error(request, noted.sentence)
        return back_to(request, session), ""
    return back_to(request, session), noted.sentence


def back_to(request: HttpRequest, session: CommissionSession) -> str:
    """Return to the page the line was noted on: the live page or the list of presence."""
    target = request.POST.get("suite", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("sessions:presence", args=[session.pk])
