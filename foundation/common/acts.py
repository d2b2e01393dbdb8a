"""One act, declared once: the page, or the action of the API, of an ordinary act.

Both do the same five things: fetch among what one may see (404), require the rule (403), check the shape (400), call
the operation (409 when it refuses), answer. An act that differs is a plain function. An input whose `Meta.facts` names
the dataclass of its operation is handed over as that dataclass; what this does not hold goes beside it, by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from .api_input import payload, read
from .api_views import VisibleKeyField
from .exports import drawn_page
from .facts import facts_from
from .form_pages import FormPage, base_version, serve_form
from .permissions import Rule, require, seen_by
from .questions import OneRow, adds_to_rows
from .requests import ApiRequest, Request, told_once

View = Callable[..., HttpResponse]
Fetch = Callable[[Request, UUID], Any]
Crumb = tuple[str, str]
require_form = require_http_methods(["GET", "HEAD", "POST"])
BARE: dict[str, Any] = {"pagination_class": None, "filterset_class": None}  # of an answer that is no page of a list


def itself(row: Any) -> Any:
    return row


def nothing(request: Request, *row: Any) -> dict[str, Any]:
    return {}


def as_typed(request: Request, typed: dict[str, Any]) -> dict[str, Any]:
    return typed


class Warned(str):
    """A sentence said after an act as a warning."""


Said = str | Iterable[str]


def tell(request: Request, said: Said) -> None:
    """Show what an act says of itself on the page one goes to."""
    for sentence in [said] if isinstance(said, str) else said:
        if sentence:
            (messages.warning if isinstance(sentence, Warned) else messages.success)(request, sentence)


def one_of(model: type[Model], *related: str, rows: Callable[[Any], Any] = itself) -> Fetch:
    """What fetches a row among those that one may see (404), with what is `related` to it; `rows` narrows them.

    The columns are the same for all, and written once; whether he sees the row is written each time.
    """
    row = OneRow(model, *related)

    def fetch(request: Request, pk: UUID) -> Any:
        found = rows(seen_by(request.user, model))
        if adds_to_rows(found):
            return get_object_or_404(row.with_related(found), pk=pk)
        one = row.among(found, pk)
        if one is None:
            raise Http404
        return one

    return fetch


def address_of(name: str) -> Callable[[Any], str]:
    """The address of a row: `people:person`, or `ministries:text#liens` for a part of its page."""
    route, mark, anchor = name.partition("#")
    return lambda row: reverse(route, args=[row.pk]) + mark + anchor


def page_of(template: str, fetch: Fetch) -> Callable[[Callable[[Request, Any], dict[str, Any]]], View]:
    """The page of one row: fetched, then shown with what the decorated function reads for it."""

    def decorate(context: Callable[[Request, Any], dict[str, Any]]) -> View:
        @require_safe
        def view(request: Request, pk: UUID) -> HttpResponse:
            return drawn_page(request, template, context(request, fetch(request, pk)))

        view.__doc__ = context.__doc__
        return view

    return decorate


def form_page(title: str, submit: str, crumbs: Iterable[Crumb], last: str = "", **said: Any) -> FormPage:
    """The page of a form below `crumbs`, where the last of them is where cancelling goes back to."""
    *_, (_, back) = above = list(crumbs)
    return FormPage(title, submit, back, [*above, (last or submit, "")], **said)


def handed(declared: Any, typed: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What an operation gets of validated values: the dataclass that `declared` names, if any, the rest by name."""
    kind = getattr(getattr(declared, "Meta", None), "facts", None)
    if kind is None:
        return (), dict(typed)
    inside = {field.name for field in fields(kind)}
    return (facts_from(kind, typed),), {name: value for name, value in typed.items() if name not in inside}


def _made_with(form: type[BaseForm], request: Request) -> dict[str, Any]:
    """Every form of columns is told its user: it offers the rows that he may see."""
    return {"user": request.user} if issubclass(form, ModelForm) else {}


