"""Values that PostgreSQL gives: its clock, its transaction. Never those of the machine that asks."""

from django.db.models import BigIntegerField, DateTimeField, Func


class ClockTimestamp(Func):
    """The instant of the statement itself, not of the start of its transaction."""

    function = "clock_timestamp"
    output_field = DateTimeField()


class CurrentTransaction(Func):
    """The number of the transaction: joins the rows that one act wrote, and tells the relay what may be sealed."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = BigIntegerField()
