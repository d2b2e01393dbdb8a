"""The conformity sheets that still hold an agenda back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.common import clock
from sessions.core.enums import ItemKind
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import Blocker, convening_blockers

from ..enums import QUESTIONS, ConformityAnswer, ConformityQuestion, SheetState
from ..models import ConformitySheet

# Where a sheet makes sense: what commits the ministry's systems.
CONFORMABLE = (ItemKind.COMMUNICATION, ItemKind.PROJECT_REVIEW)


def blockers_of(session: CommissionSession) -> list[Blocker]:
    """What still prevents the convocation; an empty list when nothing does."""
    return [*convening_blockers(session, today=clock.today()), *sheet_blockers(session)]


def sheet_blockers(session: CommissionSession) -> list[Blocker]:
    """One sentence per sheet that is not checked (1 query)."""
    rows = (
        ConformitySheet.objects.filter(item__session=session, item__withdrawn_at=None)
        .exclude(state=SheetState.CHECKED)
        .select_related("item")
    )
    return [
        Blocker(
            f"La fiche de conformité de « {row.item.title} » n’est pas vérifiée : elle est {_still(row)}.",
            "sheet",
            key=str(row.pk),
        )
        for row in rows.order_by("item__position", "pk")
        if row.item is not None
    ]


NOTHING: Mapping[str, Sequence[str]] = {}
ANSWER_TONES = {ConformityAnswer.YES: "good", ConformityAnswer.NO: "late", ConformityAnswer.NOT_APPLICABLE: "neutral"}


@dataclass(frozen=True)
class SheetLine:
    """One question of a sheet, with what was answered."""

    name: str
    question: str
    answer: str
    remark: str
    tone: str
    told: Sequence[str] = ()  # by the registers


def lines_of(sheet: ConformitySheet, told: Mapping[str, Sequence[str]] = NOTHING) -> list[SheetLine]:
    """Every question with its answer, and what the registers say of it."""
    lines = []
    for question in ConformityQuestion:
        given = sheet.answers.get(question.value, {})
        answer = ConformityAnswer(given["answer"]) if given.get("answer") else None
        label, tone = (answer.label, ANSWER_TONES[answer]) if answer else ("sans réponse", "neutral")
        lines.append(
            SheetLine(question.label, QUESTIONS[question], label, given.get("remark", ""), tone, told.get(question, ()))
        )
    return lines


def _still(row: ConformitySheet) -> str:
    return {
        SheetState.ASKED: "à remplir",
        SheetState.ANSWERED: "remplie, à vérifier",
        SheetState.TO_REVIEW: f"à revoir ({row.reason.rstrip('.')})",
    }[SheetState(row.state)]
