"""Who came to a session of training, told in one table: all of it is written, or what stops it is said row by row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction

from foundation.accounts.models import User
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import column_field
from foundation.common.typography import plural
from foundation.journal.editing import edit, told
from foundation.journal.record import record
from foundation.registers.enums import RegisterAct
from ministries.models import Commune

from ..enums import Presence
from ..models import Attendance, TrainingSession
from ..rules import can_keep_commune

CAME = ("function", "presence", "note")
BLANK = [f"new-{rank}" for rank in range(1, 6)]  # rows to fill, under those of a session
TWICE = "Cette fonction de la commune est déjà notée à cette session."


@dataclass(frozen=True)
class AttendanceTold:
    """A row of the table: what is said of an attendance, or of a commune that had none by that function."""

    key: str  # of the row, where its refusals go
    values: Mapping[str, Any]
    attendance: UUID | None = None
    commune: UUID | None = None
    base_version: int | None = None


def fields_told(rows: Mapping[str, Attendance | None], communes: Mapping[str, str]) -> dict[str, forms.Field]:
    """What one types in the table, filled with what is known; what was shown goes with it."""
    found: dict[str, Any] = {}
    for key, row in rows.items():
        if row is None:
            choices = [("", "à choisir"), *communes.items()]
            only = next(iter(communes)) if len(communes) == 1 else ""
            found[f"{key}-commune"] = forms.ChoiceField(label="Commune", choices=choices, initial=only)
        for name in CAME:
            column: Any = Attendance._meta.get_field(name)
            found[f"{key}-{name}"] = column_field(column, initial=getattr(row or Attendance(), name))
    for field in found.values():
        field.required, field.help_text, field.show_hidden_initial = False, "", True
    return found


def rows_told(
    rows: Mapping[str, Attendance | None], changed: Sequence[str], typed: Mapping[str, Any], sent: Mapping[str, str]
) -> list[AttendanceTold]:
    """Those that were touched, of the rows of the table and of those to fill."""
    found = []
    for key, row in rows.items():
        if not any(name.startswith(key) for name in changed):
            continue
        values = {name: typed[f"{key}-{name}"] for name in CAME}
        values["presence"] = values["presence"] or Presence.INVITED
        commune, version = typed.get(f"{key}-commune"), sent.get(f"{key}-version", "")
        told_of = AttendanceTold(
            key,
            values,
            None if row is None else row.pk,
            UUID(commune) if commune else None,
            int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
        )
        found.append(told_of)
    return found


@transaction.atomic
def tell_attendance(session_id: UUID, *, rows: Sequence[AttendanceTold], by: User | None) -> list[Attendance]:
    """Write the rows of a session, a line of the journal each; return those that changed.

    Raise InvalidInput, by row and field, where any cannot be written: then none is.
    """
    session = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session_id)
    known = {
        row.pk: row
        for row in Attendance.objects.select_for_update(of=("self",))
        .select_related("commune", "scope")
        .filter(session=session)
    }
    communes = Commune.objects.select_related("scope").in_bulk([each.commune for each in rows if each.commune])
    meant = [(each, _meant(each, session, known, communes)) for each in rows]
    errors = _refusals(meant, known, by=by)
    if errors:
        raise InvalidInput(errors)
    return [_write(each, row, by=by) for each, row in meant if row is not None]


def _meant(
    each: AttendanceTold, session: TrainingSession, known: Mapping[UUID, Attendance], communes: Mapping[UUID, Commune]
) -> Attendance | None:
    """The row that is there, or the one that would be; None where it names no commune."""
    if each.attendance is not None:
        return known.get(each.attendance)
    commune = communes.get(each.commune) if each.commune is not None else None
    return None if commune is None else Attendance(session=session, commune=commune, scope=commune.scope)


def _refusals(
    meant: Sequence[tuple[AttendanceTold, Attendance | None]], known: Mapping[UUID, Attendance], *, by: User | None
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    after = {key: (row.commune_id, row.function) for key, row in known.items()}
    for each, row in meant:
        if row is not None:
            after[row.pk] = (row.commune_id, each.values["function"])
    count = Counter(after.values())
    for each, row in meant:
        if row is None:
            errors[f"{each.key}-commune"] = ["Choisissez la commune."]
        if not each.values["function"]:
            errors[f"{each.key}-function"] = ["Dites la fonction de la personne."]
        elif row is None:
            continue
        elif by is not None and not can_keep_commune(by, row):
            errors[f"{each.key}-function"] = [can_keep_commune.sentence]
        elif count[row.commune_id, each.values["function"]] > 1 and row.function != each.values["function"]:
            errors[f"{each.key}-function"] = [TWICE]
        elif each.attendance is not None and each.base_version != row.version:
            errors[f"{each.key}-presence"] = [_crossed(row)]
    return errors


def _crossed(row: Attendance) -> str:
    said = ", ".join(filter(None, (row.function, row.get_presence_display(), row.note)))
    return f"Enregistré entre-temps : {said}. Relisez cette ligne ; enregistrer de nouveau la remplace."


def _write(each: AttendanceTold, row: Attendance, *, by: User | None) -> Attendance:
    if each.attendance is not None:
        return edit(row, each.values, base_version=each.base_version, act=RegisterAct.EDIT, by=by)
    for name, value in each.values.items():
        setattr(row, name, value)
    row.is_fictitious = row.session.is_fictitious
    with constraints_as_refusals(Attendance):
        row.save()
    said = {"commune": row.commune, "session": row.session} | dict(each.values)
    record(RegisterAct.ADD, row, by=by, after={name: told(value) for name, value in said.items() if value})
    return row


def said_of(count: int) -> str:
    if not count:
        return "Rien n’a changé : les présences sont comme avant."
    return f"{plural(count, 'participation enregistrée', 'participations enregistrées')}."
