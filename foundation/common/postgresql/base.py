"""PostgreSQL as Django speaks to it; a connection kept from one request to the next is looked at, not asked."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Say whether the server still holds its end of this connection.

        Instead of `SELECT 1` before each request: a server that stopped, restarted or ended this session has closed the
        connection, which is read here without asking it; one that was cut off closes it by `keepalives_idle`. Where
        there is anything to read, Django asks as it always does.
        """
        held = self.connection
        if held is None or held.closed or held.pgconn.transaction_status != TransactionStatus.IDLE:
            return bool(super().is_usable())
        readable, _, _ = select.select([held.pgconn.socket], [], [], 0)
        return not readable or bool(super().is_usable())