def _with(page: FormPage, more: dict[str, Any]) -> FormPage:
    return replace(page, extra=page.extra | more) if more else page


def _where(to: str | Callable[[Any], str]) -> Callable[[Any], str]:
    return address_of(to) if isinstance(to, str) else to


def page_act(
    operation: Callable[..., Any],
    *,
    fetch: Fetch,
    rule: Rule,
    said: str | Callable[[Any], Said],
    to: str | Callable[[Any], str] = "",
    onward: Callable[[Request, Any], str] | None = None,
    of: Callable[[Any], Any] = itself,
    form: type[BaseForm] | None = None,
    page: Callable[[Any], FormPage] | None = None,
    options: Callable[[Request, Any], dict[str, Any]] = nothing,
    filled: bool = False,
    more: Callable[[Request, Any], dict[str, Any]] = nothing,
    takes: Callable[[Request, dict[str, Any]], dict[str, Any]] = as_typed,
) -> View:
    """A button, or a page with a form, that does `operation(pk, **typed, by=user)`.

    `of` gives what the rule is about (the session of an item); `said` the sentence shown afterwards, `to` where one
    goes, both from the row fetched before the act, `said` from what the operation returned when it is a function and
    there is any. `onward` is said instead of `to` where one goes to what the operation returned; without either, one
    goes where cancelling would have gone. `takes` turns what was typed into what the
    operation takes. `options` gives what the form is made with besides its user; a form `filled` starts from the row.
    `more` is what the page shows besides, read for its user. A page with a version is an edit, and its operation takes
    `base_version`.
    """

    def done(request: Request, row: Any, asked: FormPage | None = None, **typed: Any) -> str:
        facts, beside = handed(form, typed)
        result = operation(row.pk, *facts, **beside, by=request.user)
        tell(request, said(row if result is None else result) if callable(said) else said)
        if onward is not None:
            return onward(request, result)
        return asked.cancel_href if asked is not None and not to else _where(to)(row)

    def shown(request: Request, pk: UUID) -> Any:
        row = fetch(request, pk)
        require(rule, request.user, of(row))
        return row

    @require_POST
    def button(request: Request, pk: UUID) -> HttpResponse:
        return HttpResponseRedirect(done(request, shown(request, pk)))

    @require_form
    def asking(request: Request, pk: UUID) -> HttpResponse:
        row = shown(request, pk)
        assert form is not None
        assert page is not None
        asked = _with(page(row), more(request, row))
        beside = {} if asked.version is None else {"base_version": base_version(request)}

        def act(typed: BaseForm) -> str:
            return done(request, row, asked, **takes(request, dict(typed.cleaned_data)), **beside)

        made_with = _made_with(form, request) | ({"instance": row} if filled else {}) | options(request, row)
        return serve_form(request, form, asked, act, **made_with)

    return button if form is None else asking


def acts_on(
    *,
    fetch: Fetch,
    to: Callable[[Any], str],
    crumbs: Callable[[Any, str], Sequence[Crumb]],
    of: Callable[[Any], Any] = itself,
    rule: Rule | None = None,
) -> Callable[..., View]:
    """`page_act` for acts on one kind of row, whose pages share a way back (`to`) and a trail (`crumbs(row, here)`).

    What is left to say of each: its operation, `said`, and for a page its `form` and its words (`title`, `submit` and
    `here` when they are others, `intro`), completed with the row: « Retirer {row.title} ». `edits` starts the form from
    the row and its version; `reads` is what its page shows besides, read for its user.
    """
    rule_of_all = rule

    def declare(
        operation: Callable[..., Any],
        *,
        said: str | Callable[[Any], Said],
        rule: Rule | None = None,
        form: type[BaseForm] | None = None,
        title: str = "",
        submit: str = "",
        here: str = "",
        intro: str = "",
        edits: bool = False,
        options: Callable[[Request, Any], dict[str, Any]] = nothing,
        back: Callable[[Any], str] = to,
        onward: Callable[[Request, Any], str] | None = None,
        reads: Callable[[Request, Any], dict[str, Any]] = nothing,
        **more: Any,
    ) -> View:
        asked = rule or rule_of_all
        assert asked is not None

        def page(row: Any) -> FormPage:
            words = [each.format(row=row) for each in (title, submit or title, here or title, intro)]
            trail = crumbs(row, words[2])
            version = row.version if edits else None
            return FormPage(words[0], words[1], to(row), trail, words[3], version=version, **more)

        def made(request: Request, row: Any) -> dict[str, Any]:
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
            more=reads,
        )

    return declare


