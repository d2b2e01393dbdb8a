"""GET /healthz: what a supervisor or a reverse proxy asks. Health parts are registered by the apps that own them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .extensions import ExtensionPoint

# A function returns (figures to add to the answer, whether the portal can work).
health_parts: ExtensionPoint[Callable[[], tuple[dict[str, Any], bool]]] = ExtensionPoint(
    "health_parts", "ce que /healthz vérifie"
)


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
    return JsonResponse(answer, status=200 if answer["status"] == "ok" else 503)
