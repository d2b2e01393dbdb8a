"""Hand a member's answer link over on his phone: the message is shown once, in the answer to the act."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.common.permissions import require
from foundation.common.requests import Request, told_once
from sessions.core.enums import SessionState as State
from sessions.core.models import Convocation
from sessions.core.views.shown import crumbs

from .. import rules
from ..operations.handing import Handing, hand_over_link
from ..queries.handed import handed_in_words, handed_lines
from .answers import visible_convocation

WHATSAPP = "https://wa.me/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    convocation = visible_convocation(request, pk)
    require(rules.can_record_answer, request.user, convocation)
    handing = hand_over_link(convocation.pk, by=request.user) if request.method == "POST" else None
    session = convocation.session
    context = {
        "convocation": convocation,
        "session": session,
        "is_open": session.state == State.CONVENED,
        "handing": handing,
        "whatsapp": whatsapp_address(handing, convocation.person.phone) if handing else "",
        "handed": handed_in_words(Convocation.objects.annotate(handed=handed_lines()).get(pk=convocation.pk)),
        "back": reverse("sessions:convocations", args=[session.pk]),
        "breadcrumb": crumbs(session, "Remettre le lien"),
    }
    return told_once(render(request, "sessions/hand_over.html", context, using="jinja2"), handing is not None)


def whatsapp_address(handing: Handing, phone: str) -> str:
    """The message ready to send, to the member's own number where it is known in full."""
    digits = "".join(character for character in phone if character.isdigit())
    number = digits if phone.strip().startswith("+") else ""
    return f"{WHATSAPP}{number}?text={quote(handing.message)}"
