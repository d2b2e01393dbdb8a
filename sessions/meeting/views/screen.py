"""The screen of the room: one page that is projected, and the fragment that it asks for again."""

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string

from foundation.common import clock
from foundation.common.requests import Request
from sessions.core import rules
from sessions.core.models import CommissionSession

from ..queries.screen import screen_of
from .acting import guarded


def _shown(request: Request, session: CommissionSession) -> dict[str, Any]:
    return {"session": session, "screen": screen_of(session, with_code=rules.can_conduct(request.user, session))}


@guarded(rules.can_read_presence, template="sessions/live/screen.html")
def screen(request: Request, session: CommissionSession) -> dict[str, Any]:
    return _shown(request, session) | {"now": clock.now()}


@guarded(rules.can_read_presence)
def screen_state(request: Request, session: CommissionSession) -> HttpResponse:
    """The parts that change; an empty 304 while nothing did. The clocks run on the page: no second changes a part."""
    body = render_to_string("sessions/live/screen_parts.html", _shown(request, session), using="jinja2")
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    is_same = request.headers.get("If-None-Match") == etag
    answer = HttpResponseNotModified() if is_same else HttpResponse(body)
    answer["ETag"], answer["Cache-Control"], answer["X-Now"] = etag, "private, no-cache", clock.now().isoformat()
    return answer