def page_new(
    operation: Callable[..., Any],
    *,
    rule: Rule,
    form: type[BaseForm],
    page: Callable[..., FormPage],
    said: Callable[[Any], Said],
    to: str | Callable[[Any], str] = "",
    within: Fetch | None = None,
    options: Callable[..., dict[str, Any]] = nothing,
    more: Callable[..., dict[str, Any]] = nothing,
    takes: Callable[[Request, dict[str, Any]], dict[str, Any]] = as_typed,
) -> View:
    """The page that adds a row by `operation(**typed, by=user)`.

    `within` fetches the row it is added to: the rule, the page and the options are then about that row, and its key is
    the operation's first argument. `said` and `to` are about the new row; the rest is as for `page_act`.
    """

    @require_form
    def view(request: Request, pk: UUID | None = None) -> HttpResponse:
        above = [] if within is None or pk is None else [within(request, pk)]
        require(rule, request.user, *above)
        asked = _with(page(*above), more(request, *above))

        def act(typed: BaseForm) -> str:
            facts, beside = handed(form, takes(request, dict(typed.cleaned_data)))
            made = operation(*[row.pk for row in above], *facts, **beside, by=request.user)
            tell(request, said(made))
            return _where(to)(made) if to else asked.cancel_href

        return serve_form(request, form, asked, act, **(_made_with(form, request) | options(request, *above)))

    return view


NO_RULES: Mapping[str, Rule] = {}


CORRECTING = ("edit", "correct")  # the acts that write anew what a row says


def _asked(
    takes: type[serializers.BaseSerializer] | None,
    request: ApiRequest,
    about: Mapping[str, Rule],
    corrected: Model | None = None,
) -> dict[str, Any]:
    data = payload(takes, request, corrected=corrected) if takes else {}
    for name, check in about.items():
        require(check, request.user, data[name])
    return data


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
    about: Mapping[str, Rule] = NO_RULES,
    edits: bool = False,
    many: bool = False,
    summary: str = "",
    shows_a_secret: bool = False,
) -> Any:
    """An `@action` that does `operation(pk, **payload, by=user)` on one row of its viewset.

    `answers` shows what the operation returned, a list of it with `many`; without it, the row itself is shown again.
    `name` is that of the attribute when it is not the operation's; `key` what the operation takes when it acts on
    another row (the session of a procès-verbal). An act that corrects its row, as its name says, keeps what the
    payload leaves out. `about`: rules on what the payload holds, by the name of its field.
    `edits` asks for the version that the payload starts from. An answer that `shows_a_secret` is given once: a request
    sent again does not get it.
    """
    if edits:
        assert takes is not None
        version = serializers.IntegerField(min_value=1)
        takes = taking(f"Edited{takes.__name__}", takes, corrects=True, base_version=version)

    def act(self: Any, request: ApiRequest, pk: str | None = None) -> Response:
        row = self.get_object()
        require(rule, request.user, of(row))
        corrected = row if act.__name__ in CORRECTING else None
        facts, beside = handed(takes, _asked(takes, request, about, corrected))
        result = operation(key(row), *facts, **beside, by=request.user)
        if status == 204:
            return Response(status=204)
        context = self.get_serializer_context()
        shown = answers(result, many=many, context=context) if answers else self.get_serializer(_current(self, result))
        return told_once(Response(shown.data, status=status), shows_a_secret)

    act.__name__ = name or operation.__name__
    act.__dict__["takes"] = takes
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
    takes: type[serializers.BaseSerializer] = serializers.Serializer,
    under: str = "",
    parent: type[Model] | None = None,
    of: Callable[[Any], Any] = itself,
    answers: type[serializers.BaseSerializer] | None = None,
    about: Mapping[str, Rule] = NO_RULES,
) -> Any:
    """The `create` of a viewset: `operation(**payload, by=user)`.

    Where the payload names a parent `under`, the rule is about that row (`of` it), and its key is the operation's first
    argument; with `parent`, its model, the payload gets that key besides what `takes` says. `answers` shows what was
    made otherwise than the rows of the viewset; `about` is as for `api_act`.
    """
    if parent is not None:
        name = operation.__name__.title().replace("_", "")
        takes = taking(f"{name}Input", takes, **{under: VisibleKeyField(parent)})

    def create(self: Any, request: ApiRequest) -> Response:
        if not under:
            require(rule, request.user)
        typed = _asked(takes, request, about)
        above = [typed.pop(under)] if under else []
        for row in above:
            require(rule, request.user, of(row))
        facts, beside = handed(takes, typed)
        result = operation(*[row.pk for row in above], *facts, **beside, by=request.user)
        if answers is None:
            return Response(self.get_serializer(result).data, status=201)
        return Response(answers(result, context=self.get_serializer_context()).data, status=201)

    create.__doc__ = operation.__doc__
    said: dict[str, Any] = {"request": sent_as(takes)} | ({"responses": {201: answers}} if answers else {})
    return extend_schema(**said)(create)


