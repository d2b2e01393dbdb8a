"""The axes and the actions of a plan, and the projects that carry them."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from foundation.common import clock
from foundation.common.constraints import constraints_as_refusals
from foundation.common.days import DayField
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.tables import Column, Row, folded
from foundation.journal import editing
from foundation.journal.record import record
from ministries.models import Structure
from projects.models import Project

from ..enums import PlanState
from ..models import ActionProject, Plan, PlanAction, PlanAxis
from ..rules import can_keep_part
from .lines import refuse_lines, rows_of, titles_refused

if TYPE_CHECKING:
    from foundation.accounts.models import User

COLUMNS = (
    Column("title", "action", ("intitulé", "titre", "libellé", "activité"), is_required=True),
    Column("axis", "axe", ("axe stratégique", "orientation")),
    Column("code", "numéro", ("n°", "code", "référence")),
    Column("who", "responsable", ("structure", "structure responsable")),
    Column("due_on", "échéance", ("date", "fin", "date de fin")),
    Column("planned_cost", "coût prévu", ("coût", "montant", "budget", "coût prévu (FCFA)")),
)


@transaction.atomic
def add_axis(plan_id: UUID, *, title: str, position: int | None = None, by: "User | None") -> PlanAxis:
    """Add an axis, after the others unless its place is said."""
    plan = _open(plan_id)
    last = plan.axes.aggregate(last=Max("position"))["last"] or 0
    axis = PlanAxis(scope_id=plan.scope_id, plan=plan, title=title.strip(), position=position or last + 1)
    _save(axis)
    record("add_axis", plan, by=by, after={"axis": axis.title})
    return axis


@transaction.atomic
def edit_axis(axis_id: UUID, *, base_version: int | None, by: "User | None", **typed: Any) -> PlanAxis:
    """Rename an axis, or change its place."""
    axis = PlanAxis.objects.select_for_update(of=("self",)).get(pk=axis_id)
    _open(axis.plan_id)
    return editing.edit(axis, typed, base_version=base_version, act="edit_axis", by=by)


@transaction.atomic
def remove_axis(axis_id: UUID, *, by: "User | None") -> None:
    """Remove an axis that holds no action."""
    axis = PlanAxis.objects.select_for_update(of=("self",)).select_related("plan").get(pk=axis_id)
    if count := axis.actions.count():
        raise Refused(
            f"Impossible de retirer cet axe : il réunit {count} action{'s' if count > 1 else ''}. Changez-les"
            " d’axe d’abord."
        )
    record("remove_axis", axis.plan, by=by, before={"axis": axis.title})
    axis.delete()


@transaction.atomic
def add_action(plan_id: UUID, *, by: "User | None", **facts: Any) -> PlanAction:
    """Add an action to a plan, after the others."""
    plan = _open(plan_id)
    _check_belongs(plan, facts)
    action = PlanAction(scope_id=plan.scope_id, plan=plan, position=_next_position(plan), **facts)
    _save(action)
    told = {name: editing.told(value) for name, value in facts.items() if value not in (None, "")}
    record("add_action", action, by=by, after=told)
    return _stated(action)


@transaction.atomic
def edit_action(action_id: UUID, *, base_version: int | None, by: "User | None", **typed: Any) -> PlanAction:
    """Correct an action."""
    action = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action_id)
    _open(action.plan_id)
    _check_belongs(action.plan, typed)
    return _stated(editing.edit(action, typed, base_version=base_version, act="edit_action", by=by))


@transaction.atomic
def remove_action(action_id: UUID, *, by: "User | None") -> None:
    """Take an action out of the draft of a plan; one of a plan in application is said to be stopped."""
    action = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action_id)
    if action.plan.state != PlanState.DRAFT:
        raise Refused(
            "Impossible de retirer cette action : le plan n’est plus en projet, et ce qu’il a prévu reste compté."
            " Modifiez-la et dites-la « arrêtée »."
        )
    record("remove_action", action.plan, by=by, before={"action": str(action)})
    action.delete()


@transaction.atomic
def paste_actions(
    plan_id: UUID, *, lines: str = "", upload: UploadedFile | None = None, by: "User | None"
) -> list[PlanAction]:
    """Add the actions of some lines or of a table, all or none; raise InvalidInput with what is wrong of each line."""
    plan = _open(plan_id)
    rows, name = rows_of(lines, upload, COLUMNS), "lines" if upload is None else "upload"
    known = [folded(title) for title in plan.actions.values_list("title", flat=True)]
    refused = titles_refused(rows, "title", 500, known, "l’intitulé de l’action")
    structures = {
        folded(word): row
        for row in (plan.ministry.structures.in_force(clock.today()) if plan.ministry else ())
        for word in (row.name, row.acronym)
        if word
    }
    axes = {folded(axis.title): axis for axis in plan.axes.all()}
    position, new_axes = _next_position(plan), list[PlanAxis]()
    actions: list[PlanAction] = []
    for row in rows:
        facts, wrong = _read(row, structures)
        refused += wrong
        if said := row.values.get("axis", ""):
            if (axis := axes.get(folded(said))) is None:
                place = max((known.position for known in axes.values()), default=0) + 1
                axis = PlanAxis(scope_id=plan.scope_id, plan=plan, title=said[:300], position=place)
                axes[folded(said)] = axis
                new_axes.append(axis)
            facts["axis"] = axis
        actions.append(PlanAction(scope_id=plan.scope_id, plan=plan, position=position + len(actions), **facts))
    refuse_lines(name, refused)
    with constraints_as_refusals(PlanAxis, PlanAction):
        PlanAxis.objects.bulk_create(new_axes)
        PlanAction.objects.bulk_create(actions)
    record("paste_actions", plan, by=by, after={"count": len(actions), "names": [str(row)[:200] for row in actions]})
    return list(PlanAction.objects.with_state().filter(pk__in=[row.pk for row in actions]).order_by("position", "pk"))


def _read(row: Row, structures: dict[str, Structure]) -> tuple[dict[str, Any], list[str]]:
    """What a line says of an action, and what of it cannot be read."""
    values, wrong = row.values, []

    def read(name: str, label: str, reader: Callable[[str], Any]) -> Any:
        try:
            return reader(values.get(name, ""))
        except (ValidationError, ValueError):
            wrong.append(f"Ligne {row.line} : {label} « {values[name][:40]} » ne se lit pas.")
        return None

    who = values.get("who", "")
    found = structures.get(folded(who)) if who else None
    for name, label, most in (("code", "numéro", 30), ("who", "responsable", 200), ("axis", "axe", 300)):
        if len(values.get(name, "")) > most:
            wrong.append(f"Ligne {row.line} : {label} de {len(values[name])} caractères, {most} au plus.")
    facts = {
        "title": values.get("title", ""),
        "code": values.get("code", ""),
        "structure": found,
        "responsible": "" if found else who,
        "due_on": read("due_on", "échéance", DayField(required=False).clean),
        "planned_cost": read("planned_cost", "coût", _francs),
    }
    return facts, wrong


def _francs(text: str) -> int | None:
    """A whole number of francs, as it is written: « 12 500 000 FCFA »."""
    bare = re.sub(r"\s|\u202f|\u00a0|F\s*CFA|XOF", "", text, flags=re.IGNORECASE)
    if not bare:
        return None
    if not re.fullmatch(r"\d{1,15}", bare):
        raise ValueError(text)
    return int(bare)


@transaction.atomic
def link_project(action_id: UUID, *, project: Project, by: "User | None") -> ActionProject:
    """Say that a project carries an action. Only one of the institution, or that it is a partner of."""
    action = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action_id)
    if action.plan.state == PlanState.DROPPED:
        raise Refused("Impossible de relier un projet : ce plan est abandonné. Revenez d’abord au projet de plan.")
    if by is not None and not can_keep_part(by, action):
        raise InvalidInput({"action": [can_keep_part.sentence]})
    if not takes_part(project, action.plan):
        raise InvalidInput({"project": ["Ce projet est d’une autre institution, dont la vôtre n’est pas partenaire."]})
    link = ActionProject(scope_id=action.scope_id, action=action, project=project, linked_on=clock.today())
    with constraints_as_refusals(ActionProject):
        link.save()
    record("link_project", action, by=by, after={"project": project.code})
    return link


def link_action(project_id: UUID, *, action: PlanAction, by: "User | None") -> ActionProject:
    """The same, from the page of the project."""
    return link_project(action.pk, project=Project.objects.get(pk=project_id), by=by)


def takes_part(project: Project, plan: Plan) -> bool:
    return project.scope_id == plan.scope_id or (
        plan.ministry_id is not None and project.partner_ministries.filter(pk=plan.ministry_id).exists()
    )


def hand_on_links(project: Project, heirs: Sequence[Project], by: "User | None") -> None:
    """What a project carried, those that go on with it carry; its own links stay, as what was.

    Another institution takes over only the actions of plans that it takes part in: the others are alone again.
    """
    for link in project.action_links.select_related("action__plan").order_by("action_id"):
        for heir in heirs:
            if takes_part(heir, link.action.plan):
                _, is_new = ActionProject.objects.get_or_create(
                    action=link.action, project=heir, defaults={"scope_id": link.scope_id, "linked_on": clock.today()}
                )
                if is_new:
                    after = {"project": heir.code, "after": project.code}
                    record("link_project", link.action, by=by, after=after)


@transaction.atomic
def unlink_project(link_id: UUID, *, by: "User | None") -> None:
    """Undo the link of a project to an action."""
    link = ActionProject.objects.select_for_update(of=("self",)).select_related("action", "project").get(pk=link_id)
    record("unlink_project", link.action, by=by, before={"project": link.project.code})
    link.delete()


def _stated(action: PlanAction) -> PlanAction:
    return PlanAction.objects.with_state().get(pk=action.pk)


def _open(plan_id: UUID) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=plan_id)
    if plan.state == PlanState.DROPPED:
        raise Refused("Impossible de modifier ce plan : il est abandonné. Revenez d’abord au projet de plan.")
    return plan


def _next_position(plan: Plan) -> int:
    return (plan.actions.aggregate(last=Max("position"))["last"] or 0) + 1


def _check_belongs(plan: Plan, facts: dict[str, Any]) -> None:
    axis, structure = facts.get("axis"), facts.get("structure")
    errors = {}
    if axis is not None and axis.plan_id != plan.pk:
        errors["axis"] = ["Cet axe est celui d’un autre plan."]
    if structure is not None and structure.scope_id != plan.scope_id:
        errors["structure"] = ["Cette structure est d’un autre ministère."]
    if errors:
        raise InvalidInput(errors)


def _save(row: PlanAxis | PlanAction) -> None:
    with constraints_as_refusals(type(row)):
        row.save(force_insert=True)
