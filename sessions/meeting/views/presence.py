"""The list of presence, ticked on a phone or on the live page."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import one_of
from foundation.common.requests import Request
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession, Guest, PresenceEvent
from sessions.core.workflow import takes_arrivals

from ..forms import live as forms
from ..operations import presence as operations
from ..queries.check_in import shown_code
from ..queries.live import live_sheet
from ..rules import session_of
from ..workflow import standing_of
from .acting import Alert, back_to, guarded, live_act, live_address

TICKED = (SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED, SessionState.LIFTED, SessionState.NO_QUORUM)


@guarded(rules.can_read_presence, template="sessions/live/presence.html")
def presence(request: Request, session: CommissionSession) -> dict[str, Any]:
    sheet = live_sheet(session)
    can_tick = (
        rules.can_conduct(request.user, session)
        and session.state in TICKED
        and not session.is_reconstituted
        and not sheet.pv_is_submitted
    )
    notices = standing_of(sheet, request.user).notices if can_tick else []
    return {
        "sheet": sheet,
        "notices": notices if sheet.lost_quorum else [],
        "can_tick": can_tick,
        "has_check_in": can_tick and takes_arrivals(session.state, session.held_on, clock.today()),
        "check_in": shown_code(session) if can_tick else None,
    }


visible_event = one_of(PresenceEvent, "session__commission")


def visible_guest(request: Request, pk: UUID) -> Guest:
    rows = Guest.objects.filter(session__in=CommissionSession.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("session__commission"), pk=pk)


def sheet_or_page(request: Request, row: Any) -> str:
    """Return to the page the line was noted on: the live page or the list of presence."""
    return back_to(request, reverse("sessions:presence", args=[session_of(row).pk]))


def _said(noted: operations.Noted) -> str:
    return Alert(noted.sentence) if noted.closed_ballots else noted.sentence


def _ticked(noted: operations.Noted) -> str:
    return f"{plural(noted.count, 'présence notée', 'présences notées')}. {noted.sentence}"


def _confirmed(noted: operations.Noted) -> str:
    left = f" Reste à noter : {' '.join(noted.left)}" if noted.left else ""
    return f"{plural(noted.count, 'réponse notée', 'réponses notées')}. {noted.sentence}{left}"


def _of_day(request: Request, row: Any) -> dict[str, Any]:
    return {"session": session_of(row)}


noting = partial(live_act, home=lambda row: live_address(session_of(row)), to=sheet_or_page)
_noted = noting(
    operations.record_presence, "Relever une présence", "Noter", form=forms.PresenceForm, options=_of_day, said=_said
)
tick_expected = noting(operations.tick_expected, "Relever les présences", "Noter", said=_ticked)
confirm_answers = noting(operations.confirm_answers, "Relever les présences", "Noter", said=_confirmed)
cancel_presence = noting(
    operations.cancel_presence,
    "Annuler une ligne de présence",
    "Annuler la ligne",
    fetch=visible_event,
    form=forms.ReasonForm,
    said=_said,
)
correct_instant = noting(
    operations.correct_instant,
    "Corriger l’heure",
    "Enregistrer",
    fetch=visible_event,
    form=forms.InstantForm,
    options=_of_day,
    said=_said,
)
add_guest = noting(operations.add_guest, "Noter un invité", "Noter", form=forms.GuestForm, said="L’invité est noté.")
remove_guest = noting(
    operations.remove_guest, "Retirer un invité", "Retirer", fetch=visible_guest, said="L’invité est retiré."
)


def record_presence(request: Request, pk: UUID) -> HttpResponse:
    answer = _noted(request, pk)
    if answer.status_code == 302 and request.headers.get("Accept") == "application/json":
        # An event that waited on a device: its page is drawn once all of them are sent.
        said = [str(message) for message in messages.get_messages(request)]
        return JsonResponse({"saved": True, "message": " ".join(said)})
    return answer
