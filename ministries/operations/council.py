"""What the Council of ministers heard or decided, kept as records that projects point to."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import record

from ..enums import CouncilRecordKind
from ..models import CouncilRecord, LegalText, Ministry

FIELDS = ("held_on", "kind", "title", "text", "ministry", "legal_text", "approved", "source")


def _check(held_on: date) -> None:
    if held_on > clock.today():
        raise InvalidInput(
            {"held_on": ["Ce Conseil n’a pas encore eu lieu. Enregistrez le point une fois le relevé publié."]}
        )


@transaction.atomic
def add_council_record(
    *,
    held_on: date,
    kind: CouncilRecordKind,
    title: str,
    text: str = "",
    ministry: Ministry | None = None,
    legal_text: LegalText | None = None,
    approved: bool | None = None,
    source: str = "",
    is_fictitious: bool = False,
    by: User | None,
) -> CouncilRecord:
    _check(held_on)
    row = CouncilRecord.objects.create(
        held_on=held_on,
        kind=kind,
        title=title,
        text=text,
        ministry=ministry,
        legal_text=legal_text,
        approved=approved,
        source=source,
        is_fictitious=is_fictitious,
    )
    record(
        "add_council_record",
        row,
        by=by,
        scope=ministry.scope_id if ministry else None,
        after={"held_on": str(held_on), "kind": str(kind), "title": title},
    )
    return row


@transaction.atomic
def edit_council_record(record_id: UUID, *, base_version: int | None, by: User | None, **typed: Any) -> CouncilRecord:
    """Correct a record; `typed` holds every field of FIELDS."""
    row = (
        CouncilRecord.objects.select_for_update(of=("self",)).select_related("ministry", "legal_text").get(pk=record_id)
    )
    typed = {name: typed[name] for name in FIELDS}
    row.check_version(base_version, typed)
    _check(typed["held_on"])
    before = {name: str(getattr(row, name) or "") for name, value in typed.items() if getattr(row, name) != value}
    for name, value in typed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record(
        "edit_council_record",
        row,
        by=by,
        scope=row.ministry.scope_id if row.ministry else None,
        before=before,
        after={name: str(typed[name] or "") for name in before},
    )
    return row
