"""A plain register, declared once: its list and files, its page with the history, its forms, its API, its place in the
search. One `Register` in the `register.py` of an app, beside its model and its rule; what a register does besides is
written as in any other app.

ANSWERS = Register(name="answers", model=Answer, fields=(…), keeps=can_keep_answer, columns=(…), …)
app_name, urlpatterns, ROUTES = ANSWERS.name, ANSWERS.urlpatterns, ANSWERS.routes
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common.duties import Place, places
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Column, Empty, Filters, ListPage
from foundation.common.permissions import Rule
from foundation.common.requests import Request
from foundation.common.searching import Hit, Source, extract_of, on_the_fly, search_sources
from foundation.journal.registry import keep_history

from . import api, operations, views


@dataclass(frozen=True)
class Words:
    """How a register speaks of its rows."""

    one: str  # « promesse publique »
    none: str  # « Aucune promesse publique »
    new: str  # « Enregistrer une promesse »
    added: str
    edited: str = "La fiche est à jour."


def nothing(values: Mapping[str, Any]) -> None:
    """No law beyond the shape of the columns and the constraints."""


def as_they_are(rows: QuerySet) -> QuerySet:
    return rows


def fields_of(sections: Sequence[tuple[str, str, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(name for _, _, names in sections for name in names)


@dataclass(frozen=True)
class Register:
    """`keeps(user, row)` says who adds and corrects: without a row, whether there is any he may add. The model has its
    `visible_to`. `columns` are shown in the list, in the files and on the page of a row, whose title is `str(row)`.
    """

    name: str  # of its addresses and of its calls: « answers »
    model: type[Any]  # a VersionedModel
    fields: tuple[str, ...]  # what is typed, in the order of the form; no list of several rows
    keeps: Rule
    words: Words
    title: str
    noun: tuple[str, str]
    state: str  # a sentence under the title
    columns: Sequence[Column]
    sorts: Mapping[str, Sort]
    default: str
    file: str
    empty: str  # what an empty list says
    finds: tuple[str, ...]  # columns whose words are searched, the telling one first; none: its app finds its rows
    position: int = 100  # of its hits, among those of the other sources
    filters: type[Filters] = Filters
    reads: tuple[str, ...] = ()  # rows that the columns read besides those typed
    named_by: tuple[str, ...] = ()  # of those rows, the ones that its name, `str(row)`, reads
    prepare: Callable[[Any], Any] = as_they_are  # adds what is computed
    also_shown: Mapping[str, serializers.Field] = field(default_factory=dict)  # what the API tells of it
    check: Callable[[Mapping[str, Any]], None] = nothing  # raises InvalidInput
    owner: str = ""  # the field that says whose a row is, for a model that has a scope: « ministry »
    crumbs: Sequence[tuple[str, str]] = (("Accueil", "/"),)
    icon: str = ""
    place: str = ""  # what its keepers and the ASIN go there for, said on their home page
    sections: Sequence[tuple[str, str, tuple[str, ...]]] = ()  # title, hint, fields, where a form is long; else none
    once: tuple[str, ...] = ()  # what a correction does not touch: said when the row is added, or by an act of its own
    offers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # the rows that a field offers, in order
    offers_to: Callable[[User, Any], Any] = field(default=lambda user, rows: rows)  # of those, the ones of this user
    list_template: str = "list.html"
    list_more: Callable[[Request, Filters], Mapping[str, Any]] = field(default=lambda request, found: {})
    row_template: str = "register_row.html"
    form_template: str = "form_page.html"
    row_more: Callable[[Any, User], Mapping[str, Any]] = field(default=lambda row, user: {})
    acts: Callable[[User, Any], Sequence[Button]] = field(default=lambda user, row: ())  # of one row, on its page
    api_acts: Mapping[str, Any] = field(default_factory=dict)  # the same as calls, each by its name
    routes: list[tuple[str, type]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        if self.finds:
            search_sources.register(Source(self.file, self.title, self.model, self.position, self.find))
        places.register(self.places)
        keep_history(self.model, page=f"{self.name}:detail", keeps=self.keeps)
        self.routes.append((self.name, api.viewset_of(self)))

    @cached_property
    def page(self) -> ListPage:
        return ListPage(
            title=self.title,
            noun=self.noun,
            rows=self.rows,
            columns=self.columns,
            sorts=self.sorts,
            default=self.default,
            file=self.file,
            empty=Empty(self.words.none, self.empty, self.words.new, self.new_href),
            filters=self.filters,
            crumbs=self.crumbs,
            buttons=lambda user: [
                Button(self.words.new, href, tone="primary", icon="plus") for href in [self.new_href(user)] if href
            ],
            state=self.state,
            icon=self.icon,
            template=self.list_template,
            more=self.list_more,
        )

    @property
    def corrected(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in self.once)

    @cached_property
    def urlpatterns(self) -> list[URLPattern]:
        return views.addresses_of(self)

    def rows(self, user: User) -> QuerySet:
        visible: QuerySet = self.model._default_manager.visible_to(user)
        return self._whole(visible)

    def _whole(self, rows: QuerySet) -> QuerySet:
        tied = [name for name in self.fields if self.model._meta.get_field(name).is_relation]
        return self.prepare(rows.select_related(*tied, *self.reads))

    def add(self, *, by: User | None, **values: Any) -> Any:
        """Add a row, with one line of the journal."""
        row = operations.add_row(self, values, by=by)
        return self._whole(self.model._default_manager.all()).get(pk=row.pk)

    def edit(self, pk: UUID, *, base_version: int | None, by: User | None, **values: Any) -> Any:
        """Correct a row, with one line of the journal that says what differs."""
        operations.edit_row(self, pk, values, base_version=base_version, by=by)
        return self._whole(self.model._default_manager.all()).get(pk=pk)

    def find(self, user: User, words: str, limit: int) -> list[Hit]:
        visible = self.model._default_manager.visible_to(user)
        rows = visible.select_related(*self.named_by) if self.named_by else visible
        found = on_the_fly(rows, self.finds, self.finds[0], words, limit)
        return [Hit(str(row), self.href(row), extract_of(row.extract)) for row in found]

    def places(self, user: User) -> list[Place]:
        goes = self.place and (user.access.is_asin or self.keeps(user))
        return [Place(self.title, self.list_href(), self.place)] if goes else []

    def href(self, row: Any) -> str:
        return reverse(f"{self.name}:detail", args=[row.pk])

    def edit_href(self, row: Any) -> str:
        return reverse(f"{self.name}:edit", args=[row.pk])

    def list_href(self) -> str:
        return reverse(f"{self.name}:list")

    def new_href(self, user: User) -> str:
        return reverse(f"{self.name}:new") if self.keeps(user) else ""
