"""Add a row to a plain register and correct it: check, write, one line of the journal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput
from foundation.common.models import VersionedModel
from foundation.journal import editing
from foundation.journal.record import record

from .enums import RegisterAct

if TYPE_CHECKING:
    from .register import Register


@transaction.atomic
def add_row(register: "Register", values: Mapping[str, Any], *, by: User | None) -> VersionedModel:
    """`by` may keep the row that would be, or InvalidInput names its owner; None stands for the portal itself."""
    row = _checked(register, values, by=by)
    with constraints_as_refusals(register.model):
        row.save()
    told = {name: editing.told(value) for name, value in values.items() if value not in (None, "")}
    record(RegisterAct.ADD, row, by=by, after=told)
    return row


@transaction.atomic
def edit_row(
    register: "Register", row_id: UUID, values: Mapping[str, Any], *, base_version: int | None, by: User | None
) -> VersionedModel:
    """As `edit`: Conflict when another save came first. A row that changes hands must be `by`'s on both sides."""
    row: Any = register.model._default_manager.select_for_update(of=("self",)).get(pk=row_id)
    values = {name: value for name, value in values.items() if name not in register.once}
    after = _checked(register, {name: getattr(row, name) for name in register.fields} | values, by=by)
    if hasattr(row, "scope_id"):
        row.scope_id = after.scope_id
    return editing.edit(row, values, base_version=base_version, act=RegisterAct.EDIT, by=by)


def _checked(register: "Register", values: Mapping[str, Any], *, by: User | None) -> Any:
    """The row that these values make, which the register allows and `by` may keep."""
    register.check(values)
    row: Any = register.model(**values)
    if register.owner:
        row.scope = getattr(getattr(row, register.owner), "scope", None)  # of all, where a row may be nobody’s
    if by is not None and not register.keeps(by, row):
        raise InvalidInput({register.owner: [register.keeps.sentence]})
    return row
