"""Numbers are given late, under a lock, and never twice."""

from django.db import connection

from foundation.common.ids import new_id

from ..enums import SeriesKind
from ..models import Commission, NumberSeries

# One statement begins the series where it must, locks its row and takes the numbers.
TAKE = """
INSERT INTO commissions_numberseries AS series (id, scope_id, commission_id, kind, year, last_number)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (commission_id, kind, year) DO UPDATE SET last_number = series.last_number + excluded.last_number
RETURNING last_number
"""


def next_number(commission: Commission, kind: SeriesKind, year: int) -> int:
    """Return the next number of a series and keep its row locked until the caller's transaction ends.

    No gap and no double: a rollback gives the number back before anybody else can read the row.
    Raise RuntimeError outside a transaction, since the lock would hold nothing.
    """
    return next_numbers(commission, kind, year, 1)[0]


def next_numbers(commission: Commission, kind: SeriesKind, year: int, count: int) -> range:
    """The next `count` numbers of a series, likewise."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_number must be called inside the transaction that uses the number")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [new_id(), commission.scope_id, commission.pk, kind, year, count])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def reserve_up_to(commission: Commission, kind: SeriesKind, year: int, number: int) -> None:
    """Make later numbers start above one that a paper of the past already bears (C16)."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(scope_id=commission.scope_id, commission=commission, kind=kind, year=year)], ignore_conflicts=True
    )
    NumberSeries.objects.select_for_update().filter(
        commission=commission, kind=kind, year=year, last_number__lt=number
    ).update(last_number=number)
