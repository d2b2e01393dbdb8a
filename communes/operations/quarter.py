"""The quarter of a commune, told at once: what changed in the grid, in its projects and in its next steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import Conflict, InvalidInput
from foundation.journal.editing import edit, told
from foundation.journal.record import record
from foundation.registers.enums import RegisterAct
from ministries.models import Commune

from ..enums import QuarterAct, Reply
from ..models import CommuneProject, CommuneQuarter, GridAnswer, NextStep
from ..queries.grid import answers_of, counts_of, grid
from ..queries.quarters import Quarter, quarter_of

LONE_PROOF = "Une preuve est celle d’une réponse : choisissez oui ou non."


@dataclass(frozen=True)
class Answered:
    """What is answered to one question; without a reply, nobody answers it any more."""

    code: str
    reply: Reply | str = ""
    proof: str = ""


@dataclass(frozen=True)
class ProjectTold:
    """What moved in a project, and the version it was read at."""

    project_id: UUID
    values: Mapping[str, Any]
    base_version: int | None = None


@dataclass(frozen=True)
class StepTold:
    """The step of a rank: its words and its day; one that is done leaves its rank."""

    rank: int
    text: str
    due_on: date | None = None
    is_done: bool = False
    base_version: int | None = None  # of the step that was read at this rank, 0 when there was none


@transaction.atomic
def tell_quarter(
    commune_id: UUID,
    *,
    answers: Sequence[Answered] = (),
    projects: Sequence[ProjectTold] = (),
    steps: Sequence[StepTold] = (),
    base_version: int | None = None,
    by: User | None,
) -> CommuneQuarter:
    """Write what changed, then the counts of the quarter.

    What is not sent stays as it is: an answer keeps its day, a project its words. `base_version` is that of the quarter
    that was read, 0 when it was not told yet: Conflict when somebody told it meanwhile.
    """
    commune = Commune.objects.select_for_update(of=("self",)).select_related("scope").get(pk=commune_id)
    today, kept = clock.today(), answers_of(commune)
    quarter = _quarter(commune, quarter_of(today))
    _check_answers(answers)
    _check_alone(quarter, answers, kept, base_version)
    changed = [_answer(commune, said, kept.get(said.code), today) for said in answers if _differs(said, kept)]
    for told_of in projects:
        _tell_project(commune, told_of, by=by)
    for step in steps:
        _tell_step(commune, step, today, by=by)
    return _close(commune, quarter, changed, today, by=by)


def _quarter(commune: Commune, now: Quarter) -> CommuneQuarter:
    whose = {"commune": commune, "year": now.year, "number": now.number}
    return CommuneQuarter.objects.filter(**whose).first() or CommuneQuarter(scope=commune.scope, version=0, **whose)


def _check_answers(answers: Sequence[Answered]) -> None:
    known = {question.code for question in grid().questions}
    codes = [said.code for said in answers]
    if unknown := [code for code in codes if code not in known]:
        raise InvalidInput({"answers": [f"La grille en vigueur n’a pas de question « {unknown[0][:20]} »."]})
    if len(codes) != len(set(codes)):
        raise InvalidInput({"answers": ["Une question est répondue deux fois : gardez une seule réponse."]})
    if unread := [said.code for said in answers if said.reply not in ("", *Reply)]:
        raise InvalidInput({"answers": [f"Question {unread[0]} : répondez oui, non, ou rien."]})
    if proofs := [said.code for said in answers if said.proof.strip() and not said.reply]:
        raise InvalidInput({"answers": [f"Question {proofs[0]} : une preuve est celle d’une réponse, oui ou non."]})


def _differs(said: Answered, kept: Mapping[str, GridAnswer]) -> bool:
    row = kept.get(said.code)
    return (said.reply, said.proof.strip()) != ((row.reply, row.proof) if row else ("", ""))


def _check_alone(
    quarter: CommuneQuarter, answers: Sequence[Answered], kept: Mapping[str, GridAnswer], base_version: int | None
) -> None:
    """Whoever told the quarter meanwhile is not overwritten: both texts are given."""
    if base_version is None or base_version == quarter.version:
        return
    sides = {said.code: (_words(kept.get(said.code)), _words(said)) for said in answers if _differs(said, kept)}
    raise Conflict(
        "Impossible d’enregistrer : ce trimestre a été renseigné entre-temps. Les deux textes sont donnés : gardez"
        " l’un ou l’autre.",
        current_version=quarter.version,
        sides=sides,
        labels={question.code: question.text for question in grid().questions},
    )


def _words(said: GridAnswer | Answered | None) -> str:
    if said is None or not said.reply:
        return ""
    return " · ".join([Reply(said.reply).label, *([said.proof] if said.proof else [])])


def _answer(commune: Commune, said: Answered, row: GridAnswer | None, today: date) -> GridAnswer:
    if row is None:
        row = GridAnswer.objects.filter(commune=commune, grid=grid().version, code=said.code).first()
    if row is None:
        row = GridAnswer(scope=commune.scope, commune=commune, grid=grid().version, code=said.code, version=0)
    row.reply, row.proof, row.answered_on = str(said.reply), said.proof.strip(), today
    row.version += 1
    with constraints_as_refusals(GridAnswer):
        row.save()
    return row


def _tell_project(commune: Commune, said: ProjectTold, *, by: User | None) -> None:
    rows = CommuneProject.objects.select_for_update(of=("self",)).filter(commune=commune)
    row = rows.filter(pk=said.project_id).first()
    if row is None:
        raise InvalidInput({"projects": ["Ce projet n’est pas de cette commune."]})
    if any(getattr(row, name) != value for name, value in said.values.items()):
        edit(row, said.values, base_version=said.base_version, act=RegisterAct.EDIT, by=by)


def _tell_step(commune: Commune, said: StepTold, today: date, *, by: User | None) -> None:
    """Correct the step that has this rank, say it done, or write the one that takes it."""
    row = NextStep.objects.select_for_update(of=("self",)).filter(commune=commune, rank=said.rank, done_on=None).first()
    values: dict[str, Any] = {"text": " ".join(said.text.split()), "due_on": said.due_on}
    if not values["text"]:
        if row is not None:
            raise InvalidInput({"steps": [f"Étape {said.rank} : dites-la faite, ou ce qui la remplace."]})
        return
    if said.is_done:
        values["done_on"] = today
    if row is None and said.base_version:
        raise Conflict(
            f"Impossible d’enregistrer l’étape {said.rank} : celle que vous avez lue a été dite faite entre-temps, ou a"
            " changé de rang.",
            current_version=0,
            sides={"text": ("", values["text"])},
            labels={"text": f"étape {said.rank}"},
        )
    if row is None:
        row = NextStep(scope=commune.scope, commune=commune, rank=said.rank, **values)
        with constraints_as_refusals(NextStep):
            row.save()
        record(RegisterAct.ADD, row, by=by, after={name: told(value) for name, value in values.items() if value})
    elif any(getattr(row, name) != value for name, value in values.items()):
        edit(row, values, base_version=said.base_version, act=RegisterAct.EDIT, by=by)


def _close(
    commune: Commune, quarter: CommuneQuarter, changed: Sequence[GridAnswer], today: date, *, by: User | None
) -> CommuneQuarter:
    """Count the grid as it stands on this day, for ever of this quarter."""
    counts = counts_of(answers_of(commune), len(grid().questions))
    quarter.told_on, quarter.grid = today, grid().version
    quarter.questions, quarter.proven = counts.questions, counts.proven
    quarter.yes, quarter.no = counts.yes, counts.no
    quarter.version += 1
    with constraints_as_refusals(CommuneQuarter):
        quarter.save()
    answered = [f"{row.code} : {_words(row) or 'sans réponse'}" for row in changed]
    record(QuarterAct.TELL, quarter, by=by, after={"yes": counts.yes, "no": counts.no, "answers": answered})
    return quarter
