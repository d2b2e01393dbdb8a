"""One list, declared once: its page, filters, chips, sorts, pages by key, empty state, files (CSV, XLSX, ODS), its API.

COUNCIL = ListPage(title="Conseil des ministres", noun=("point", "points"), rows=…, columns=(…), filters=…, …)
path("conseil", COUNCIL.page, name="council")        # ?format=csv, xlsx or ods gives the file of the rows shown
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import DateField, Model, Q, QuerySet, Value
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.views.decorators.http import require_safe
from django_filters.fields import ChoiceField, ChoiceIterator

from .chips import chips_of
from .database import SortKey
from .exports import csv_file, drawn_page, exact_of, ods_file, xlsx_file
from .keyset import Page, Sort, capped_count, in_order, paginate
from .requests import Request, query_of
from .searching import nearest, spelled_of
from .typography import capitalize_first, plural, short_date

CAP = 1000  # rows counted one by one; more is « plus de 1 000 »
CHUNK = 2000  # rows read at once for a file


class Filters(django_filters.FilterSet):
    """Filters of a list. A value that cannot be read selects nothing, and is said; it never shows everything."""

    words: ClassVar[tuple[str, ...]] = ()  # the columns where `by_words` looks
    named_by: ClassVar[Mapping[str, Callable[[Any], QuerySet]]] = {}  # rows whose name a user reads, by a key
    spelled: ClassVar[tuple[str, ...]] = ()  # short ones, whose words are proposed when not those of the search

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None
    ) -> None:
        # Instead of the base class, which copies every filter in depth and makes every field again for each request.
        self.queryset = self._meta.model._default_manager.all() if queryset is None else queryset
        self.is_bound, self.data = data is not None, data or QueryDict()
        self.request, self.form_prefix = request, prefix
        self.filters = {name: self._own(declared) for name, declared in self.base_filters.items()}

    def _own(self, declared: django_filters.Filter) -> django_filters.Filter:
        own = _alike(declared)
        own.parent, own.model, own.extra = self, self.queryset.model, dict(declared.extra)
        vars(own).pop("_field", None)
        if own.method is not None:
            own.method = own.method  # binds the method to this copy
        return own

    def _field(self, name: str) -> forms.Field:
        """The field of a filter, this form's own: copied from the one made for all where nothing of it was changed but
        its choices.
        """
        own, declared = self.filters[name], self.base_filters[name]
        if type(own).field is not django_filters.Filter.field or not declared.label:
            return own.field
        if own.extra == declared.extra:
            return deepcopy(declared.field)
        if own.field_class is not OneOf or own.extra != declared.extra | {"choices": own.extra["choices"]}:
            return own.field
        field: OneOf = deepcopy(declared.field)
        field.choices = own.extra["choices"]
        return field

    @property
    def form(self) -> Any:
        if not hasattr(self, "_form"):
            self._form = self._meta.form(self.data if self.is_bound else None, prefix=self.form_prefix)
            self._form.use_required_attribute = False
            self._form.fields.update({name: self._field(name) for name in self.filters})
        return self._form

    def name_of(self, name: str, key: Any) -> str:
        """The name of the row that the key of a filter tells; empty where the list itself may say it."""
        rows = self.named_by.get(name)
        return str(rows(self.request.user).filter(pk=key).first() or "") if rows is not None else ""

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The rows where every word typed is somewhere in `words`, blind to accents and case."""
        keys = {f"words_{number}": SortKey(column) for number, column in enumerate(self.words)}
        rows = rows.annotate(**keys)
        for word in value.split():
            rows = rows.filter(reduce(or_, (Q(**{f"{key}__contains": SortKey(Value(word))}) for key in keys)))
        return rows

    def meant(self) -> str:
        """What was perhaps meant by words (`q`) that find no row here; empty when nothing is near."""
        typed = (self.data or {}).get("q", "")
        if len(typed.strip()) < 3:
            return ""
        names = self.spelled or spelled_of(self.queryset.model) or self.words
        proposed = nearest(typed, [(self.queryset.order_by(), name) for name in names])
        if not proposed:
            return ""
        asked = self.data.copy()
        asked["q"] = proposed
        return proposed if type(self)(asked, queryset=self.queryset, request=self.request).qs.exists() else ""

    @property
    def qs(self) -> QuerySet:
        return super().qs if not self.is_bound or self.is_valid() else self.queryset.none()


