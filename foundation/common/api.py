"""What every API view shares: reading, paging, and the same refusals as the pages."""

import re
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from .exceptions import Conflict, InvalidInput, Refused, TooBig, too_big_sentence

SURROGATE = re.compile("[\ud800-\udfff]")
UNREADABLE = "La demande n’est pas un JSON lisible : {reason}. Corrigez-la et renvoyez-la, rien n’a été enregistré."


class Json(JSONParser):
    """Read a JSON body that can be stored: whatever cannot is refused here, before any field is looked at."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {}).get("request")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("body of the call")  # Django looks at it only where it reads the whole body itself
        try:
            data = super().parse(stream, media_type, parser_context)
            if _holds_surrogates(data):
                raise ParseError(
                    UNREADABLE.format(reason="elle contient un caractère impossible (moitié de paire UTF-16)")
                )
            return data
        except ParseError as error:
            if isinstance(error.__context__, ValueError):
                raise ParseError(UNREADABLE.format(reason=_reason(error.__context__))) from error
            raise
        except RecursionError as error:
            raise ParseError(UNREADABLE.format(reason="elle est trop imbriquée")) from error


def _reason(error: ValueError) -> str:
    if isinstance(error, JSONDecodeError):
        return f"erreur à la ligne {error.lineno}, colonne {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"l’octet {error.start} n’est pas de l’UTF-8"
    return "elle contient un nombre impossible"


def _holds_surrogates(data: Any) -> bool:
    """No UTF-8 text can hold one: neither the database nor our answer could write it."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and SURROGATE.search(value):
            return True
    return False


BROKEN_CURSOR = "Cette page de la liste ne se lit pas : son adresse est abîmée. Repartez de la première page."


class Pages(CursorPagination):
    """Pages by key, not by offset: the last page costs what the first one costs."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-id"

    def decode_cursor(self, request: Any) -> Any:
        """Refuse (404, in words) a cursor that is not one of ours: its position is the identifier of a row."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                UUID(str(cursor.position))
            except ValueError as error:
                raise NotFound(BROKEN_CURSOR) from error
        return cursor


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exception, Conflict):
        sides = {field: {"stored": stored, "sent": sent} for field, (stored, sent) in exception.sides.items()}
        return Response(
            {
                "detail": exception.message,
                "code": "conflict",
                "current_version": exception.current_version,
                "fields": sides,
            },
            status=409,
        )
    if isinstance(exception, InvalidInput):
        return Response({"detail": exception.message, "code": "invalid", "fields": exception.errors}, status=400)
    if isinstance(exception, Refused):
        return Response(
            {
                "detail": exception.message,
                "code": "refused",
                "blockers": exception.blockers,
                "article": exception.article,
            },
            status=409,
        )
    if isinstance(exception, TooBig):
        return Response({"detail": too_big_sentence(), "code": "too_big"}, status=413)
    response = drf_exception_handler(exception, context)
    if response is not None and isinstance(exception, Http404):
        response.data = {
            "detail": "Aucune fiche n’existe à cette adresse ou sous cet identifiant, ou vous n’y avez pas accès.",
            "code": "not_found",
        }
    if response is not None and isinstance(exception, PermissionDenied) and str(exception):
        response.data = {"detail": str(exception), "code": "forbidden"}
    return response
