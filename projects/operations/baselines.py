"""Baselines: the initial one is never lost; the next ones have a reason, an explanation, and another who approved."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.common.typography import short_date
from foundation.journal.record import record

from ..enums import RevisionReason
from ..models import Baseline, Project, RevisionRequest
from ..queries.project_signals import compute_signals, turns_better
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


def check_planned(planned: PlannedValues, not_before: date | None = None) -> None:
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


def planned_values(planned: PlannedValues) -> dict[str, Any]:
    return {"planned_start": planned.start, "planned_end": planned.end, "planned_cost": planned.cost}


def _store(project: Project, planned: PlannedValues, number: int, *, by: "User | None", **revised: Any) -> None:
    """Keep a baseline for ever; `revised`: what a revision says besides."""
    Baseline.objects.create(
        scope_id=project.scope_id,
        project=project,
        number=number,
        **planned_values(planned),
        adopted_on=planned.adopted_on,
        approver=planned.approver,
        decision_reference=planned.decision_reference,
        recorded_by=by,
        **revised,
    )


@transaction.atomic
def set_initial_baseline(
    project_id: Any, planned: PlannedValues, *, by: "User | None", base_version: int | None = None
) -> Project:
    """Fix the initial baseline, number 0: once, and for ever. Raise Refused when there is one."""
    project = locked(project_id)
    refuse_if(initial_baseline_blockers(project), "fixer la référence initiale")
    check_planned(planned)
    values = planned_values(planned)
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
def adopt_revision(
    project_id: Any,
    planned: PlannedValues,
    *,
    reason: RevisionReason,
    explanation: str,
    by: "User | None",
    request: RevisionRequest | None = None,
) -> Project:
    """Put new planned values in force, with their reason, explanation and approver. The former baselines stay.

    Every revision comes through here: the one that another approved (`request`), and those of a source that was
    revised before it came to the portal. The day on which the signal turned better is kept on the project.
    """
    project, reason = locked(project_id), RevisionReason(reason)
    refuse_if(revision_blockers(project), "réviser la référence")
    current = project.baselines.order_by("-number").first()
    assert current is not None  # revision_blockers
    check_planned(planned, not_before=current.adopted_on)
    values = planned_values(planned)
    before = {name: getattr(project, name) for name in PLANNED_FIELDS}
    colour = compute_signals(project, clock.today()).colour  # what is stored is of the last night
    for name, value in values.items():
        setattr(project, name, value)
    after = compute_signals(project, clock.today()).colour
    _store(
        project,
        planned,
        current.number + 1,
        by=by,
        reason=reason,
        explanation=explanation.strip(),
        request=request,
        colour_before=colour,
        colour_after=after,
    )
    if turns_better(colour, after):
        project.greened_on = planned.adopted_on
    project.revision_count = current.number + 1
    save_project(project, [*PLANNED_FIELDS, "revision_count", "greened_on"])
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
