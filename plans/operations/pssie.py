"""What a ministry answers of the measures of the PSSIE, and the list of these measures when it is pasted."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, folded
from foundation.journal import editing
from foundation.journal.record import record, record_each
from ministries.models import Ministry

from ..models import MeasureAnswer, PssieMeasure
from ..rules import can_keep_measure
from .lines import refuse_lines, rows_of, titles_refused
from .planning import received

if TYPE_CHECKING:
    from foundation.accounts.models import User

COLUMNS = (
    Column("title", "mesure", ("intitulé", "titre", "libellé", "exigence", "règle"), is_required=True),
    Column("code", "numéro", ("n°", "code", "référence")),
    Column("text", "précision", ("description", "détail")),
)


def answer_measure(
    ministry_id: UUID, *, measure: PssieMeasure, upload: UploadedFile | None = None, by: "User | None", **facts: Any
) -> MeasureAnswer:
    """Say for the first time where a ministry is with a measure."""
    ministry = Ministry.objects.select_related("scope").get(pk=ministry_id)
    if measure.ministry_id not in (None, ministry.pk):
        raise InvalidInput({"measure": ["Cette mesure est propre à un autre ministère."]})
    _check_day(facts.get("proof_on"))
    answer = MeasureAnswer(scope=ministry.scope, ministry=ministry, measure=measure, **facts)
    answer.proof_file = received(upload, ministry.scope_id, by=by)
    with transaction.atomic():
        with constraints_as_refusals(MeasureAnswer):
            answer.save(force_insert=True)
        told = {name: editing.told(value) for name, value in facts.items() if value not in (None, "")}
        record("answer_measure", answer, by=by, after=told)
    return answer


def edit_answer(
    answer_id: UUID, *, base_version: int | None, upload: UploadedFile | None = None, by: "User | None", **typed: Any
) -> MeasureAnswer:
    """Say anew where the ministry is with a measure; its piece is replaced only by another one."""
    scope_id = MeasureAnswer.objects.values_list("scope_id", flat=True).get(pk=answer_id)
    _check_day(typed.get("proof_on"))
    stored = received(upload, scope_id, by=by)
    with transaction.atomic():
        answer = MeasureAnswer.objects.select_for_update(of=("self",)).select_related("measure").get(pk=answer_id)
        values = typed | ({"proof_file": stored} if stored is not None else {})
        return editing.edit(answer, values, base_version=base_version, act="answer_measure", by=by)


def _check_day(day: date | None) -> None:
    if day is not None and day > clock.today():
        raise InvalidInput({"proof_on": ["Une preuve a déjà sa date : celle-ci n’est pas encore venue."]})


@transaction.atomic
def paste_measures(
    *, ministry: Ministry | None = None, lines: str = "", upload: UploadedFile | None = None, by: "User | None"
) -> list[PssieMeasure]:
    """Add the measures of some lines or of a table, for all ministries or for one, all or none."""
    scope = ministry.scope if ministry is not None else None
    if by is not None and not can_keep_measure(by, PssieMeasure(scope=scope)):
        raise InvalidInput({"ministry": [can_keep_measure.sentence]})
    rows, name = rows_of(lines, upload, COLUMNS), "lines" if upload is None else "upload"
    there = PssieMeasure.objects.filter(ministry=ministry)
    known = [folded(title) for title in there.values_list("title", flat=True)]
    refused = titles_refused(rows, "title", 500, known, "l’intitulé de la mesure")
    for row in rows:
        for column, label, most in (("code", "numéro", 30), ("text", "précision", 4000)):
            if len(row.values.get(column, "")) > most:
                refused.append(f"Ligne {row.line} : {label} de plus de {most} caractères.")
    refuse_lines(name, refused)
    last = there.aggregate(last=Max("position"))["last"] or 0
    measures = [
        PssieMeasure(scope=scope, ministry=ministry, position=min(last + number, 9999), **row.values)
        for number, row in enumerate(rows, start=1)
    ]
    PssieMeasure.objects.bulk_create(measures)
    record_each("paste_measures", ((row, {"title": row.title, "code": row.code}) for row in measures), by=by)
    return measures
