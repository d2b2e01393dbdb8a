"""Database functions the ORM does not name."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchQueryField
from django.db import connection, transaction
from django.db.models import Case, Func, Model, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import DatabaseDefault

from .references import plain

FRENCH = "public.fr"
Rows = TypeVar("Rows", bound=QuerySet)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written within is taken back at its end, and nothing else of the transaction that it stands in."""
    features: Any = connection.features
    former, features.uses_savepoints = features.uses_savepoints, True  # the demonstration keeps none of its own
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        features.uses_savepoints = former


class Typed(SearchQuery):
    """What was typed, in one piece: the ORM copies and writes it at the price of a value, wherever it is asked."""

    output_field = SearchQueryField()

    def __init__(self, sql: str, *values: str) -> None:
        super().__init__("")
        self.sql, self.values = sql, values
        self.set_source_expressions([])

    @property
    def identity(self) -> Any:
        return Typed, self.sql, self.values

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Self:
        return self

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return self.sql, [*self.values]


def _joined(sign: str, queries: Sequence[Typed]) -> Typed:
    only, *others = queries
    if not others:
        return only
    return Typed(f"({sign.join(each.sql for each in queries)})", *(value for each in queries for value in each.values))


def french_query(typed: str) -> Typed:
    """What was typed, as PostgreSQL reads it in French: accents and case forgotten, « a phrase », -without, or.

    The French stemmer takes « commissions » for a verb (« comm ») and « commission » for a noun (« commiss »): one
    would never find the other, in the very word of this portal. Both are looked for.
    """
    typed = typed.replace("\x00", " ").strip()
    forms = dict.fromkeys(
        [
            typed,
            re.sub(r"issions\b", "ission", typed, flags=re.IGNORECASE),
            re.sub(r"ission\b", "issions", typed, flags=re.IGNORECASE),
        ]
    )
    return _joined(" || ", [Typed(f"websearch_to_tsquery('{FRENCH}'::regconfig, %s)", form) for form in forms])


def prefix_query(typed: str) -> Typed:
    """As `french_query`, and the last word may be the beginning of one: « reseau loc » finds « réseau local ».

    Only where nothing but words is typed: a phrase or an excluded word is taken as it stands.
    """
    query = french_query(typed)
    *others, last = typed.replace("\x00", " ").split() or [""]
    if (
        len(last) < 3
        or not re.fullmatch(r"[^\W_]+", last)
        or any(re.search(r'["<>]|^-|^or$', word, re.IGNORECASE) for word in others)
    ):
        return query
    begun = _beginning(last)
    return _joined(" || ", [query, _joined(" && ", [french_query(" ".join(others)), begun]) if others else begun])


def _beginning(word: str) -> Typed:
    """Words that begin so, whatever the stemmer made of them: « par » is no stop word here, and « informatiq », longer
    than the stem « informat », finds « informatique ».
    """
    letters = plain(word)
    stems = [letters[:length] for length in range(len(letters) - 1, max(4, len(letters) - 4), -1)]
    begun = [Typed("to_tsquery('simple'::regconfig, %s)", each) for each in (f"{letters}:*", *stems)]
    return _joined(" || ", [*begun, Typed(f"to_tsquery('{FRENCH}'::regconfig, %s)", f"{word}:*")])


class SortKey(Func):
    """French alphabetical order, blind to case and accents; immutable, so it can be indexed."""

    function = "public.sort_key"
    output_field = TextField()


def holding_words(rows: QuerySet, field: str, typed: str) -> QuerySet:
    """The rows whose `field` holds every word typed, in any order, accents or not."""
    key = f"{field}_key"
    wanted = Q()
    for word in typed.split():
        wanted &= Q(**{f"{key}__contains": SortKey(Value(word))})
    return rows.alias(**{key: SortKey(field)}).filter(wanted)


def is_exactly(asked: Q) -> Case:
    """1 for the rows that were asked for by their own name: they come first."""
    return Case(When(asked, then=Value(1)), default=Value(0))


def of_those(rows: Rows, path: str, keys: Collection[object]) -> Rows:
    """The rows that a path leads from to one of these keys; without any key, none, and nothing is asked."""
    return rows.filter(**{f"{path}__in": keys}) if keys else rows.none()


def write_rows(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these columns of many rows of one model in one statement: the work of `bulk_update` at a fraction of its
    price, since no expression is built for each value.
    """
    if not rows:
        return
    meta: Any = rows[0]._meta  # whose columns have a name, which the hints of fields leave open
    key, quote = meta.pk, connection.ops.quote_name
    fields = [meta.get_field(name) for name in sorted(names)]
    sets = ", ".join(f"{quote(field.column)} = r.{quote(field.column)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} t SET {sets} FROM {_records(key, *fields)}"  # noqa: S608
            f" WHERE t.{quote(key.column)} = r.{quote(key.column)}",
            [_sent(rows, [key, *fields])],
        )


def insert_rows(rows: Sequence[Model]) -> None:
    """Add many rows of one model in one statement, as `bulk_create` does and for a fraction of its price."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.generated and not isinstance(getattr(rows[0], field.attname), DatabaseDefault)
        if not (field.primary_key and getattr(rows[0], field.attname) is None)
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) SELECT {columns} FROM {_records(*fields)}",  # noqa: S608
            [_sent(rows, fields)],
        )


def _records(*fields: Any) -> str:
    types = ", ".join(f"{connection.ops.quote_name(field.column)} {field.db_type(connection)}" for field in fields)
    return f"jsonb_to_recordset(%s::jsonb) AS r({types})"


def _sent(rows: Sequence[Model], fields: Sequence[Any]) -> str:
    # One text for all: the values of a statement with a mark for each are written by Python, one by one.
    names = [(field.column, field.attname) for field in fields]
    sent = [{column: vars(row)[name] for column, name in names} for row in rows]
    return json.dumps(sent, default=str, ensure_ascii=False)
