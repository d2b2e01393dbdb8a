"""GET /healthz: what a supervisor or a reverse proxy asks. Health parts are registered by the apps that own them.

Anybody learns whether the portal works; the figures and the reason are for who comes from the inside network, or with
a token.
"""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .client import client_address
from .extensions import ExtensionPoint

# A function returns (figures to add to the answer, whether the portal can work).
health_parts: ExtensionPoint[Callable[[], tuple[dict[str, Any], bool]]] = ExtensionPoint(
    "health_parts", "ce que /healthz vérifie"
)

# A function says whether this request comes with a token of ours.
health_readers: ExtensionPoint[Callable[[HttpRequest], bool]] = ExtensionPoint(
    "health_readers", "qui lit le détail de /healthz"
)


def _is_inside(request: HttpRequest) -> bool:
    """This machine or a private network. A proxy nobody counted hides where one comes from: that is outside."""
    if not settings.PROXY_COUNT and "X-Forwarded-For" in request.headers:
        return False
    address = client_address(request)
    return not address or ipaddress.ip_address(address).is_private


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    answer: dict[str, Any] = {"status": "ok", "version": settings.VERSION}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answer["database"] = "ok"
        for part in health_parts:
            figures, able = part()
            answer |= figures
            if not able:
                answer["status"] = "unavailable"
    except Exception as error:
        answer |= {"database": answer.get("database", "error"), "status": "unavailable", "error": type(error).__name__}
    status = 200 if answer["status"] == "ok" else 503
    if not _is_inside(request) and not any(may_read(request) for may_read in health_readers):
        answer = {"status": answer["status"]}
    return JsonResponse(answer, status=status)
