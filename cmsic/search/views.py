from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.common.requests import Request
from foundation.common.searching import sources

from .queries import search, suggestion


@require_safe
def results(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    only = request.GET.get("dans", "")
    only = only if only in sources() else ""
    groups = search(request.user, words, only)
    meant = suggestion(request.user, words) if not groups and len(words) > 2 else ""
    return render(
        request,
        "search/results.html",
        {"meant": meant, "words": words, "groups": groups, "only": only, "too_short": 0 < len(words) < 2},
    )
