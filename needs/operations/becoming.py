"""Say which project or e-service a retained need became; it says of which need it is born."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from projects.models import Project
from projects.operations import create_project

from ..enums import NeedAct as Act
from ..enums import NeedState as State
from ..enums import OutcomeKind
from ..extensions import way_of
from ..models import Need, NeedOutcome
from ..workflow import NEED_WORKFLOW
from .moving import locked, move

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def become(need_id: UUID, *, project: Project | None = None, by: "User | None") -> Need:
    """Tie a need to a project of its ministry, or register the project where none is named: its title and its aims are
    those of the need, its dates and its cost wait for its own baseline.
    """
    need = locked(need_id)
    NEED_WORKFLOW.target(Act.BECOME, State(need.state))  # refused before anything is written
    if project is None:
        ministry = need.commission.ministry
        if ministry is None:
            raise InvalidInput({"project": ["Cette commission n’est celle d’aucun ministère : choisissez un projet."]})
        project = create_project(
            ministry,
            need.title,
            structure=need.structure,
            objectives=need.objectives,
            beneficiaries=need.beneficiaries,
            source=f"Besoin {need.code}",
            is_fictitious=need.is_fictitious,
            by=by,
        )
    elif project.scope_id != need.scope_id:
        raise InvalidInput(
            {"project": ["Ce projet est d’un autre ministère : choisissez-en un du ministère du besoin."]}
        )
    outcome = NeedOutcome(scope_id=need.scope_id, need=need, project=project, became_on=clock.today())
    with constraints_as_refusals(NeedOutcome):
        outcome.save(force_insert=True)
    return move(need, Act.BECOME, by=by, reason=f"{project.code} {project.title}"[:3000])


@transaction.atomic
def become_service(need_id: UUID, *, service: UUID | None = None, by: "User | None") -> Need:
    """Tie a need to an e-service of its ministry, or enter in the catalogue one that bears its title."""
    need = locked(need_id)
    NEED_WORKFLOW.target(Act.BECOME, State(need.state))
    kind = OutcomeKind.E_SERVICE
    way = way_of(kind)
    if way is None:
        raise Refused("Impossible de relier ce besoin à un e-service : ce portail n’en tient pas le catalogue.")
    if service is None:
        row = way.made(need, by)
    else:
        found = next((each for each in way.offered(need) if each.pk == service), None)
        if found is None:
            said = "Cet e-service n’est pas de ce ministère : choisissez-en un du ministère du besoin."
            raise InvalidInput({"service": [said]})
        row = found
    outcome = NeedOutcome(
        scope_id=need.scope_id, need=need, kind=kind, elsewhere=row.pk, named=row.name, became_on=clock.today()
    )
    with constraints_as_refusals(NeedOutcome):
        outcome.save(force_insert=True)
    return move(need, Act.BECOME, by=by, reason=f"{kind.label} {row.name}"[:3000])


@transaction.atomic
def undo_outcome(outcome_id: UUID, *, reason: str, by: "User | None") -> Need:
    """Untie a need from what was named by mistake; it is retained again when nothing else came of it."""
    if not reason.strip():
        raise InvalidInput({"reason": ["Dites pourquoi ce besoin n’est pas devenu cela."]})
    outcome = NeedOutcome.objects.select_for_update(of=("self",)).select_related("project").get(pk=outcome_id)
    need, name = locked(outcome.need_id), outcome.project.code if outcome.project is not None else outcome.named
    outcome.delete()
    if not need.outcomes.exists():
        return move(need, Act.UNDO, by=by, reason=f"{name} : {reason}")
    record(Act.UNDO, need, by=by, reason=reason, before={OutcomeKind(outcome.kind).value: name})
    return need
