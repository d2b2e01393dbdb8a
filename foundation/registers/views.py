"""The pages of a plain register: a row with its history, the form that adds one, the form that corrects it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.models import User
from foundation.common.acts import View, page_act
from foundation.common.exports import drawn_page
from foundation.common.facts import FactsForm, column_field, in_alphabet, offer, rows_offered
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.lists import Cell
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.timeline import timeline_of
from foundation.common.typography import is_told
from foundation.journal.queries import history_of, line_of

if TYPE_CHECKING:
    from .register import Register

LATEST = ("-at", "-pk")
SHOWN = 20  # lines of the journal on the page of a row; its history has them all, page by page


def addresses_of(register: "Register") -> list[URLPattern]:
    return [
        path("", register.page.page, name="list"),
        path("export.csv", register.page.csv, name="export"),
        path("nouveau", new_page(register), name="new"),
        path("<uuid:pk>", row_page(register), name="detail"),
        path("<uuid:pk>/modifier", edit_page(register), name="edit"),
    ]


def form_class(register: "Register", *, corrects: bool = False) -> Any:
    """The form of its fields; whose the row is, is chosen among those for whom one may keep it."""
    owned = register.owner

    class RegisterForm(FactsForm):
        def __init__(self, *args: Any, user: User, **options: Any) -> None:
            super().__init__(*args, user=user, **options)
            in_alphabet(self)
            for name in register.offers.keys() & self.fields.keys():
                offer(self, name, lambda rows, name=name: register.offers_to(user, register.offers[name](rows)))
            if owned in self.fields:
                kept = [
                    owner.pk
                    for owner in rows_offered(self, owned).select_related("scope")
                    if register.keeps(user, register.model(**{owned: owner, "scope": owner.scope}))
                ]
                offer(self, owned, lambda rows: rows.filter(pk__in=kept))
                if len(kept) == 1:
                    self.initial[owned] = kept[0]

    fields = register.corrected if corrects else register.fields
    return forms.modelform_factory(register.model, form=RegisterForm, fields=fields, formfield_callback=column_field)


def row_page(register: "Register") -> View:
    @require_safe
    def page(request: Request, pk: UUID) -> HttpResponse:
        row = get_object_or_404(register.rows(request.user), pk=pk)
        lines = list(history_of(row, request.user).order_by(*LATEST)[: SHOWN + 1])
        history = [line_of(line, request.user) for line in lines]
        context = {
            "row": row,
            "spec": register,
            "facts": facts_of(register, row),
            "history": history[:SHOWN],
            "history_href": history[0].href if len(history) > SHOWN else "",
            "edit_href": register.edit_href(row) if register.keeps(request.user, row) else "",
            "acts": register.acts(request.user, row),
            "events": sorted(timeline_of(row, request.user), key=lambda event: event.on, reverse=True),
            **register.row_more(row, request.user),
        }
        return drawn_page(request, register.row_template, context)

    return page


def facts_of(register: "Register", row: Any) -> list[tuple[str, Cell]]:
    """What the columns say of a row: not its title again, nor a link to itself, nor what an act has not written yet."""
    here, title = register.href(row), str(row)
    cells = [(column, column.cell(row)) for column in register.columns if column.on_row]
    typed = {"", *register.fields}
    told = [(column.label, cell) for column, cell in cells if column.tells in typed or is_told(cell.text)]
    told = [(label, replace(cell, href="") if cell.href == here else cell) for label, cell in told]
    return [(label, cell) for label, cell in told if str(cell.text) != title]


def new_page(register: "Register") -> View:
    form = form_class(register)

    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: Request) -> HttpResponse:
        require(register.keeps, request.user)

        def act(typed: forms.Form) -> str:
            row = register.add(**typed.cleaned_data, by=request.user)
            messages.success(request, register.words.added)
            return register.href(row)

        return serve_form(request, form, _form_page(register, register.words.new), act, user=request.user)

    return page


def edit_page(register: "Register") -> View:
    def fetch(request: Request, pk: UUID) -> Any:
        return get_object_or_404(register.rows(request.user), pk=pk)

    return page_act(
        register.edit,
        fetch=fetch,
        rule=register.keeps,
        form=form_class(register, corrects=True),
        options=lambda request, row: {"user": request.user, "instance": row},
        page=lambda row: _form_page(register, f"Modifier : {register.words.one}", row),
        said=register.words.edited,
        to=register.href,
    )


def _form_page(register: "Register", title: str, row: Any = None) -> FormPage:
    crumbs = [*register.crumbs, (register.title, register.list_href())]
    asked = set(register.fields if row is None else register.corrected)
    here = [(str(row)[:60], register.href(row)), ("Modifier", "")] if row is not None else [("Enregistrer", "")]
    return FormPage(
        title=title,
        submit="Enregistrer",
        cancel_href=register.href(row) if row is not None else register.list_href(),
        breadcrumb=[*crumbs, *here],
        version=row.version if row is not None else None,
        sections=[(title, hint, names) for title, hint, names in register.sections if asked & set(names)],
        asks=register.fields if row is None else (),
        template=register.form_template,
    )
