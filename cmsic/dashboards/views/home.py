from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..queries.awaiting import duties_of, ministries_of, next_session_of, places_of

SHOWN = 7


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """« Ce qui vous attend »: no chart, each line with its verb and its date."""
    duties = duties_of(request.user)
    context = {
        "duties": duties[:SHOWN],
        "more": max(0, len(duties) - SHOWN),
        "next_session": next_session_of(request.user),
        "ministries": ministries_of(request.user),
        "places": places_of(request.user),
        "has_rights": bool(request.user.access.grants),
    }
    return render(request, "dashboards/home.html", context)
