"""Correct a row: the version it started from, what differs, the save and its line, in that order."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from foundation.common.constraints import constraints_as_refusals
from foundation.common.models import VersionedModel

from .record import record

if TYPE_CHECKING:
    from foundation.accounts.models import Scope, User

R = TypeVar("R", bound=VersionedModel)


def edit(
    row: R,
    values: Mapping[str, Any],
    *,
    base_version: int | None,
    act: str,
    by: "User | None",
    scope: "Scope | UUID | None" = None,
    longest: int | None = None,
) -> R:
    """Write `values` to a row locked by its operation, and journal those that differ (a text up to `longest`).

    Raise Conflict when another save came first, Refused where a constraint forbids it. Call it once the law is checked.
    """
    row.check_version(base_version, dict(values))
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = {name: told(getattr(row, name), longest) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    with constraints_as_refusals(type(row)):
        row.save()
    after = {name: told(value, longest) for name, value in changed.items()}
    record(act, row, by=by, scope=scope, before=before, after=after)
    return row


def told(value: Any, longest: int | None = None) -> Any:
    """A value as the journal keeps it: numbers, answers and lists as they are, all else in words, nothing as ''."""
    if isinstance(value, bool | int | list):
        return value
    return "" if value is None else str(value)[:longest]