def api_rows(
    name: str,
    rows: Callable[..., Any],
    answers: type[serializers.BaseSerializer],
    said: str,
    *,
    rule: Rule | None = None,
    of: Callable[[Any], Any] = itself,
    takes: type[serializers.BaseSerializer] | None = None,
    many: bool = True,
) -> Any:
    """A GET `@action` that shows, all at once, what `rows(row, user)` gives of one row of its viewset, or one thing
    without `many`; `said` is what the schema says of it. `takes`: what the address asks, given to `rows` by name.
    """

    def show(self: Any, request: ApiRequest, pk: str | None = None) -> Response:
        row = self.get_object()
        if rule is not None:
            require(rule, request.user, of(row))
        context = self.get_serializer_context()
        found = rows(row, request.user, **(read(takes, request) if takes is not None else {}))
        return Response(answers(list(found) if many else found, many=many, context=context).data)

    show.__name__, show.__doc__ = name, said
    made = action(detail=True, methods=["get"], url_path=name.replace("_", "-"), **BARE)(show)
    asked: dict[str, Any] = {"parameters": [takes]} if takes is not None else {}
    return extend_schema(request=None, responses={200: answers(many=many)}, **asked)(made)


def taking(name: str, takes: Any, corrects: Any = False, **asked: Any) -> Any:
    """The same payload, that asks for more; one that `corrects` keeps what it leaves out."""
    meta: Any = getattr(takes, "Meta", None)
    own = {"Meta": type("Meta", (meta,), {"fields": (*meta.fields, *asked)})} if hasattr(meta, "fields") else {}
    return type(name, (takes,), asked | own | {"__doc__": takes.__doc__, "corrects": corrects})


def sent_as(takes: Any) -> Any:
    """How the schema says a payload: one with a file that must come is no JSON."""
    declared = getattr(takes, "_declared_fields", {}).values()
    has_file = any(isinstance(field, serializers.FileField) and field.required for field in declared)
    return {"multipart/form-data": takes} if has_file else takes


def _current(view: Any, result: Any) -> Any:
    """What the operation returned when it is the row of the viewset; the row read again otherwise."""
    return result if isinstance(result, view.model) else view.get_object()
