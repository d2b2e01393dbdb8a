"""The one way to write an act into the journal: in the transaction of the act itself."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from foundation.accounts.models import Scope
from foundation.common.ids import new_id
from foundation.common.logs import request_id
from foundation.common.models import Level

from .context import current_origin
from .models import Entry
from .models.entry import EntryQuerySet

if TYPE_CHECKING:
    from foundation.accounts.models import User

# One round trip for the lines and their personal values: each act of the portal pays for this statement.
INSERT = """
WITH line AS (
    INSERT INTO journal_entry (id, at, txid, act, act_label, scope_id, commission_id, is_closed, object_type, object_id, object_label,
                               actor_id, capacity, channel, request_id, reason, before, after, personal)
    VALUES {lines}
    RETURNING id, at, txid
), clear AS (
    INSERT INTO journal_personalvalue (entry_id, name, salt, value)
    SELECT p.entry_id, p.name, p.salt, p.value FROM jsonb_to_recordset(%s) AS p(entry_id uuid, name text, salt text, value text)
)
SELECT id, at, txid FROM line
"""  # noqa: E501
COLUMNS = (
    "act",
    "act_label",
    "scope_id",
    "commission_id",
    "is_closed",
    "object_type",
    "object_id",
    "object_label",
    "actor_id",
    "capacity",
    "channel",
    "request_id",
    "reason",
)
LINE = f"(%s, clock_timestamp(), pg_current_xact_id()::text::bigint, {', '.join(['%s'] * (len(COLUMNS) + 3))})"

Line = tuple[Entry, list[dict[str, str]]]


def personal_digest(salt: str, name: str, value: str) -> str:
    return hashlib.sha256(f"{salt}\n{name}\n{value}".encode()).hexdigest()


def record(
    act: str,
    obj: models.Model,
    *,
    by: "User | None",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    scope: Scope | UUID | None = None,
    commission: Any = None,
) -> Entry:
    """Write one line: who, in which capacity, what, on what, why, before and after. Costs one query.

    The scope is the object's, unless given; the capacity is the seat or function under which `by` acts there. What is
    personal (names, addresses) goes into `personal`: the line keeps a salted digest, so that a lawful erasure breaks no
    chain.
    """
    line = _line(
        act,
        obj,
        by=by,
        reason=reason,
        before=before,
        after=after,
        personal=personal,
        scope=scope,
        commission=commission,
    )
    _write([line])
    return line[0]


def record_all(act: str, lines: Iterable[tuple[models.Model, dict[str, Any]]], *, by: "User | None") -> list[Entry]:
    """One line for each of these objects, with what stands after; all in one query."""
    written = [_line(act, obj, by=by, after=after) for obj, after in lines]
    if written:
        _write(written)
    return [entry for entry, _ in written]


def _line(
    act: str,
    obj: models.Model,
    *,
    by: "User | None",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    scope: Scope | UUID | None = None,
    commission: Any = None,
) -> Line:
    """A line to be written, and its personal values in clear."""
    scope_id = _scope_id(obj, scope)
    commission_id = getattr(commission, "pk", commission) or getattr(obj, "commission_id", None)
    origin = current_origin()
    label = str(obj)[:300]
    clear = {name: str(value) for name, value in (personal or {}).items() if value not in (None, "")}
    if by is not None:
        clear["actor"] = str(by)
    if origin.ip:
        clear["ip"] = origin.ip
    if _label_is_personal(obj):
        clear["object_label"], label = label, ""
    salted = [{"name": name, "salt": secrets.token_hex(16), "value": value} for name, value in clear.items()]
    entry = Entry(
        id=new_id(),
        act=str(getattr(act, "value", act)),
        act_label=str(getattr(act, "label", ""))[:200],
        scope_id=scope_id,
        commission_id=commission_id,
        is_closed=bool(getattr(obj, "is_closed_doors", False)),
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=label,
        actor_id=by.pk if by is not None else None,
        capacity=by.access.capacity(scope=scope_id, commission=commission_id) if by is not None else "",
        channel=origin.channel,
        request_id=request_id.get()[:40],
        reason=reason,
        before=before,
        after=after,
        personal={row["name"]: personal_digest(row["salt"], row["name"], row["value"]) for row in salted},
    )
    return entry, salted


def _write(lines: Sequence[Line]) -> None:
    values: list[Any] = []
    clear: list[dict[str, str]] = []
    for entry, salted in lines:
        values += [entry.id, *(getattr(entry, column) for column in COLUMNS)]
        values += [_json(entry.before), _json(entry.after), _json(entry.personal)]
        clear += [{"entry_id": str(entry.id), **row} for row in salted]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(lines=", ".join([LINE] * len(lines))), [*values, _json(clear)])
        stored = {entry_id: (at, txid) for entry_id, at, txid in cursor.fetchall()}
    for entry, _ in lines:
        entry.at, entry.txid = stored[entry.id]
        entry._state.adding, entry._state.db = False, connection.alias


def entries_of(obj: models.Model) -> EntryQuerySet:
    """The acts on an object, oldest first, ready to be shown (names included)."""
    return Entry.objects.about(obj).prefetch_related("personal_values").order_by("at", "pk")


def _scope_id(obj: models.Model, scope: Scope | UUID | None) -> UUID | None:
    if scope is not None:
        return scope.pk if isinstance(scope, Scope) else scope
    return obj.pk if isinstance(obj, Scope) else getattr(obj, "scope_id", None)


def _label_is_personal(obj: models.Model) -> bool:
    """A model of level personal, or one that says `label_is_personal = True` (a person)."""
    return getattr(obj, "label_is_personal", getattr(obj, "data_level", None) == Level.PERSONAL)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