class _Written(ChoiceIterator):
    """The choices of a list, written once for the process."""

    def __init__(self, field: Any, choices: Any) -> None:
        super().__init__(field, choices)
        self.pairs = tuple(super().__iter__())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.pairs)

    def __copy__(self) -> "_Written":
        return self


def _alike(one: Any) -> Any:
    """A shallow copy, six times as fast as `copy` makes it: a list copies forty objects."""
    made = object.__new__(type(one))
    vars(made).update(vars(one))
    return made


class OneOf(ChoiceField):
    """One value of a list that every copy shares: a field of Django copies each of its choices in depth."""

    iterator = _Written

    def __deepcopy__(self, memo: dict[int, Any]) -> forms.Field:
        own, own.widget = _alike(self), _alike(self.widget)
        own.widget.attrs, own.error_messages = {**self.widget.attrs}, {**self.error_messages}
        own.validators = [*self.validators]
        return own


class OneOfFilter(django_filters.ChoiceFilter):
    field_class = OneOf


def chosen(
    label: str, choices: Any, empty: str, by: Callable[[Any, str], QuerySet] | None = None, **options: Any
) -> django_filters.ChoiceFilter:
    """A filter by one value of a list. `empty` says what no choice shows; `by(rows, value)` narrows, where the column
    of that name does not say it.
    """
    if by is not None:
        options["method"] = lambda rows, name, value: by(rows, value)
    choices = getattr(choices, "choices", choices)
    return OneOfFilter(label=label, choices=choices, empty_label=empty, **options)


class InForce(Filters):
    """Filters of rows that live between two days."""

    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")

    def by_day(self, rows: Any, name: str, value: date) -> QuerySet:
        return rows.in_force(value)


def days_of(column: str) -> tuple[django_filters.DateFilter, django_filters.DateFilter]:
    """The filters `since` and `until` of a day."""
    widget = forms.DateInput(attrs={"type": "date"})
    return (
        django_filters.DateFilter(label="Depuis le", field_name=column, lookup_expr="gte", widget=widget),
        django_filters.DateFilter(label="Jusqu’au", field_name=column, lookup_expr="lte", widget=widget),
    )


