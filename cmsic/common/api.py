"""What every API view shares: paging, and the same refusals as the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from .exceptions import Conflict, InvalidInput, Refused


class Pages(CursorPagination):
    """Pages by key, not by offset: the last page costs what the first one costs."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exception, Conflict):
        sides = {field: {"stored": stored, "sent": sent} for field, (stored, sent) in exception.sides.items()}
        return Response({"detail": exception.message, "code": "conflict", "current_version": exception.current_version, "fields": sides}, status=409)
    if isinstance(exception, InvalidInput):
        return Response({"detail": exception.message, "code": "invalid", "fields": exception.errors}, status=400)
    if isinstance(exception, Refused):
        return Response({"detail": exception.message, "code": "refused", "blockers": exception.blockers, "article": exception.article}, status=409)
    response = drf_exception_handler(exception, context)
    if response is not None and isinstance(exception, PermissionDenied) and str(exception):
        response.data = {"detail": str(exception), "code": "forbidden"}
    return response
