"""Pages by key: the last page costs what the first one costs.

Each sort names an expression that is never null and has its index with the primary key. The cursor is the key of the
last row shown.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connections
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict

from .requests import query_of

LARGEST_PK = 2**63 - 1


@dataclass(frozen=True)
class Sort:
    """`expression` has its index (expression, id), read forwards or backwards; `parse` reads the key back from the
    cursor. A sort « -name » of its own is the descending order of « name », where what is unknown comes last too.
    """

    expression: Combinable | str
    parse: Callable[[str], Any] = str


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    previous_href: str
    next_href: str
    sort: str
    is_whole: bool = False  # all that there is stands on this page: nobody has to count


def _encode(key: Any, pk: Any) -> str:
    text = key.isoformat() if isinstance(key, date | datetime) else str(key)
    return base64.urlsafe_b64encode(json.dumps([text, str(pk)]).encode()).decode().rstrip("=")


def _decode(cursor: str, parse: Callable[[str], Any], pk_of: Field) -> tuple[Any, Any] | None:
    """Return the key of a cursor; None for one that was tampered with or comes from another sort."""
    try:
        key, text = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if "\x00" in key:
            return None
        pk = pk_of.to_python(text)
        return None if isinstance(pk, int) and abs(pk) > LARGEST_PK else (parse(key), pk)
    except (ValueError, TypeError, ValidationError, binascii.Error, UnicodeDecodeError, ArithmeticError):
        return None


def _keyed(queryset: QuerySet, sort: Sort) -> QuerySet:
    return queryset.annotate(page_key=F(sort.expression) if isinstance(sort.expression, str) else sort.expression)


def paginate(queryset: QuerySet, sorts: Mapping[str, Sort], params: QueryDict, *, default: str, size: int = 50) -> Page:
    """Cut a page out of an unordered queryset, with one query. `params`: request.GET (sort, after, before)."""
    name = params.get("sort", default)
    if name.lstrip("-") not in sorts:
        name = default
    descending = name.startswith("-")
    sort = sorts.get(name) or sorts[name.lstrip("-")]
    queryset = _keyed(queryset, sort)
    backwards = False
    cursor = None
    if params.get("after"):
        cursor = _decode(params.get("after", ""), sort.parse, queryset.model._meta.pk)
    elif params.get("before"):
        cursor = _decode(params.get("before", ""), sort.parse, queryset.model._meta.pk)
        backwards = cursor is not None
    down = descending != backwards
    if cursor is not None:
        key, pk = cursor
        side = "lt" if down else "gt"
        # The first condition alone bounds the index; the second settles equal keys.
        queryset = queryset.filter(**{f"page_key__{side}e": key}).filter(
            Q(**{f"page_key__{side}": key}) | Q(**{f"pk__{side}": pk})
        )
    order = ("-page_key", "-pk") if down else ("page_key", "pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()

    def ends(row: Any) -> tuple[Any, Any]:
        return (row["page_key"], row["id"]) if isinstance(row, dict) else (row.page_key, row.pk)

    def address(**change: str) -> str:
        return f"?{query_of(params, 'after', 'before', **change)}"

    has_next = bool(rows) and (backwards or more)
    has_previous = bool(rows) and ((backwards and more) or (not backwards and cursor is not None))
    return Page(
        rows,
        address(before=_encode(*ends(rows[0]))) if has_previous else "",
        address(after=_encode(*ends(rows[-1]))) if has_next else "",
        name,
        is_whole=cursor is None and not more,
    )


def capped_count(queryset: QuerySet, cap: int = 1000) -> int:
    """Count up to `cap` + 1: more is « plus de 1 000 », so that the count costs the same on any table.

    The ORM writes what is counted, once; its own `count()` copies and writes the question anew as an aggregate.
    """
    counted = queryset.order_by().values("pk")[: cap + 1]
    try:
        sql, values = counted.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connections[counted.db].cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS counted", values)  # noqa: S608
        return int(cursor.fetchone()[0])


def parse_decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError("not a finite number")
    return value


def in_order(queryset: QuerySet, sorts: Mapping[str, Sort], name: str) -> QuerySet:
    """The whole list in the order of one of its sorts."""
    sign = "-" if name.startswith("-") else ""
    return _keyed(queryset, sorts.get(name) or sorts[name.lstrip("-")]).order_by(f"{sign}page_key", f"{sign}pk")
