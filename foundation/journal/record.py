"""The one way to write an act into the journal: in the transaction of the act itself."""

import hashlib
import json
import secrets
from collections.abc import Iterable
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
    SELECT p.entry, p.name, p.salt, p.value FROM jsonb_to_recordset(%s) AS p(entry uuid, name text, salt text, value text)
)
SELECT id, at, txid FROM line
"""  # noqa: E501
LINE = (
    "(%s, clock_timestamp(), pg_current_xact_id()::text::bigint, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
    " %s, %s, %s)"
)
COLUMNS = (
    "id",
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
    return _write([line])[0]


def record_each(
    act: str, done: Iterable[tuple[models.Model, dict[str, Any]]], *, by: "User | None", reason: str = ""
) -> list[Entry]:
    """Write one line for each object that an act did the same to, with what is `after`; one query for all of them."""
    lines = [_line(act, obj, by=by, reason=reason, after=after) for obj, after in done]
    return _write(lines) if lines else []


Line = tuple[Entry, list[dict[str, str]]]  # with its personal values, in clear


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
    return entry, [{"entry": str(entry.id), **row} for row in salted]


def _write(lines: list[Line]) -> list[Entry]:
    parameters: list[Any] = []
    for entry, _ in lines:
        parameters += [getattr(entry, column) for column in COLUMNS]
        parameters += [_json(entry.before), _json(entry.after), _json(entry.personal)]
    parameters.append(_json([value for _, values in lines for value in values]))
    by_id = {entry.id: entry for entry, _ in lines}
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(lines=", ".join([LINE] * len(lines))), parameters)
        for key, at, txid in cursor.fetchall():
            by_id[key].at, by_id[key].txid = at, txid
    for entry in by_id.values():
        entry._state.adding, entry._state.db = False, connection.alias
    return list(by_id.values())


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
