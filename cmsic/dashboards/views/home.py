from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.requests import Request

from ..queries.awaiting import duties_of, ministries_of, next_session_of, places_of
from ..queries.first_steps import first_steps_of, moved_since

SHOWN = 7
VISIT = "visite"  # kept by the browser: when its user was here last, signed for him alone
FIRST = timedelta(days=7)  # what is told on a first visit


@require_safe
def home(request: Request) -> HttpResponse:
    """« Ce qui vous attend »: no chart, each line with its verb and its date."""
    user, today = request.user, clock.today()
    duties = duties_of(user, today)
    since = _last_visit(request) if user.access.is_asin else None
    context = {
        "duties": duties,
        "shown": SHOWN,
        "today": today,
        "steps": first_steps_of(user, today),
        "since": since,
        "moved": moved_since(user, since) if since else [],
        "next_session": next_session_of(user, today),
        "ministries": ministries_of(user),
        "places": places_of(user),
        "has_rights": bool(user.access.grants),
    }
    response = render(request, "dashboards/home.html", context)
    if since:
        response.set_signed_cookie(
            VISIT,
            clock.now().isoformat(),
            salt=str(user.pk),
            max_age=timedelta(days=365),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _last_visit(request: Request) -> datetime:
    """When he was here before he signed in this time: it does not move while he looks."""
    if VISIT not in request.session:
        request.session[VISIT] = request.get_signed_cookie(VISIT, "", salt=str(request.user.pk))
    return parse_datetime(request.session[VISIT]) or clock.now() - FIRST
