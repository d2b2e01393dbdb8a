"""What the Council of ministers heard or decided, kept as records that projects point to."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.journal.editing import edit
from foundation.journal.record import record

from ..enums import CouncilRecordKind
from ..models import CouncilRecord, LegalText, Ministry

COUNCIL_FIELDS = ("held_on", "kind", "title", "text", "ministry", "legal_text", "approved", "source")


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
    """Correct a record; `typed` holds every field of COUNCIL_FIELDS."""
    row = (
        CouncilRecord.objects.select_for_update(of=("self",)).select_related("ministry", "legal_text").get(pk=record_id)
    )
    values = {name: typed[name] for name in COUNCIL_FIELDS}
    _check(values["held_on"])
    scope = values["ministry"].scope_id if values["ministry"] else None
    return edit(row, values, base_version=base_version, act="edit_council_record", by=by, scope=scope)
