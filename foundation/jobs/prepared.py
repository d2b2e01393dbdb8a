"""Statements that PostgreSQL plans once for the life of a connection: of the busiest ones, planning took longer than
the work.
"""

from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, parameters: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    # Django's own cursors write the values into the text: nothing could be prepared.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, parameters, prepare=True).fetchall()
