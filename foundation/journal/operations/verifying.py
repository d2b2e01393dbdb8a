"""Checking and exporting the chains: the same checks as the stand-alone verifier, over the live database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from ..models import Block, Entry, PersonalValue, SealedLine, SealState
from ..verifier import Chains
from .sealing import NATIONAL, sources

if TYPE_CHECKING:
    from django.db.models import QuerySet

PATIENCE = 8.0  # seconds that a page reads a chain; the rest is another click
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


@dataclass(frozen=True)
class Verdict:
    """What a chain shows when it is verified. `number`: its last block read; `is_whole`: it is the last of all."""

    findings: tuple[str, ...]
    blocks_count: int
    lines_count: int
    number: int
    hash: str
    is_whole: bool


@transaction.atomic
def verify_chain(scope_id: UUID | None, *, after: int = 0, seconds: float = PATIENCE) -> Verdict:
    """Check the chain of one scope from the block that follows `after`, for some seconds: a long chain takes several
    calls. What stands outside the chain is looked for once its end is reached.
    """
    chains = Chains()
    name = str(scope_id) if scope_id else NATIONAL
    rows = Block.objects.filter(scope=scope_id)
    if after:
        former = rows.filter(number=after).values_list("number", "hash").first()
        if former is not None:
            chains.heads[name] = former
    ends_at = monotonic() + seconds
    count, is_whole = 0, True
    for block, lines in blocks(rows.filter(number__gt=after)):
        chains.block(block, lines)
        for line in lines:
            if line.get("digests") is not None:
                chains.personal(line["id"], line["digests"], line["personal"])
        count += 1
        if monotonic() > ends_at:
            is_whole = not rows.filter(number__gt=block["number"]).exists()
            break
    if is_whole:
        chains.findings += [
            f"{table} : {found} ligne(s) ajoutée(s) sous l’horizon scellé."
            for table, found in forgotten(of=(scope_id,))
        ]
    number, digest = chains.heads.get(name, (after, ""))
    return Verdict(tuple(chains.findings), count, chains.lines_count, number, digest, is_whole)


def blocks(rows: "QuerySet[Block] | None" = None) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every block, or those of `rows`, with its lines as they are now, chain by chain, in order."""
    erased = _erased()
    rows = Block.objects.all() if rows is None else rows
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL statement_timeout = 0")
    for block in rows.order_by("scope_id", "number").iterator(chunk_size=200):
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


def forgotten(*, of: "tuple[UUID | None] | None" = None) -> list[tuple[str, int]]:
    """Rows that stand below the horizon and in no block: slipped in after the sealing. `of`: of one scope only."""
    state = SealState.objects.filter(id=1).first()
    if state is None or not state.cluster:
        return []
    found = []
    with connection.cursor() as cursor:
        for source in sources().values():
            bound = f't."{source.txid}" < {int(state.horizon)} AND'
            if of is not None:
                if of[0] is not None and source.scope == "NULL":
                    continue
                bound += "" if source.scope == "NULL" else f' t."{source.scope}" IS NOT DISTINCT FROM %(scope)s AND'
            cursor.execute(
                UNSEALED.format(txid=source.txid, table=source.table, key=source.key, bound=bound),
                {"scope": of[0] if of is not None else None},
            )
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
