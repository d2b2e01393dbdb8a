"""Move a milestone with its reason, note that it is reached, take that back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import fact
from foundation.common.typography import short_date
from foundation.journal.record import record
from projects.enums import RevisionReason

from ..enums import MilestoneAct
from ..models import Milestone, MilestoneMove


@dataclass(frozen=True)
class Move:
    to_on: date = fact("attendu désormais le")
    reason: RevisionReason = fact("motif")
    explanation: str = fact("explication", max_length=2000, lines=4, help_text="Elle reste au registre avec le report.")


@dataclass(frozen=True)
class Reached:
    actual_on: date = fact("atteint le")


def _locked(milestone_id: UUID) -> Milestone:
    return Milestone.objects.select_for_update(of=("self",)).get(pk=milestone_id)


@transaction.atomic
def move(milestone_id: UUID, *, to_on: date, reason: RevisionReason, explanation: str, by: User | None) -> Milestone:
    """The initial mark stays; Refused once it is reached, or when it is expected that day already."""
    row = _locked(milestone_id)
    if row.actual_on is not None:
        raise Refused(
            f"Impossible de reporter ce jalon : il est atteint depuis le {short_date(row.actual_on)}. Annulez d’abord"
            " cette atteinte si elle est fausse."
        )
    if to_on == row.current_on:
        raise InvalidInput({"to_on": [f"Ce jalon est déjà attendu le {short_date(row.current_on)}."]})
    before = row.current_on
    MilestoneMove.objects.create(
        scope_id=row.scope_id,
        milestone=row,
        from_on=before,
        to_on=to_on,
        reason=reason,
        explanation=explanation,
        at=clock.now(),
        by_name=str(by) if by is not None else "",
    )
    row.current_on = to_on
    _save(row, "current_on")
    said = {"current_on": str(before)}, {"current_on": str(row.current_on), "reason": reason}
    record(MilestoneAct.MOVE, row, by=by, reason=explanation, before=said[0], after=said[1])
    return row


@transaction.atomic
def reach(milestone_id: UUID, *, actual_on: date, by: User | None) -> Milestone:
    """Note the day it took place: not one to come, and once."""
    row = _locked(milestone_id)
    if row.actual_on is not None:
        raise Refused(
            f"Impossible de noter ce jalon comme atteint : il l’est déjà depuis le {short_date(row.actual_on)}."
        )
    if actual_on > clock.today():
        raise InvalidInput({"actual_on": ["Ce jour n’est pas venu : reportez le jalon, ou notez-le ce jour-là."]})
    row.actual_on = actual_on
    _save(row, "actual_on")
    record(MilestoneAct.REACH, row, by=by, after={"actual_on": str(row.actual_on)})
    return row


@transaction.atomic
def reopen(milestone_id: UUID, *, reason: str, by: User | None) -> Milestone:
    """It was not reached after all."""
    row = _locked(milestone_id)
    if row.actual_on is None:
        raise Refused("Impossible d’annuler : ce jalon n’est pas atteint.")
    before, row.actual_on = row.actual_on, None
    _save(row, "actual_on")
    record(MilestoneAct.REOPEN, row, by=by, reason=reason, before={"actual_on": str(before)})
    return row


def _save(row: Milestone, name: str) -> None:
    row.version += 1
    row.save(update_fields=[name, "version"])
