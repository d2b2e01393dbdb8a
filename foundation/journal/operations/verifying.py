"""Checking and exporting the chains: the same checks as the stand-alone verifier, over the live database."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from ..models import Block, Entry, PersonalValue, SealedLine, SealState
from ..verifier import Chains
from .sealing import NATIONAL, sources

ERASURE = "erase_history"  # the act that names, in `after`, the rows of history it emptied

UNSEALED = """SELECT count(*), min(t."{txid}") FROM "{table}" t WHERE {bound} NOT EXISTS (SELECT 1 FROM journal_sealedline s WHERE s.source = '{table}' AND s.source_id = t."{key}"::text)"""  # noqa: E501


def verify(anchors: Iterable[tuple[str, int, str]] = ()) -> Chains:
    """Check every chain, line by line. Reads all of it; run it at night or on a copy."""
    chains = Chains()
    with transaction.atomic():
        for block, lines in blocks():
            chains.block(block, lines)
            for line in lines:
                if line.get("digests") is not None:
                    chains.personal(line["id"], line["digests"], line["personal"])
        for table, count in forgotten():
            chains.findings.append(f"{table} : {count} ligne(s) ajoutée(s) sous l’horizon scellé.")
    for anchor in anchors:
        chains.anchor(*anchor)
    return chains


def blocks() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every block with its lines as they are now, chain by chain, in order."""
    erased = _erased()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL statement_timeout = 0")
    for block in Block.objects.order_by("scope_id", "number").iterator(chunk_size=200):
        header = {
            "chain": str(block.scope_id) if block.scope_id else NATIONAL,
            "number": block.number,
            "previous": block.previous,
            "sealed_at": block.sealed_at.isoformat(),
            "lines": block.lines_count,
            "columns": block.columns,
            "root": block.root,
            "hash": block.hash,
        }
        yield header, _lines(block, erased)


def _lines(block: Block, erased: set[tuple[str, str]]) -> list[dict[str, Any]]:
    sealed = list(SealedLine.objects.filter(block=block).order_by("position"))
    rows: dict[tuple[str, str], str] = {}
    with connection.cursor() as cursor:
        for table, columns in block.columns.items():
            source = sources().get(table)
            if source is None or not set(columns) <= set(source.columns):
                continue  # a table or a column that is no more: its lines are reported as gone
            ids = [line.source_id for line in sealed if line.source == table]
            kind = "uuid" if table == Entry._meta.db_table else "bigint"
            wanted = f't."{source.key}" = ANY(%s::{kind}[])'
            cursor.execute(
                f'SELECT t."{source.key}"::text, {source.row(columns)} FROM "{table}" t WHERE {wanted}',  # noqa: S608
                [ids],
            )
            rows |= {(table, key): row for key, row in cursor.fetchall()}
    entry_ids = [line.source_id for line in sealed if line.source == Entry._meta.db_table]
    digests = {
        str(pk): personal for pk, personal in Entry.objects.filter(pk__in=entry_ids).values_list("pk", "personal")
    }
    personal: dict[str, dict[str, tuple[str, str]]] = {}
    for entry_id, name, salt, value in PersonalValue.objects.filter(entry_id__in=entry_ids).values_list(
        "entry_id", "name", "salt", "value"
    ):
        personal.setdefault(str(entry_id), {})[name] = (salt, value)
    lines: list[dict[str, Any]] = []
    for line in sealed:
        key = (line.source, line.source_id)
        item: dict[str, Any] = {
            "source": line.source,
            "id": line.source_id,
            "digest": line.digest,
            "salt": line.salt,
            "row": rows.get(key),
        }
        if key in erased and not line.salt:
            item["erased"] = True
        if line.source_id in digests and line.source == Entry._meta.db_table:
            item |= {"digests": digests[line.source_id], "personal": personal.get(line.source_id, {})}
        lines.append(item)
    return lines


def _erased() -> set[tuple[str, str]]:
    lines = Entry.objects.filter(act=ERASURE).values_list("after", flat=True)
    return {(source, str(key)) for after in lines for source, key in (after or {}).get("lines", [])}


def forgotten() -> list[tuple[str, int]]:
    """Rows that stand below the horizon and in no block: slipped in after the sealing."""
    state = SealState.objects.filter(id=1).first()
    if state is None or not state.cluster:
        return []
    found = []
    with connection.cursor() as cursor:
        for source in sources().values():
            bound = f't."{source.txid}" < {int(state.horizon)} AND'
            cursor.execute(UNSEALED.format(txid=source.txid, table=source.table, key=source.key, bound=bound))
            count, _ = cursor.fetchone()
            if count:
                found.append((source.table, count))
    return found


def unsealed_count() -> int:
    """Committed lines that wait for the next seal."""
    total = 0
    with connection.cursor() as cursor:
        for source in sources().values():
            cursor.execute(UNSEALED.format(txid=source.txid, table=source.table, key=source.key, bound=""))
            total += cursor.fetchone()[0]
    return total


def unexplained_changes() -> dict[str, int]:
    """Rows of history whose transaction wrote no act: raw SQL, an import by hand, a forgotten path. By table."""
    found = {}
    with connection.cursor() as cursor:
        for source in sources().values():
            if source.table == Entry._meta.db_table:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{source.table}" t WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.txid = t."{source.txid}")'  # noqa: E501, S608
            )
            (count,) = cursor.fetchone()
            if count:
                found[source.table] = count
    return found


def heads() -> list[tuple[str, int, str]]:
    """The last block of every chain: what is printed, published and kept elsewhere."""
    last = Block.objects.order_by("scope_id", "-number").distinct("scope_id")
    return [(str(block.scope_id) if block.scope_id else NATIONAL, block.number, block.hash) for block in last]
