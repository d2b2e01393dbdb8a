"""Numbers are given late, under a lock, and never twice."""

from django.db import connection

from ..enums import SeriesKind
from ..models import Commission, NumberSeries

TAKE = """
UPDATE commissions_numberseries SET last_number = last_number + 1
 WHERE commission_id = %s AND kind = %s AND year = %s RETURNING last_number
"""


def next_number(commission: Commission, kind: SeriesKind, year: int) -> int:
    """Return the next number of a series and keep its row locked until the caller's transaction ends.

    No gap and no double: a rollback gives the number back before anybody else can read the row.
    Raise RuntimeError outside a transaction, since the lock would hold nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number must be called inside the transaction that uses the number")
    if (number := _taken(commission, kind, year)) is None:
        NumberSeries.objects.bulk_create(
            [NumberSeries(scope_id=commission.scope_id, commission=commission, kind=kind, year=year)],
            ignore_conflicts=True,
        )
        number = _taken(commission, kind, year)
    assert number is not None
    return number


def _taken(commission: Commission, kind: SeriesKind, year: int) -> int | None:
    """The next number, its row locked by the same statement; None where the series has not begun."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [commission.pk, kind, year])
        row = cursor.fetchone()
    return row[0] if row is not None else None


def reserve_up_to(commission: Commission, kind: SeriesKind, year: int, number: int) -> None:
    """Make later numbers start above one that a paper of the past already bears (C16)."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(scope_id=commission.scope_id, commission=commission, kind=kind, year=year)], ignore_conflicts=True
    )
    NumberSeries.objects.select_for_update().filter(
        commission=commission, kind=kind, year=year, last_number__lt=number
    ).update(last_number=number)
