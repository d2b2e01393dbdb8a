"""Sealing: committed lines and rows of history go into blocks, one chain for each scope. The relay does it every two
seconds.

A transaction writes its lines unsealed, so writers never queue. Below the oldest transaction that still writes here,
all lines are committed and no other can appear: they are sealed, and the horizon moves. What is not sealed yet is the
last two seconds, or as long as the oldest writing transaction lasts.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from ..history import event_models
from ..models import Block, Entry, SealedLine, SealState
from ..verifier import block_hash, line_digest, root_of

NATIONAL = "national"  # the chain of what belongs to no scope
BATCH = 5000  # lines sealed in one transaction, about
IDLE_STEP = 1000  # transactions without a line after which the horizon is written all the same

# Transactions of other databases of the same server hold nothing back: an export of a neighbour must not stop our
# sealing.
# One that ended since the snapshot counts as ours, so the horizon is never too high.
HORIZON = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
SELECT coalesce(
           (SELECT min(xid::text::bigint) FROM pg_snapshot_xip(now.snapshot) AS xid WHERE NOT EXISTS (
               SELECT 1 FROM pg_stat_activity a
               WHERE a.backend_xid::text::bigint = (xid::text::bigint & 4294967295) AND a.datname IS NOT NULL AND a.datname <> current_database())),
           pg_snapshot_xmax(now.snapshot)::text::bigint),
       (SELECT system_identifier::text FROM pg_control_system()), clock_timestamp()
FROM now
"""  # noqa: E501


@dataclass(frozen=True)
class Source:
    """A table whose rows are sealed."""

    table: str
    key: str
    txid: str
    scope: str  # its column, or "NULL"
    columns: tuple[str, ...]

    def row(self, columns: Sequence[str]) -> str:
        """SQL of one row as JSON text, keys in the order PostgreSQL itself gives them."""
        # A function takes a hundred arguments at most.
        parts = [columns[start : start + 50] for start in range(0, len(columns), 50)]
        objects = (
            "jsonb_build_object(" + ", ".join(f"'{column}', t.\"{column}\"" for column in part) + ")" for part in parts
        )
        return f"({' || '.join(objects)})::text"


@cache
def sources() -> dict[str, Source]:
    known = {}
    models: list[type[Model]] = [Entry, *event_models()]
    for model in models:
        columns = tuple(str(field.column) for field in model._meta.concrete_fields)
        scope = next((column for column in columns if column == "scope_id"), "NULL")
        txid = "txid" if model is Entry else "pgh_txid"
        known[model._meta.db_table] = Source(model._meta.db_table, str(model._meta.pk.column), txid, scope, columns)
    return known


@dataclass(frozen=True)
class Line:
    source: str
    id: str
    txid: int
    scope: UUID | None
    row: str


def seal() -> int:
    """Seal all that is committed below the horizon; return the number of lines."""
    total = 0
    while count := _seal_once():
        total += count
        if count < BATCH:
            break
    return total


@transaction.atomic
def _seal_once() -> int:
    with connection.cursor() as cursor:
        # A head may be printed: it must not be forgotten by a crash.
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        SealState.objects.get_or_create(id=1, defaults={"cluster": "", "horizon": 0})
        state = SealState.objects.select_for_update().get(id=1)
        cursor.execute(HORIZON)
        horizon, cluster, now = cursor.fetchone()
        # After a restore into another cluster transactions are numbered anew: look at everything once.
        is_moved = state.cluster != cluster
        lines = sorted(
            _unsealed(state.horizon, horizon, is_moved=is_moved), key=lambda line: (line.txid, line.source, line.id)
        )
        batch, is_cut = lines, len(lines) > BATCH
        if is_cut:
            # Whole transactions only: the horizon stands between two of them.
            limit = lines[BATCH].txid
            batch = [line for line in lines if line.txid < limit] or [line for line in lines if line.txid == limit]
        by_scope: dict[UUID | None, list[Line]] = defaultdict(list)
        for line in batch:
            by_scope[line.scope].append(line)
        for scope, scope_lines in by_scope.items():
            _add_block(scope, scope_lines, now)
        if not is_cut:
            state.cluster, floor = cluster, horizon
        else:
            floor = state.horizon if is_moved else batch[-1].txid + 1
        if batch or is_moved or floor - state.horizon > IDLE_STEP:
            state.horizon = floor
            state.save()
    return len(batch)


def _unsealed(floor: int, horizon: int, *, is_moved: bool) -> Iterator[Line]:
    with connection.cursor() as cursor:
        for source in sources().values():
            bounds = "" if is_moved else f't."{source.txid}" >= %s AND t."{source.txid}" < %s AND'
            scope = "NULL" if source.scope == "NULL" else f't."{source.scope}"'
            cursor.execute(
                f'SELECT t."{source.key}"::text, t."{source.txid}", {scope}, {source.row(source.columns)} FROM "{source.table}" t '  # noqa: E501, S608
                f"WHERE {bounds} NOT EXISTS (SELECT 1 FROM journal_sealedline s WHERE s.source = %s AND s.source_id ="
                f' t."{source.key}"::text)',
                [source.table] if is_moved else [floor, horizon, source.table],
            )
            for key, txid, scope_id, row in cursor.fetchall():
                yield Line(source.table, key, txid, scope_id, row)


def _add_block(scope: UUID | None, lines: list[Line], now: datetime) -> None:
    last = Block.objects.filter(scope=scope).order_by("-number").first()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    columns = {table: list(sources()[table].columns) for table in sorted({line.source for line in lines})}
    sealed = []
    for position, line in enumerate(lines, 1):
        # Entries keep personal values apart already; rows of history hold them in clear.
        salt = "" if line.source == Entry._meta.db_table else secrets.token_hex(16)
        sealed.append(
            SealedLine(
                position=position, source=line.source, source_id=line.id, salt=salt, digest=line_digest(salt, line.row)
            )
        )
    root = root_of((line.source, line.source_id, line.digest) for line in sealed)
    chain = str(scope) if scope else NATIONAL
    digest = block_hash(chain, number, previous, now.isoformat(), len(sealed), columns, root)
    block = Block.objects.create(
        scope_id=scope,
        number=number,
        previous=previous,
        sealed_at=now,
        lines_count=len(sealed),
        columns=columns,
        root=root,
        hash=digest,
    )
    for sealed_line in sealed:
        sealed_line.block = block
    SealedLine.objects.bulk_create(sealed, batch_size=1000)


def head(scope: UUID | None) -> tuple[int, str]:
    """The last block of a chain, to print on a paper: (number, hash); (0, "") when nothing is sealed yet."""
    last = Block.objects.filter(scope=scope).order_by("-number").only("number", "hash").first()
    return (last.number, last.hash) if last else (0, "")
