"""The screen of the room: one page that is projected, and the fragment that it asks for again."""

import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.permissions import require
from sessions.core import rules
from sessions.core.models import CommissionSession
from sessions.core.views.shown import visible_session

from ..queries.screen import screen_of


@require_safe
def screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = visible_session(request, pk)
    require(rules.can_read_presence, request.user, session)
    context = {
        "session": session,
        "screen": screen_of(session, with_code=rules.can_conduct(request.user, session)),
        "now": clock.now(),
    }
    return render(request, "sessions/live/screen.html", context, using="jinja2")


@require_safe
def screen_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts that change; an empty 304 while nothing did. The clocks run on the page."""
    session = visible_session(request, pk)
    require(rules.can_read_presence, request.user, session)
    body = _parts(session, with_code=rules.can_conduct(request.user, session))
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(body)
    answer["ETag"], answer["Cache-Control"], answer["X-Now"] = etag, "private, no-cache", clock.now().isoformat()
    return answer


def _parts(session: CommissionSession, *, with_code: bool) -> str:
    # The running stopwatch is left to the page: the parts stay the same from one second to the next.
    return render_to_string(
        "sessions/live/screen_parts.html",
        {"session": session, "screen": screen_of(session, with_code=with_code)},
        using="jinja2",
    )
