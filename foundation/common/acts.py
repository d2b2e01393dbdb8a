"""One act, declared once: the page, or the action of the API, of an ordinary act.

Both do the same five things: fetch among what one may see (404), require the rule (403), check the shape (400), call
the operation (409 when it refuses), answer. An act that differs is a plain function. An input whose `Meta.facts` names
the dataclass of its operation is handed over as that dataclass; what this does not hold goes beside it, by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from .api_input import payload
from .api_views import VisibleKeyField
from .facts import facts_from
from .form_pages import FormPage, base_version, serve_form
from .permissions import Rule, require

View = Callable[..., HttpResponse]
BARE: dict[str, Any] = {"pagination_class": None, "filterset_class": None}  # of an answer that is no page of a list


def itself(row: Any) -> Any:
    return row


def one_of(
    model: type[Model], *related: str, rows: Callable[[Any], Any] = itself
) -> Callable[[HttpRequest, UUID], Any]:
    """What fetches a row among those that one may see (404), with what is `related` to it; `rows` narrows them."""

    def fetch(request: HttpRequest, pk: UUID) -> Any:
        seen = model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
        return get_object_or_404(rows(seen).select_related(*related), pk=pk)

    return fetch


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


def acts_on(
    *,
    fetch: Callable[[HttpRequest, UUID], Any],
    to: Callable[[Any], str],
    crumbs: Callable[[Any, str], Sequence[tuple[str, str]]],
    of: Callable[[Any], Any] = itself,
    rule: Rule | None = None,
) -> Callable[..., View]:
    """`page_act` for acts on one kind of row, whose pages share a way back (`to`) and a trail (`crumbs(row, here)`).

    What is left to say of each: its operation, `said`, and for a page its `form` and its words (`title`, `submit` and
    `here` when they are others, `intro`), completed with the row: « Retirer {row.title} ». `edits` starts the form from
    the row and its version.
    """
    rule_of_all = rule

    def declare(
        operation: Callable[..., Any],
        *,
        said: str | Callable[[Any], str],
        rule: Rule | None = None,
        form: type[Form] | None = None,
        title: str = "",
        submit: str = "",
        here: str = "",
        intro: str = "",
        edits: bool = False,
        options: Callable[[HttpRequest, Any], dict[str, Any]] = nothing,
        back: Callable[[Any], str] = to,
        onward: Callable[[HttpRequest, Any], str] | None = None,
        **more: Any,
    ) -> View:
        asked = rule or rule_of_all
        assert asked is not None

        def page(row: Any) -> FormPage:
            words = [each.format(row=row) for each in (title, submit or title, here or title, intro)]
            trail = crumbs(row, words[2])
            version = row.version if edits else None
            return FormPage(words[0], words[1], to(row), trail, words[3], version=version, **more)

        def made(request: HttpRequest, row: Any) -> dict[str, Any]:
            own = {"instance": row, "user": request.user} if edits else {}
            return own | options(request, row)

        return page_act(
            operation,
            fetch=fetch,
            rule=asked,
            said=said,
            to=back,
            onward=onward,
            of=of,
            form=form,
            page=page,
            options=made,
        )

    return declare


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
    edits: bool = False,
    many: bool = False,
    summary: str = "",
) -> Any:
    """An `@action` that does `operation(pk, **payload, by=user)` on one row of its viewset.

    `answers` shows what the operation returned; without it, the row itself is shown again. `name` is that of the
    attribute when it is not the operation's; `key` what the operation takes when it acts on another row (the session
    of a procès-verbal). `edits` asks for the version that the payload starts from; `many` says that the operation
    returned several rows.
    """
    if edits:
        assert takes is not None
        takes = taking(f"Edited{takes.__name__}", takes, base_version=serializers.IntegerField(min_value=1))

    def act(self: Any, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rule, request.user, of(row))
        facts, beside = handed(takes, payload(takes, request) if takes else {})
        result = operation(key(row), *facts, **beside, by=request.user)
        if status == 204:
            return Response(status=204)
        context = self.get_serializer_context()
        shown = answers(result, many=many, context=context) if answers else self.get_serializer(_current(self, result))
        return Response(shown.data, status=status)

    act.__name__ = name or operation.__name__
    act.__doc__ = operation.__doc__
    shown_as = answers(many=True) if answers and many else answers
    responses = {status: None if status == 204 else shown_as} if answers or status == 204 else None
    said: dict[str, Any] = {"request": sent_as(takes)} | ({"responses": responses} if responses else {})
    said |= {"summary": summary} if summary else {}
    whole = BARE if many else {}
    return extend_schema(**said)(
        action(detail=True, methods=["post"], url_path=act.__name__.replace("_", "-"), **whole)(act)
    )


def api_create(
    operation: Callable[..., Any],
    *,
    rule: Rule,
    under: str,
    takes: type[serializers.BaseSerializer] = serializers.Serializer,
    parent: type[Model] | None = None,
    of: Callable[[Any], Any] = itself,
) -> Any:
    """The `create` of a viewset: `operation(parent.pk, **payload, by=user)`; the payload names the parent `under`.

    With `parent`, its model, the payload gets that key besides what `takes` says.
    """
    if parent is not None:
        name = operation.__name__.title().replace("_", "")
        takes = taking(f"{name}Input", takes, **{under: VisibleKeyField(parent)})

    def create(self: Any, request: Request) -> Response:
        typed = payload(takes, request)
        above = typed.pop(under)
        require(rule, request.user, of(above))
        facts, beside = handed(takes, typed)
        result = operation(above.pk, *facts, **beside, by=request.user)
        return Response(self.get_serializer(result).data, status=201)

    create.__doc__ = operation.__doc__
    return extend_schema(request=sent_as(takes))(create)


def api_rows(
    name: str,
    rows: Callable[[Any, Any], Iterable[Any]],
    answers: type[serializers.BaseSerializer],
    said: str,
    *,
    rule: Rule | None = None,
    of: Callable[[Any], Any] = itself,
) -> Any:
    """A GET `@action` that shows, all at once, what `rows(row, user)` gives of one row of its viewset; `said` is what
    the schema says of it.
    """

    def show(self: Any, request: Request, pk: str | None = None) -> Response:
        row = self.get_object()
        if rule is not None:
            require(rule, request.user, of(row))
        context = self.get_serializer_context()
        return Response(answers(list(rows(row, request.user)), many=True, context=context).data)

    show.__name__, show.__doc__ = name, said
    made = action(detail=True, methods=["get"], url_path=name.replace("_", "-"), **BARE)(show)
    return extend_schema(request=None, responses={200: answers(many=True)})(made)


def taking(name: str, takes: Any, **asked: serializers.Field) -> Any:
    """The same payload, that asks for more."""
    meta: Any = getattr(takes, "Meta", None)
    own = {"Meta": type("Meta", (meta,), {"fields": (*meta.fields, *asked)})} if hasattr(meta, "fields") else {}
    return type(name, (takes,), asked | own | {"__doc__": takes.__doc__})


def sent_as(takes: Any) -> Any:
    """How the schema says a payload: one with a file that must come is no JSON."""
    declared = getattr(takes, "_declared_fields", {}).values()
    has_file = any(isinstance(field, serializers.FileField) and field.required for field in declared)
    return {"multipart/form-data": takes} if has_file else takes


def _current(view: Any, result: Any) -> Any:
    """What the operation returned when it is the row of the viewset; the row read again otherwise."""
    return result if isinstance(result, view.model) else view.get_object()
