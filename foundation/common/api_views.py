"""Bases of the API's viewsets and fields. Apart from `api.py`, which the settings of DRF load too early for this."""

from typing import Any, ClassVar, TypeAlias

from django.db import models
from django.http import Http404
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from .api_parameters import KnownParameters
from .lists import Filters
from .permissions import seen_by

# A field called as one of the serializer's own attributes (label, data, errors…): DRF takes it out of the class body,
# so it hides nothing.
Declared: TypeAlias = Any
Rows: TypeAlias = "serializers.ListSerializer[Any]"  # of a payload, told apart from its one row
EXTRACT = 1_000  # characters of each text in a list; the row itself gives it whole


class VisibleViewSet(KnownParameters, viewsets.ReadOnlyModelViewSet):
    """Rows one may see, filtered and paged; what changes state is an @action that calls an operation.

    `model` gives the queryset (`visible_to`); an action gets its row with `self.get_object()`, then `require(rule, …)`.
    """

    model: ClassVar[type[models.Model]]
    cuts_texts: ClassVar[bool] = True  # in its list

    def get_queryset(self) -> models.QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return seen_by(self.request.user, self.model)

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """Of one row, the filters of the list say nothing unless the address names one; who sees no row finds none."""
        if not self.detail or self.request.query_params:
            return super().filter_queryset(queryset)
        if queryset.query.is_empty():
            raise Http404
        return queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The rows asked for, their long texts cut: each is whole at its own address."""
        response = super().list(request, *args, **kwargs)
        if "q" in request.query_params and isinstance(response.data, dict) and not response.data["results"]:
            response.data |= self._meant(request)
        if not self.cuts_texts:
            return response
        rows = response.data["results"] if isinstance(response.data, dict) else response.data
        for row in rows:
            for name, value in row.items():
                if isinstance(value, str) and len(value) > EXTRACT:
                    row[name] = f"{value[:EXTRACT].rstrip()}…"
        return response

    def _meant(self, request: Request) -> dict[str, str]:
        """Other words for those that find nothing."""
        filters: Any = getattr(self, "filterset_class", None)
        if filters is None or not issubclass(filters, Filters):
            return {}
        meant = filters(request.query_params, queryset=self.get_queryset(), request=request).meant()
        return {"meant": meant} if meant else {}


class VisibleKeyField(serializers.PrimaryKeyRelatedField):
    """A foreign key in a payload: resolved only among what the sender may see, so that a foreign id is an
    unknown one.
    """

    default_error_messages = {
        "does_not_exist": "Aucune fiche ne porte l’identifiant {pk_value}, ou elle ne vous est pas ouverte."
    }

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.model = model
        super().__init__(queryset=model._default_manager.all(), **options)

    def get_queryset(self) -> models.QuerySet:
        request = self.context.get("request")
        if request is None:
            return self.model._default_manager.none()
        return seen_by(request.user, self.model)
