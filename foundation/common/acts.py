"""One act, declared once: the page, or the action of the API, of an ordinary act.

Both do the same five things: fetch among what one may see (404), require the rule (403), check the shape (400), call
the operation (409 when it refuses), answer. An act that differs is a plain function.
"""

from collections.abc import Callable
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
from .form_pages import FormPage, base_version, serve_form
from .permissions import Rule, require

View = Callable[..., HttpResponse]


def itself(row: Any) -> Any:
    return row


def nothing(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {}


def page_act(
    operation: Callable[..., Any],
    *,
    fetch: Callable[[HttpRequest, UUID], Any],
    rule: Rule,
    said: str | Callable[[Any], str],
    to: Callable[[Any], str],
    of: Callable[[Any], Any] = itself,
    form: type[Form] | None = None,
    page: Callable[[Any], FormPage] | None = None,
    options: Callable[[HttpRequest, Any], dict[str, Any]] = nothing,
) -> View:
    """A button, or a page with a form, that does `operation(pk, **typed, by=user)`.

    `of` gives what the rule is about (the session of an item); `said` the sentence shown afterwards, `to` where one
    goes, both from the row fetched before the act, `said` from what the operation returned when it is a function.
    `options` gives what the form is made with (its user, its instance, its initial values); a page with a version is an
    edit, and its operation takes `base_version`.
    """

    def done(request: HttpRequest, row: Any, **typed: Any) -> str:
        result = operation(row.pk, **typed, by=request.user)
        messages.success(request, said(result) if callable(said) else said)
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
    name: str = "",
    status: int = 200,
    many: bool = False,
    summary: str = "",
) -> Any:
    """An `@action` that does `operation(pk, **payload, by=user)` on one row of its viewset.

    `answers` shows what the operation returned, a list of it with `many`; without it, the row itself is shown again.
    `name` is that of the attribute when it is not the operation's.
    """

    listed: dict[str, Any] = {"many": True} if many else {}

    def act(self: Any, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rule, request.user, of(row))
        result = operation(row.pk, **(payload(takes, request) if takes else {}), by=request.user)
        if status == 204:
            return Response(status=204)
        context = self.get_serializer_context()
        shown = answers(result, context=context, **listed) if answers else self.get_serializer(_current(self, result))
        return Response(shown.data, status=status)

    act.__name__ = name or operation.__name__
    act.__doc__ = operation.__doc__
    said: dict[str, Any] = {"request": takes} | ({"summary": summary} if summary else {})
    if answers or status == 204:
        said["responses"] = {status: None if answers is None else answers(**listed)}
    whole: dict[str, Any] = {"pagination_class": None, "filterset_class": None} if many else {}
    return extend_schema(**said)(
        action(detail=True, methods=["post"], url_path=act.__name__.replace("_", "-"), **whole)(act)
    )


def api_parts(
    rows: Callable[[Any], Any], serializer: type[serializers.BaseSerializer], *, name: str, summary: str = ""
) -> Any:
    """An `@action` that lists what belongs to one row of its viewset: whoever sees the row sees its parts."""

    def parts(self: Any, request: Request, pk: str | None = None) -> Response:
        shown = serializer(rows(self.get_object()), many=True, context=self.get_serializer_context())
        return Response(shown.data)

    parts.__name__ = name
    said: dict[str, Any] = {"responses": serializer(many=True)} | ({"summary": summary} if summary else {})
    whole: dict[str, Any] = {"pagination_class": None, "filterset_class": None}
    return extend_schema(**said)(action(detail=True, methods=["get"], url_path=name.replace("_", "-"), **whole)(parts))


def _current(view: Any, result: Any) -> Any:
    """What the operation returned when it is the row of the viewset; the row read again otherwise."""
    return result if isinstance(result, view.model) else view.get_object()
