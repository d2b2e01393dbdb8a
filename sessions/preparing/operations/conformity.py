"""Conformity sheets: asked for, answered, checked; called back when what they are about changes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem

from ..enums import QUESTIONS, ConformityAnswer, ConformityQuestion, SheetState
from ..models import ConformitySheet, Proposal
from ..queries.conformity import CONFORMABLE

if TYPE_CHECKING:
    from foundation.accounts.models import User

OPEN_SESSION = (State.PREPARING, State.POSTPONED, State.CONVENED)
Answers = Mapping[str, Mapping[str, str]]


@transaction.atomic
def ask_sheet(item_id: UUID, *, by: "User | None") -> ConformitySheet:
    """Ask for the sheet of an item: the agenda is not released before it is checked."""
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("session").get(pk=item_id)
    _refuse_unless_open(item, "de demander la fiche de conformité")
    if item.kind not in CONFORMABLE:
        raise Refused(
            "Impossible de demander la fiche de conformité : elle porte sur une communication ou sur l’examen d’un"
            " projet."
        )
    if ConformitySheet.objects.filter(item=item).exists():
        raise Refused("La fiche de conformité de ce point est déjà demandée.")
    sheet = ConformitySheet.objects.create(scope_id=item.scope_id, item=item)
    record("ask_sheet", sheet, by=by, after={"item": item.title}, commission=item.session.commission_id)
    return sheet


@transaction.atomic
def drop_sheet(sheet_id: UUID, *, reason: str, by: "User") -> ConformitySheet:
    """Ask no more for a sheet; the journal keeps what it said and why it was dropped. Return what it was."""
    sheet = _locked(sheet_id, "de renoncer à la fiche de conformité")
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi la fiche n’est plus demandée : le journal le garde."]})
    record(
        "drop_sheet",
        sheet,
        by=by,
        reason=reason.strip(),
        before={"state": sheet.state, "answers": sheet.answers},
        commission=sheet.commission_id,
    )
    sheet.delete()
    return sheet


@transaction.atomic
def answer_sheet(sheet_id: UUID, answers: Answers, *, base_version: int | None, by: "User") -> ConformitySheet:
    """Answer every question by yes, no or not applicable; a « non » says why."""
    sheet = _locked(sheet_id, "de remplir la fiche de conformité")
    kept = {
        question.value: {
            "answer": answers.get(question.value, {}).get("answer", ""),
            "remark": answers.get(question.value, {}).get("remark", "").strip(),
        }
        for question in ConformityQuestion
    }
    sheet.check_version(base_version, {"answers": kept})
    errors: dict[str, list[str]] = {}
    for question in ConformityQuestion:
        given = kept[question.value]
        if given["answer"] not in ConformityAnswer.values:
            errors[question.value] = [f"Répondez par oui, non ou sans objet : {QUESTIONS[question]}"]
        elif given["answer"] == ConformityAnswer.NO and not given["remark"]:
            errors[f"{question.value}_remark"] = ["Dites pourquoi la réponse est non, et ce qui est prévu."]
    if errors:
        raise InvalidInput(errors)
    before = {"state": sheet.state, "answers": sheet.answers}
    sheet.answers, sheet.state, sheet.reason = kept, SheetState.ANSWERED, ""
    sheet.answered_at, sheet.answered_by = clock.now(), by
    sheet.checked_at = sheet.checked_by = None
    sheet.version += 1
    sheet.save()
    record(
        "answer_sheet",
        sheet,
        by=by,
        before=before,
        after={"state": sheet.state, "answers": kept},
        commission=sheet.commission_id,
    )
    return sheet


@transaction.atomic
def check_sheet(sheet_id: UUID, *, by: "User", base_version: int | None = None) -> ConformitySheet:
    """State that the answers were checked; they hold as long as the item does not change."""
    sheet = _locked(sheet_id, "de vérifier la fiche de conformité")
    sheet.check_version(base_version, {})
    if sheet.state == SheetState.CHECKED:
        raise Refused("La fiche de conformité est déjà vérifiée. Rien n’a été changé.")
    if sheet.state != SheetState.ANSWERED:
        raise Refused(
            f"Impossible de vérifier la fiche de conformité : elle est {SheetState(sheet.state).label}. Son auteur la"
            " remplit d’abord."
        )
    sheet.state, sheet.checked_at, sheet.checked_by = SheetState.CHECKED, clock.now(), by
    sheet.version += 1
    sheet.save(update_fields=["state", "checked_at", "checked_by", "version"])
    record("check_sheet", sheet, by=by, after={"state": sheet.state}, commission=sheet.commission_id)
    return sheet


@transaction.atomic
def send_sheet_back(sheet_id: UUID, *, reason: str, by: "User") -> ConformitySheet:
    """Give the sheet back to its author with what is to be reviewed."""
    sheet = _locked(sheet_id, "de rendre la fiche de conformité")
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites ce qui est à revoir."]})
    if sheet.state not in (SheetState.ANSWERED, SheetState.CHECKED):
        raise Refused(f"Impossible de rendre la fiche de conformité : elle est {SheetState(sheet.state).label}.")
    call_back(sheet, reason.strip(), by=by)
    return sheet


def call_back(sheet: ConformitySheet, reason: str, *, by: "User | None") -> None:
    """What was answered is to be reviewed; the answers stay to be corrected. Called inside an act."""
    before = sheet.state
    sheet.state, sheet.reason, sheet.checked_at, sheet.checked_by = SheetState.TO_REVIEW, reason, None, None
    sheet.version += 1
    sheet.save(update_fields=["state", "reason", "checked_at", "checked_by", "version"])
    record(
        "call_sheet_back",
        sheet,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": sheet.state},
        commission=sheet.commission_id,
    )


def review_after_change(about: AgendaItem | Proposal, changed: str, *, by: "User | None") -> None:
    """Call back the sheet of what has just changed, if it was answered. Called inside an act."""
    name = "item" if isinstance(about, AgendaItem) else "proposal"
    rows = ConformitySheet.objects.select_for_update(of=("self",)).select_related("item__session", "proposal")
    sheet = rows.filter(**{name: about}, state__in=[SheetState.ANSWERED, SheetState.CHECKED]).first()
    if sheet is not None:
        call_back(sheet, f"modifié depuis : {changed}", by=by)


def _locked(sheet_id: UUID, act: str) -> ConformitySheet:
    sheet = (
        ConformitySheet.objects.select_for_update(of=("self",))
        .select_related("item__session", "item__presenter", "proposal")
        .get(pk=sheet_id)
    )
    if sheet.item is not None:
        _refuse_unless_open(sheet.item, act)
    return sheet


def _refuse_unless_open(item: AgendaItem, act: str) -> None:
    if item.session.state not in OPEN_SESSION:
        raise Refused(
            f"Impossible {act} : la session est à l’état « {State(item.session.state).label} ». La fiche vaut jusqu’à"
            " l’ouverture."
        )
    if item.withdrawn_at is not None:
        raise Refused(f"Impossible {act} : le point est retiré de l’ordre du jour.")
