"""One act, declared once: the page, or the action of the API, of an ordinary act.

Both do the same five things: fetch among what one may see (404), require the rule (403), check the shape (400), call
the operation (409 when it refuses), answer. An act that differs is a plain function. An input whose `Meta.facts` names
the dataclass of its operation is handed over as that dataclass; what this does not hold goes beside it, by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from .api_input import payload
from .facts import facts_from
from .form_pages import FormPage, base_version, serve_form
from .permissions import Rule, require

View = Callable[..., HttpResponse]


def itself(row: Any) -> Any:
    return row


def nothing(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {}


def handed(declared: Any, typed: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What an operation gets of validated values: the dataclass that `declared` names, if any, the rest by name."""
    kind = getattr(getattr(declared, "Meta", None), "facts", None)
    if kind is None:
        return (), dict(typed)
    inside = {field.name for field in fields(kind)}
    return (facts_from(kind, typed),), {name: value for name, value in typed.items() if name not in inside}


def page_act(
    operation: Callable[..., Any],
    *,
    fetch: Callable[[HttpRequest, UUID], Any],
    rule: Rule,
    said: str | Callable[[Any], str],
    to: Callable[[Any], str] | None = None,
    onward: Callable[[HttpRequest, Any], str] | None = None,
    of: Callable[[Any], Any] = itself,
    form: type[Form] | None = None,
    page: Callable[[Any], FormPage] | None = None,
    options: Callable[[HttpRequest, Any], dict[str, Any]] = nothing,
) -> View:
    """A button, or a page with a form, that does `operation(pk, **typed, by=user)`.

    `of` gives what the rule is about (the session of an item); `said` the sentence shown afterwards, `to` where one
    goes, both from the row fetched before the act, `said` from what the operation returned when it is a function.
    `onward` is said instead of `to` where one goes to what the operation returned.
    `options` gives what the form is made with (its user, its instance, its initial values); a page with a version is an
    edit, and its operation takes `base_version`.
    """

    def done(request: HttpRequest, row: Any, **typed: Any) -> str:
        facts, beside = handed(form, typed)
        result = operation(row.pk, *facts, **beside, by=request.user)
        messages.success(request, said(result) if callable(said) else said)
        if onward is not None:
            return onward(request, result)
        assert to is not None
        return to(row)

    def shown(request: HttpRequest, pk: UUID) -> Any:
        row = fetch(request, pk)
        require(rule, request.user, of(row))
        return row

    @require_POST
    def button(request: HttpRequest, pk: UUID) -> HttpResponse:
        return HttpResponseRedirect(done(request, shown(request, pk)))

    @require_http_methods(["GET", "HEAD", "POST"])
    def form_page(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = shown(request, pk)
        assert form is not None
        assert page is not None
        asked = page(row)
        beside = {} if asked.version is None else {"base_version": base_version(request)}

        def act(typed: Form) -> str:
            return done(request, row, **typed.cleaned_data, **beside)

        return serve_form(request, form, asked, act, **options(request, row))

    return button if form is None else form_page


def api_act(
    operation: Callable[..., Any],
    *,
    rule: Rule,
    takes: type[serializers.BaseSerializer] | None = None,
    answers: type[serializers.BaseSerializer] | None = None,
    of: Callable[[Any], Any] = itself,
    key: Callable[[Any], Any] = attrgetter("pk"),
    name: str = "",
    status: int = 200,
) -> Any:
    """An `@action` that does `operation(pk, **payload, by=user)` on one row of its viewset.

    `answers` shows what the operation returned; without it, the row itself is shown again. `name` is that of the
    attribute when it is not the operation's; `key` what the operation takes when it acts on another row (the session
    of a procès-verbal).
    """

    def act(self: Any, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rule, request.user, of(row))
        facts, beside = handed(takes, payload(takes, request) if takes else {})
        result = operation(key(row), *facts, **beside, by=request.user)
        if status == 204:
            return Response(status=204)
        context = self.get_serializer_context()
        shown = answers(result, context=context) if answers else self.get_serializer(_current(self, result))
        return Response(shown.data, status=status)

    act.__name__ = name or operation.__name__
    act.__doc__ = operation.__doc__
    responses = {status: None if status == 204 else answers} if answers or status == 204 else None
    said: dict[str, Any] = {"request": sent_as(takes)} | ({"responses": responses} if responses else {})
    return extend_schema(**said)(action(detail=True, methods=["post"], url_path=act.__name__.replace("_", "-"))(act))


def api_create(
    operation: Callable[..., Any],
    *,
    rule: Rule,
    takes: type[serializers.BaseSerializer],
    under: str,
    of: Callable[[Any], Any] = itself,
) -> Any:
    """The `create` of a viewset: `operation(parent.pk, **payload, by=user)`; the payload names the parent `under`."""

    def create(self: Any, request: Request) -> Response:
        typed = payload(takes, request)
        parent = typed.pop(under)
        require(rule, request.user, of(parent))
        facts, beside = handed(takes, typed)
        result = operation(parent.pk, *facts, **beside, by=request.user)
        return Response(self.get_serializer(result).data, status=201)

    create.__doc__ = operation.__doc__
    return extend_schema(request=sent_as(takes))(create)


def sent_as(takes: Any) -> Any:
    """How the schema says a payload: one with a file that must come is no JSON."""
    declared = getattr(takes, "_declared_fields", {}).values()
    has_file = any(isinstance(field, serializers.FileField) and field.required for field in declared)
    return {"multipart/form-data": takes} if has_file else takes


def _current(view: Any, result: Any) -> Any:
    """What the operation returned when it is the row of the viewset; the row read again otherwise."""
    return result if isinstance(result, view.model) else view.get_object()
