"""Questions that every request asks the database: the ORM writes each once for the process, only its values change.

WHO = Question(lambda: User.objects.filter(pk=Given("pk")))
WHO.one(pk=…)

Writing such a statement costs the ORM more than PostgreSQL answers it in. Nothing of an answer is kept.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Case, Model, QuerySet, Value
from django.db.models.query import get_related_populators

Asked = TypeVar("Asked", bound=Model)


class Given(Value):
    """The place, in a question, of a value that comes with each asking; sent as it is, so of the type of its column."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class WrittenOnce(Case):
    """A case of a queryset that is kept and copied, page after page: its SQL is written with the first of them.

    A copy of the expression may speak of another table: it is written again.
    """

    written: tuple[str, tuple[Any, ...]] | None = None

    def copy(self) -> Self:
        clone = super().copy()
        clone.written = None
        return clone

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        if self.written is None:
            sql, values = super().as_sql(compiler, connection, *args, **extra)
            self.written = sql, tuple(values)
        return self.written[0], list(self.written[1])


def adds_to_rows(rows: QuerySet[Any]) -> bool:
    """Whether these are more, or less, than the rows of their table: computed columns, rows beside them, columns left
    out.
    """
    found: Any = rows
    query = found.query
    return bool(
        query.annotations or query.select_related or query.deferred_loading[0] or found._prefetch_related_lookups
    )


class Question(Generic[Asked]):
    """`rows()` says what is asked, with `Given` in the place of values; `select_related` is followed."""

    def __init__(self, rows: Callable[[], QuerySet[Asked, Any]]) -> None:
        self.rows = rows

    def all(self, **given: Any) -> list[Asked]:
        made: list[Asked] = []
        model, names, begin, end, related = self._read
        for row in self.lines(**given):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
            for each in related:
                each.populate(row, one)
            made.append(one)
        return made

    def one(self, **given: Any) -> Asked | None:
        """The row of a key; none when there is none."""
        return next(iter(self.all(**given)), None)

    def one_among(self, rows: QuerySet[Any, Any], pk: Any) -> Asked | None:
        """The row of a key if it is one of `rows`, which the ORM writes each time: it does so in a third of the time it
        needs for all the columns. For a question that ends with its condition on `pk`.
        """
        asked: Any = rows.filter(pk=pk).query.exists()
        try:
            is_among = asked.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            return None
        return next(iter(self.all(pk=pk, is_among=is_among)), None)

    def lines(self, is_among: tuple[str, Sequence[Any]] = ("", ()), **given: Any) -> list[tuple[Any, ...]]:
        """The same as the database says them: for what is asked by `values_list`."""
        sql, values = self._statement
        too, more = is_among
        sent = [given[value.value] if isinstance(value, Given) else value for value in values]
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} AND EXISTS ({too})" if too else sql, [*sent, *more])
            said = cursor.fetchall()
        if not self._converters:
            return said
        compiler, _, _ = self._compiled
        return [tuple(line) for line in compiler.apply_converters(said, self._converters)]

    @cached_property
    def _compiled(self) -> tuple[Any, str, Sequence[Any]]:
        compiler: Any = self.rows().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        return compiler, sql, values

    @cached_property
    def _converters(self) -> dict[int, Any]:
        """What Django makes of what the database says, column by column: a text of JSON becomes a value."""
        compiler, _, _ = self._compiled
        return dict(compiler.get_converters(column for column, *_ in compiler.select))

    @cached_property
    def _statement(self) -> tuple[str, Sequence[Any]]:
        _, sql, values = self._compiled
        return sql, values

    @cached_property
    def _read(self) -> tuple[type[Asked], list[str], int, int, list[Any]]:
        """How a line becomes rows, as the iterators of Django do it."""
        compiler, _, _ = self._compiled
        found = compiler.klass_info
        begin, end = found["select_fields"][0], found["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in compiler.select[begin:end]]
        related: Any = get_related_populators
        return found["model"], names, begin, end, related(found, compiler.select, DEFAULT_DB_ALIAS)