@dataclass(frozen=True)
class Cell:
    """What a cell shows: a text, its link, a badge of this tone, a line below."""

    text: Any
    href: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Column:
    """`value` is written in the files, and on the page unless `shown` says more; `sort` names a sort of the list.

    A value may be a path: « ministry.name » is empty for a row without ministry, « get_kind_display » is called.
    """

    label: str
    value: Callable[[Any], Any] | str
    shown: Callable[[Any], Cell] | None = None
    sort: str = ""
    numeric: bool = False
    on_page: bool = True
    in_files: bool = True
    on_row: bool = True  # on the page of a row of a register, where nothing beside says it already
    width: str = ""
    tells: str = ""  # the field of the model whose column it is

    def read(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for name in self.value.split("."):
            row = getattr(row, name)
            if row is None:
                return None if name == self.value else ""
            row = row() if callable(row) else row
        return row

    def cell(self, row: Any) -> Cell:
        return self.shown(row) if self.shown is not None else Cell(self.read(row))


def column_of(
    model: type[Model], name: str, *, label: str = "", href: Callable[[Any], str] | None = None, **more: Any
) -> Column:
    """The column of a field as its model describes it: its label, the words of a choice, a day in figures, the name of
    another row; `href` is where what is told leads.
    """
    field: Any = model._meta.get_field(name)
    value = told_of(field)

    def shown(row: Any) -> Cell:
        told = value(row)
        text = short_date(told) if told and isinstance(field, DateField) else told
        text = exact_of(told).replace(".", ",") if isinstance(told, Decimal) else text
        return Cell(text, href(row) if href is not None and told else "")

    # A badge beside the title says on the page of a row that it is made up.
    options: dict[str, Any] = {"shown": shown, "on_row": name != "is_fictitious", "tells": name} | more
    return Column(label or capitalize_first(str(field.verbose_name)), value, **options)


def columns_of(model: type[Model], *names: str, on_page: bool = False, **labels: str) -> list[Column]:
    """The same of several fields, for the files alone unless said otherwise; `labels` are those that are others."""
    return [column_of(model, name, label=labels.get(name, ""), on_page=on_page) for name in names]


def told_of(field: Any) -> Callable[[Any], Any]:
    """What a row says of a field: the words of a choice, the name of another row, a number as it is kept."""

    def value(row: Any) -> Any:
        if field.choices:
            return getattr(row, f"get_{field.name}_display")()
        found = getattr(row, field.name)
        return str(found) if field.is_relation and found is not None else found

    return value


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the act that fills it for who may."""

    title: str
    text: str = ""
    label: str = ""
    href: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Button:
    label: str
    href: str
    tone: str = "secondary"
    icon: str = ""
    posts: bool = field(default=False, kw_only=True)  # an act done at once, not a page to go to


@dataclass(frozen=True)
class Shown:
    """One page of a list, finished for its template."""

    title: str
    state: str
    count: str
    page: Page
    kept: Sequence[tuple[str, str]]  # what the form of filters sends with them
    cells: Iterable[Sequence[Cell]]  # read once, by the template that draws them
    headers: Sequence[Mapping[str, Any]]
    form: Any
    chips: Sequence[Mapping[str, str]]
    exports: Sequence[tuple[str, str]]
    empty: Empty
    empty_href: str
    refusals: Sequence[str]
    buttons: Sequence[Button] = ()
    meant: tuple[str, str] | None = None  # other words for those that find nothing, and their address
    acts: Sequence[Sequence[Button]] = ()  # those of each row, where the list has any


@dataclass(frozen=True)
class ListPage:
    """`rows(user)` gives the rows that he may see, with all that the columns read, in no order.

    A list with a template of its own may say what its page reads of the rows, and what it shows besides (`more`).
    """

    title: str
    noun: tuple[str, str]
    rows: Callable[[Any], QuerySet]
    columns: Sequence[Column]
    sorts: Mapping[str, Sort]
    default: str
    file: str
    empty: Empty
    filters: type[Filters] = Filters
    crumbs: Sequence[tuple[str, str]] = ()
    buttons: Callable[[Any], Sequence[Button]] = field(default=lambda user: ())
    acts: Callable[[Any, Any], Sequence[Button]] | None = None  # of one row, for who may: `acts(user, row)`
    state: str = ""  # a sentence under the title
    icon: str = ""
    size: int = 50
    is_short: bool = False  # one page holds it all: its rows are counted there
    template: str = "list.html"
    drawn: Callable[[Any], QuerySet] | None = None  # `rows` as the page reads them, where it draws no objects
    more: Callable[[Request, Filters], Mapping[str, Any]] = field(default=lambda request, found: {})
    more_of: Callable[[Filters, list[Any]], Mapping[str, Any]] = field(default=lambda found, rows: {})  # rows shown
    found_by: str = ""  # the order of what was found by words: a sort on an annotation that only such rows bear
    said_elsewhere: tuple[str, ...] = ()  # filters that have no chip: tabs say them

    @property
    def page(self) -> Callable[[Request], HttpResponseBase]:
        @require_safe
        def view(request: Request) -> HttpResponseBase:
            wanted = request.GET.get("format", "")
            if wanted in FILES:
                return FILES[wanted](self.file, self._header(), self._lines(self.found(request)))
            found = self.found(request, self.drawn)
            shown = self.shown(request, found)
            context = {"list": shown, "spec": self, **self.more(request, found), **self.more_of(found, shown.page.rows)}
            return drawn_page(request, self.template, context)

        view.__dict__["list_page"] = self  # what is declared can be asked of its address
        return view

    def seen(
        self, title: str, template: str, above: tuple[str, str], read: Callable[[Request, QuerySet], Any]
    ) -> Callable[[Request], HttpResponseBase]:
        """The page of the same rows by the same filters, seen otherwise than as a table: its template finds what
        `read(request, rows)` makes of them as `shown`. `above` names the table in its trail.
        """

        def more(request: Request, found: Filters) -> Mapping[str, Any]:
            return {**self.more(request, found), "shown": read(request, found.qs)}

        crumbs = (*self.crumbs, above)
        return replace(self, title=title, template=template, more=more, crumbs=crumbs, size=1, drawn=None).page

    @property
    def csv(self) -> Callable[[Request], HttpResponseBase]:
        """The file alone, at an address of its own."""

        @require_safe
        def view(request: Request) -> HttpResponseBase:
            return csv_file(self.file, self._header(), self._lines(self.found(request)))

        return view

    def found(self, request: Request, rows: Callable[[Any], QuerySet] | None = None) -> Filters:
        return self.filters(request.GET, queryset=(rows or self.rows)(request.user), request=request)

    def shown(self, request: Request, found: Filters) -> Shown:
        """Read one page: two queries, whatever the number of rows; one where they are all on it, drawn."""
        rows = found.qs
        sorts, order = self._sorts(rows)
        page = paginate(rows, sorts, request.GET, default=order, size=self.size)
        is_counted = self.is_short or (page.is_whole and self.size > 1)
        count = len(page.rows) if is_counted else capped_count(rows, CAP)
        columns = [column for column in self.columns if column.on_page]
        empty_href = self.empty.href(request.user) if self.empty.href is not None else ""
        asked = query_of(request.GET, "after", "before", "sort", "format")
        acts = [self.acts(request.user, row) for row in page.rows] if self.acts else []
        return Shown(
            title=self.title,
            state=self.state,
            count=plural(count, *self.noun) if count <= CAP else f"Plus de 1 000 {self.noun[1]}",
            page=page,
            kept=[("sort", page.sort)] if page.sort != order else [],
            cells=([column.cell(row) for column in columns] for row in page.rows),
            headers=[
                {"label": column.label, "key": column.sort, "numeric": column.numeric, "width": column.width}
                for column in columns
            ],
            form=found.form,
            chips=chips_of(request, found, without=self.said_elsewhere, cursor=("after", "before")),
            exports=[(label, f"?{asked and asked + '&'}format={kind}") for kind, label in KINDS.items()],
            empty=self.empty,
            empty_href=empty_href,
            refusals=[
                f"{found.form.fields[name].label} : {said}" for name, every in found.errors.items() for said in every
            ],
            buttons=self.buttons(request.user),
            meant=None if page.rows else _meant(request, found),
            acts=acts if any(acts) else (),  # no column of what nobody here may do
        )

    def _header(self) -> list[str]:
        return [column.label for column in self.columns if column.in_files]

    def _sorts(self, rows: QuerySet) -> tuple[Mapping[str, Sort], str]:
        """The sorts of these rows, and the one they have when none is asked."""
        name = self.found_by.lstrip("-")
        if name in rows.query.annotations:
            return self.sorts, self.found_by
        return {key: sort for key, sort in self.sorts.items() if key != name}, self.default

    def _lines(self, found: Filters) -> Iterator[list[Any]]:
        columns = [column for column in self.columns if column.in_files]
        for row in in_order(found.qs, *self._sorts(found.qs)).iterator(chunk_size=CHUNK):
            yield [column.read(row) for column in columns]


def _meant(request: Request, found: Filters) -> tuple[str, str] | None:
    words = found.meant()
    return (words, _with(request, q=words)) if words else None


def _with(request: Request, **asked: str) -> str:
    return f"?{query_of(request.GET, 'after', 'before', 'sort', **asked)}"


KINDS = {"csv": "Tableur (CSV)", "xlsx": "Classeur (XLSX)", "ods": "Classeur (ODS)"}
FILES: dict[str, Callable[[str, Sequence[str], Iterable[Sequence[Any]]], HttpResponse | Any]] = {
    "csv": csv_file,
    "xlsx": xlsx_file,
    "ods": ods_file,
}
