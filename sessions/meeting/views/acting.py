"""An act of the live page, declared once: a button or a form that posts, and comes back to the page it was done on."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from foundation.common.acts import View, nothing
from foundation.common.exceptions import Conflict, Refused
from foundation.common.form_pages import FormPage, base_version, beside, refuse_into
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request
from sessions.core import rules
from sessions.core.models import AgendaItem, CommissionSession
from sessions.core.views.shown import acted_session, visible_session

from ..rules import session_of


class Alert(str):
    """What an act says as a warning: it was done, and something fell with it."""


def live_address(session: CommissionSession | UUID, item: Any = None) -> str:
    address = reverse("sessions:live", args=[getattr(session, "pk", session)])
    return f"{address}?point={getattr(item, 'pk', item)}" if item else address


def place_of(row: Any) -> str:
    """Where the row stands on the live page: its item, or the page."""
    return live_address(session_of(row), row if isinstance(row, AgendaItem) else getattr(row, "item_id", None))


def minutes_of(row: Any) -> str:
    """The same for what is written: what bears on no item stands with the opening and the closing."""
    return place_of(row) if row.item_id else f"{live_address(row.session)}?partie=seance"


def back_to(request: Request, otherwise: str) -> str:
    """The page the act was done on, when it says so; another one otherwise."""
    target = request.POST.get("suite", "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours else otherwise


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def form_page(
    session: CommissionSession, back: str, title: str, submit: str = "", above: str = "", **said: Any
) -> FormPage:
    crumbs = [("Sessions", ""), (above or session.label, back), (title, "")]
    return FormPage(title, submit or title, back, crumbs, **said)


def act(request: Request, form: BaseForm, page: FormPage, operation: Callable[[Any], tuple[str, str]]) -> HttpResponse:
    """Run an act of the live page: `operation(form)` returns (address, sentence).

    A refusal comes back as JSON to the script, which leaves every field as it was typed, or as a page with the same
    form.
    """
    is_scripted = request.htmx
    try:
        if form.is_valid():
            address, sentence = operation(form)
            if sentence:
                (messages.warning if isinstance(sentence, Alert) else messages.success)(request, sentence)
            leaves = address.partition("?")[0] != page.cancel_href.partition("?")[0]
            # The live page takes its own page in its place, and no other.
            is_led = is_scripted and leaves and not wants_json(request)
            return HttpResponse(headers={"HX-Redirect": address}) if is_led else redirect(address)
        status, message = 400, ""
    except Conflict as conflict:
        if not is_scripted:
            raise
        sides = {name: {"stored": stored, "sent": sent} for name, (stored, sent) in conflict.sides.items()}
        return JsonResponse({"message": conflict.message, "errors": [], "sides": sides}, status=409)
    except Refused as refusal:
        status, message = refuse_into(form, refusal), refusal.message
    if is_scripted:
        errors = [
            f"{form.fields[name].label} : {text}" if name in form.fields else str(text)
            for name, texts in form.errors.items()
            for text in texts
        ]
        return JsonResponse({"message": message if not errors else "", "errors": errors}, status=status)
    version = None if page.version is None else base_version(request)
    context = {"page": page, "form": form, "version": version, "beside": beside(request, form), **page.extra}
    return render(request, page.template, context, status=status, using="jinja2")


def guarded(
    rule: Rule, *, template: str = "", posts: bool = False, fetch: Callable[[Request, UUID], Any] = visible_session
) -> Callable[[Callable[[Request, Any], Any]], View]:
    """A view of one row of a session, for whom the rule lets: the decorated function gives what its template shows, or
    the whole answer when there is none.
    """

    def decorate(answer: Callable[[Request, Any], Any]) -> View:
        @wraps(answer)
        def view(request: Request, pk: UUID) -> HttpResponse:
            row = fetch(request, pk)
            session = session_of(row)
            require(rule, request.user, session)
            found = answer(request, row)
            return render(request, template, {"session": session} | found, using="jinja2") if template else found

        return require_POST(view) if posts else require_safe(view)

    return decorate


def live_act(
    operation: Callable[..., Any],
    title: str | Callable[[Any], str],
    submit: str = "",
    *,
    fetch: Callable[[Request, UUID], Any] = acted_session,
    rule: Rule = rules.can_conduct,
    of: Callable[[Any], Any] = session_of,
    form: Callable[..., BaseForm] = Form,
    options: Callable[[Request, Any], dict[str, Any]] = nothing,
    keys: Callable[[Any], tuple[Any, ...]] = lambda row: (row.pk,),
    more: Callable[[Any], dict[str, Any]] = lambda row: {},
    version: Callable[[Any], int | None] = lambda row: None,
    home: Callable[[Any], str] = place_of,
    to: Callable[[Request, Any], str] | None = None,
    said: str | Callable[[Any], str] = "",
    intro: Callable[[Any], str] = lambda row: "",
    above: str = "",
) -> View:
    """A view that does `operation(*keys, **typed, **more, by=user)` on the row fetched, and says `said`.

    `of` gives the session that the rule is about, `options` what the form is made with, `version` that of a row being
    edited; `home` is where the page of a refused form goes back to, and `to` where one goes when it is not there.
    """

    @require_POST
    def view(request: Request, pk: UUID) -> HttpResponse:
        row = fetch(request, pk)
        session, name = of(row), title(row) if callable(title) else title
        require(rule, request.user, session)
        back, current = home(row), version(row)
        page = form_page(session, back, name, submit, above, intro=intro(row), version=current)
        beside = more(row) if current is None else more(row) | {"base_version": base_version(request)}

        def done(form: Any) -> tuple[str, str]:
            typed = getattr(form, "typed", lambda: form.cleaned_data)()
            result = operation(*keys(row), **typed, **beside, by=request.user)
            return to(request, row) if to else back, said(result) if callable(said) else said

        return act(request, form(request.POST, **options(request, row)), page, done)

    return view
