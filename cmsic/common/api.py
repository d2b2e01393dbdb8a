"""What every API view shares: paging, and the same refusals as the pages."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from rest_framework import serializers, viewsets
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


class VisibleViewSet(viewsets.ReadOnlyModelViewSet):
    """Rows one may see, filtered and paged; what changes state is an @action that calls an operation.

    `model` gives the queryset (`visible_to`); an action gets its row with `self.get_object()`, then `require(rule, …)`.
    """

    model: ClassVar[type[models.Model]]

    def get_queryset(self) -> models.QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]


class VisibleKeyField(serializers.PrimaryKeyRelatedField):
    """A foreign key in a payload: resolved only among what the sender may see, so that a foreign id is an unknown one."""

    default_error_messages = {"does_not_exist": "Aucune fiche ne porte l’identifiant {pk_value}, ou elle ne vous est pas ouverte."}

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.model = model
        super().__init__(queryset=model._default_manager.all(), **options)

    def get_queryset(self) -> models.QuerySet:
        request = self.context.get("request")
        if request is None:
            return self.model._default_manager.none()
        return self.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
