"""An address of the API that hands over a stored file."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from foundation.common.acts import itself
from foundation.common.permissions import Rule, require
from foundation.common.requests import ApiRequest

from ..attachments import attachment
from ..models import StoredFile


def api_file(
    name: str,
    found: Callable[[Any], tuple[StoredFile, str]],
    said: str,
    *,
    summary: str = "",
    rule: Rule | None = None,
    of: Callable[[Any], Any] = itself,
    kind: str = "application/octet-stream",
) -> Any:
    """A GET `@action` that sends the file, under its name, that `found` gives of one row of its viewset; `said` is what
    the schema says of it. `rule` and `of` are those of an act.
    """

    def hand_over(self: Any, request: ApiRequest, pk: str | None = None) -> FileResponse:
        row = self.get_object()
        if rule is not None:
            require(rule, request.user, of(row))
        return attachment(*found(row))

    hand_over.__name__, hand_over.__doc__ = name, said
    described = extend_schema(summary=summary or None, request=None, responses={(200, kind): OpenApiTypes.BINARY})
    return described(action(detail=True, methods=["get"], url_path=name.replace("_", "-"))(hand_over))
