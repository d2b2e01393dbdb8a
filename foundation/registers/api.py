"""The calls of a plain register: list, detail, create and edit, with the same fields as its form."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import FactsInput, Shown, Versioned
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

if TYPE_CHECKING:
    from .register import Register


def viewset_of(register: "Register") -> type[VisibleViewSet]:
    name = register.model.__name__
    shown = ("id", *register.fields, *register.also_shown, "version")
    answers = _serializer(f"{name}Serializer", (Shown,), register, shown, **register.also_shown)
    takes = _serializer(f"{name}Input", (FactsInput,), register, register.fields)
    edited = _serializer(
        f"Edited{name}", (FactsInput, Versioned), register, (*register.corrected, "base_version"), corrects=True
    )

    class RegisterViewSet(VisibleViewSet):
        request: ApiRequest
        model = register.model
        serializer_class = answers
        filterset_class = register.filters

        def get_queryset(self) -> QuerySet:
            rows = super().get_queryset()
            return rows if getattr(self, "swagger_fake_view", False) else register.rows(self.request.user)

        @extend_schema(request=takes, responses={201: answers})
        def create(self, request: ApiRequest) -> Response:
            require(register.keeps, request.user)
            row = register.add(**payload(takes, request), by=request.user)
            return Response(answers(row, context=self.get_serializer_context()).data, status=201)

        edit = api_act(register.edit, name="edit", rule=register.keeps, takes=edited)

    for each, act in register.api_acts.items():
        setattr(RegisterViewSet, each, act)
    RegisterViewSet.__name__ = f"{name}ViewSet"
    return RegisterViewSet


def _serializer(name: str, bases: tuple[type, ...], of: "Register", fields: tuple[str, ...], **more: Any) -> Any:
    return type(name, bases, more | {"Meta": type("Meta", (), {"model": of.model, "fields": fields})})
