"""The legal statuses of the communes, chosen on one page or pasted from the text that gives them: all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.accounts.models import User
from foundation.common.exceptions import InvalidInput
from foundation.common.references import plain
from foundation.common.tables import Column, Row
from foundation.journal.editing import edit
from ministries.enums import CommuneStatus
from ministries.models import Commune
from ministries.models.institution import plain_words
from plans.operations.lines import refuse_lines, rows_of

COLUMNS = (
    Column("name", "commune", ("nom", "nom de la commune"), is_required=True),
    Column("status", "statut", ("statut légal", "statut de la commune"), is_required=True),
)


@dataclass(frozen=True)
class StatusTold:
    commune: UUID
    status: str  # empty: not known any more
    was: str | None = None  # the status that was read; None skips the check


@transaction.atomic
def tell_statuses(told: Sequence[StatusTold], *, by: User | None) -> list[Commune]:
    """Give communes their status, a line of the journal each; return those whose status changed.

    Raise Conflict when somebody gave one of them another status in between.
    """
    rows = Commune.objects.select_for_update(of=("self",)).select_related("scope").order_by("pk")
    known = {row.pk: row for row in rows.filter(pk__in=[each.commune for each in told])}
    changed = []
    for each in told:
        if (row := known.get(each.commune)) is None:
            raise InvalidInput({"commune": [f"« {each.commune} » n’est pas une des communes."]})
        if row.status == each.status:
            continue
        if each.was is not None and each.was != row.status:
            row.check_version(0, {"status": each.status})
        changed.append(_give(row, each.status, by=by))
    return changed


def _give(row: Commune, status: str, *, by: User | None) -> Commune:
    return edit(row, {"status": status}, base_version=None, act="edit_commune", by=by)


def _key(text: str) -> str:
    return plain(plain_words(text))


@transaction.atomic
def paste_statuses(*, lines: str = "", upload: UploadedFile | None = None, by: User | None) -> list[Commune]:
    """Give the communes of a table their status, whatever the spelling; return those whose status changed."""
    rows, name = rows_of(lines, upload, COLUMNS), "lines" if upload is None else "upload"
    communes = Commune.objects.select_for_update(of=("self",)).select_related("scope").order_by("pk")
    known = {_key(each): row for row in communes for each in (row.name, *row.aliases)}
    refuse_lines(name, _refused(rows, known))
    changed = []
    for row in rows:
        commune, status = known[_key(row.values["name"])], _status(row)
        if commune.status != status:
            changed.append(_give(commune, status, by=by))
    return changed


def _status(row: Row) -> str:
    """« particulier », « statut intermédiaire », « commune à statut ordinaire »; empty when none is told."""
    said = _key(row.values.get("status", ""))
    return next((status.value for status in CommuneStatus if said.endswith(_key(status.label))), "")


def _refused(rows: list[Row], known: dict[str, Commune]) -> list[str]:
    seen: set[object] = set()
    said = []
    for row in rows:
        commune = known.get(_key(row.values.get("name", "")))
        if commune is None:
            said.append(f"Ligne {row.line} : « {row.values.get('name', '')[:60]} » n’est pas une des communes.")
        elif commune.pk in seen:
            said.append(f"Ligne {row.line} : « {commune} » y est déjà.")
        elif not _status(row):
            said.append(f"Ligne {row.line} : dites le statut, particulier, intermédiaire ou ordinaire.")
        seen.add(commune.pk if commune else None)
    return said
