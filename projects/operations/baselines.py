"""Baselines: the initial one is never lost, the next ones have a reason, an approver and an explanation."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import short_date
from foundation.journal.record import record

from ..enums import RevisionReason
from ..models import Baseline, Project
from ..workflow import initial_baseline_blockers, revision_blockers
from .storing import as_text, locked, refuse_if, save_project

if TYPE_CHECKING:
    from foundation.accounts.models import User

PLANNED_FIELDS = ("planned_start", "planned_end", "planned_cost")


@dataclass(frozen=True)
class PlannedValues:
    """What a baseline fixes."""

    start: date | None
    end: date | None
    cost: int | None
    adopted_on: date
    approver: str = ""
    decision_reference: str = ""

    @property
    def is_empty(self) -> bool:
        return self.start is None and self.end is None and self.cost is None


def _check(planned: PlannedValues, not_before: date | None = None) -> None:
    errors: dict[str, list[str]] = {}
    if planned.is_empty:
        errors["planned_end"] = ["Aucune valeur n’est donnée. Indiquez au moins une date ou le coût prévu."]
    if planned.start and planned.end and planned.end < planned.start:
        errors["planned_end"] = [
            f"La fin prévue ({short_date(planned.end)}) précède le début prévu ({short_date(planned.start)})."
        ]
    if planned.cost is not None and not 0 <= planned.cost <= 10**15:
        errors["planned_cost"] = ["Un coût va de 0 à 1 000 000 milliards de francs CFA."]
    if planned.adopted_on > clock.today():
        errors["adopted_on"] = [f"La date d’adoption ({short_date(planned.adopted_on)}) est dans l’avenir."]
    elif not_before and planned.adopted_on < not_before:
        errors["adopted_on"] = [
            f"La référence en vigueur a été adoptée le {short_date(not_before)} : une révision ne peut pas être plus"
            " ancienne."
        ]
    if errors:
        raise InvalidInput(errors)


def _store(
    project: Project, planned: PlannedValues, number: int, *, by: "User | None", reason: str = "", explanation: str = ""
) -> Baseline:
    return Baseline.objects.create(
        scope_id=project.scope_id,
        project=project,
        number=number,
        planned_start=planned.start,
        planned_end=planned.end,
        planned_cost=planned.cost,
        adopted_on=planned.adopted_on,
        reason=reason,
        explanation=explanation,
        approver=planned.approver,
        decision_reference=planned.decision_reference,
        recorded_by=by,
    )


@transaction.atomic
def set_initial_baseline(
    project_id: Any, planned: PlannedValues, *, by: "User | None", base_version: int | None = None
) -> Project:
    """Fix the initial baseline, number 0: once, and for ever. Raise Refused when there is one."""
    project = locked(project_id)
    refuse_if(initial_baseline_blockers(project), "fixer la référence initiale")
    _check(planned)
    values = {"planned_start": planned.start, "planned_end": planned.end, "planned_cost": planned.cost}
    project.check_version(base_version, values)
    _store(project, planned, 0, by=by)
    for name, value in values.items():
        setattr(project, name, value)
    project.initial_start, project.initial_end, project.initial_cost = planned.start, planned.end, planned.cost
    save_project(project, [*PLANNED_FIELDS, "initial_start", "initial_end", "initial_cost"])
    record(
        "set_initial_baseline",
        project,
        by=by,
        after={name: as_text(value) for name, value in values.items()} | {"adopted_on": str(planned.adopted_on)},
    )
    return project


@transaction.atomic
def revise_baseline(
    project_id: Any,
    planned: PlannedValues,
    *,
    reason: RevisionReason,
    explanation: str,
    by: "User | None",
    base_version: int | None = None,
) -> Project:
    """Adopt new planned values: a reason of the closed list, an explanation, an approver. The former baselines stay.

    Raise Refused before the initial baseline, when nothing moves, and on a finished project except for a correction: a
    drift is not erased after the fact.
    """
    project, reason = locked(project_id), RevisionReason(reason)
    refuse_if(revision_blockers(project), "réviser la référence")
    errors = {}
    if not explanation.strip():
        errors["explanation"] = [
            "Expliquez la révision : ce qui a changé, et pourquoi l’ancienne référence ne tient plus."
        ]
    if not planned.approver.strip():
        errors["approver"] = ["Indiquez qui a approuvé la révision."]
    if errors:
        raise InvalidInput(errors)
    current = project.baselines.order_by("-number").first()
    assert current is not None  # revision_blockers
    _check(planned, not_before=current.adopted_on)
    values = {"planned_start": planned.start, "planned_end": planned.end, "planned_cost": planned.cost}
    project.check_version(base_version, values)
    before = {name: getattr(project, name) for name in PLANNED_FIELDS}
    if before == values:
        raise Refused(
            "Impossible de réviser la référence : les valeurs prévues sont celles de la référence en vigueur. Changez"
            " au moins une date ou le coût."
        )
    if project.is_done and reason != RevisionReason.CORRECTION:
        raise Refused(
            "Impossible de réviser la référence d’un projet réalisé : l’écart constaté ne s’efface pas. Seule la"
            " correction d’une erreur de saisie reste possible."
        )
    _store(project, planned, current.number + 1, by=by, reason=reason, explanation=explanation.strip())
    for name, value in values.items():
        setattr(project, name, value)
    project.revision_count = current.number + 1
    save_project(project, [*PLANNED_FIELDS, "revision_count"])
    record(
        "revise_baseline",
        project,
        by=by,
        reason=f"{reason.label} : {explanation.strip()}",
        before={name: as_text(value) for name, value in before.items()},
        after={name: as_text(value) for name, value in values.items()}
        | {"approver": planned.approver, "decision": planned.decision_reference},
    )
    return project
