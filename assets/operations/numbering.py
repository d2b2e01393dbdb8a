"""The number of an asset: that of its ministry, given once, under a lock."""

from django.db import connection

from ministries.models import Ministry
from projects.operations.creating import prefix_for

from ..models import AssetCounter

TAKE = """
UPDATE assets_assetcounter SET last_number = last_number + %s WHERE scope_id = %s RETURNING prefix, last_number
"""


def next_codes(ministry: Ministry, count: int) -> list[str]:
    """The next `count` numbers of a ministry; its counter stays locked until the caller's transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_codes must be called inside the transaction that uses the numbers")
    found = _take(ministry, count)
    if found is None:
        _open(ministry)
        found = _take(ministry, count)
    assert found is not None  # just opened
    prefix, last = found
    return [f"{prefix}-A{number:05d}" for number in range(last - count + 1, last + 1)]


def _take(ministry: Ministry, count: int) -> tuple[str, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [count, ministry.scope_id])
        row = cursor.fetchone()
    return (str(row[0]), int(row[1])) if row else None


def _open(ministry: Ministry) -> None:
    """Two ministries may bear one acronym in time: the second one has a figure besides."""
    base = prefix_for(ministry)
    for prefix in (base, *(f"{base}{turn}" for turn in range(2, 100))):
        row = AssetCounter(scope_id=ministry.scope_id, prefix=prefix)
        AssetCounter.objects.bulk_create([row], ignore_conflicts=True)
        if AssetCounter.objects.filter(scope_id=ministry.scope_id).exists():
            return
