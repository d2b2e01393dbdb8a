"""Questions that every request asks the database: the ORM writes each once for the process, only its values change.

WHO = Question(lambda: User.objects.filter(pk=Given("pk")))
WHO.one(pk=…)

Writing such a statement costs the ORM more than PostgreSQL answers it in. Nothing of an answer is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        return self._made(self.lines(**given))

    def one(self, **given: Any) -> Asked | None:
        """The row of a key; none when there is none."""
        return next(iter(self.all(**given)), None)

    def lines(self, **given: Any) -> list[tuple[Any, ...]]:
        """The same as the database says them: for what is asked by `values_list`."""
        return self._said(*self._sent(given))

    def _sent(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        _, sql, values = self._compiled
        return sql, [given[value.value] if isinstance(value, Given) else value for value in values]

    def _said(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            said = cursor.fetchall()
        if not self._converters:
            return said
        compiler, _, _ = self._compiled
        return [tuple(line) for line in compiler.apply_converters(said, self._converters)]

    def _made(self, lines: Iterable[tuple[Any, ...]]) -> list[Asked]:
        made: list[Asked] = []
        model, names, begin, end, related = self._read
        for line in lines:
            one = model.from_db(DEFAULT_DB_ALIAS, names, line[begin:end])
            for each in related:
                each.populate(line, one)
            made.append(one)
        return made

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
    def _read(self) -> tuple[type[Asked], list[str], int, int, list[Any]]:
        """How a line becomes rows, as the iterators of Django do it."""
        compiler, _, _ = self._compiled
        found = compiler.klass_info
        begin, end = found["select_fields"][0], found["select_fields"][-1] + 1
        names = [column.target.attname for column, *_ in compiler.select[begin:end]]
        related: Any = get_related_populators
        return found["model"], names, begin, end, related(found, compiler.select, DEFAULT_DB_ALIAS)


class OneRow(Question[Asked]):
    """A row by its key, with what is `related` to it, among rows that differ from asker to asker: `among` is told
    which, in one statement. Only these are written each time, in a third of the time that all the columns take.
    """

    def __init__(self, model: type[Asked], *related: str) -> None:
        self.related = related
        # Its condition on the key ends the statement.
        super().__init__(lambda: self.with_related(model._default_manager.filter(pk=Given("pk")).order_by()))

    def with_related(self, rows: Any) -> Any:
        return rows.select_related(*self.related) if self.related else rows

    def among(self, rows: QuerySet[Any, Any], pk: Any) -> Asked | None:
        """The row of this key if it is one of `rows`, which add nothing to it (`adds_to_rows`)."""
        asked: Any = rows.filter(pk=pk).query.exists()
        try:
            is_one, more = asked.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            return None
        sql, values = self._sent({"pk": pk})
        return next(iter(self._made(self._said(f"{sql} AND EXISTS ({is_one})", [*values, *more]))), None)
