"""The regular fields of a project, and its name."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from ministries.models import Ministry

from ..enums import ProjectKind
from ..models import Project, ProjectName
from ..workflow import PARENT_KINDS, editing_blockers, kind_blockers
from .creating import DESCRIPTIVE_FIELDS, check_belongs, check_place, check_title, mark_leaf
from .storing import differences, locked, refuse_if, save_project

if TYPE_CHECKING:
    from foundation.accounts.models import User


def _rename(project: Project, title: str) -> None:
    ProjectName.objects.create(scope_id=project.scope_id, project=project, title=project.title, until=clock.today())
    project.title = title


@transaction.atomic
def rename_project(
    project_id: Any, title: str, *, by: "User", reason: str = "", base_version: int | None = None
) -> Project:
    """Give a new title; the former one stays attached to the project, so that old papers and searches find it."""
    project = locked(project_id)
    refuse_if(editing_blockers(project), "renommer le projet")
    title = check_title(title)
    project.check_version(base_version, {"title": title})
    if title == project.title:
        raise Refused("Impossible de renommer le projet : il porte déjà cet intitulé.")
    before = project.title
    _rename(project, title)
    save_project(project, ["title"])
    record("rename_project", project, by=by, reason=reason, before={"title": before}, after={"title": title})
    return project


@transaction.atomic
def edit_project(
    project_id: Any,
    *,
    by: "User",
    partner_ministries: Iterable[Ministry] | None = None,
    base_version: int | None = None,
    **fields: Any,
) -> Project:
    """Change the descriptive fields that are given (DESCRIPTIVE_FIELDS, title, parent).

    A new title is a renaming: the former one is kept. Planned values are not here: they change with a baseline. Stage
    and dates neither: see change_stage and the monthly update.
    """
    if unknown := set(fields) - {*DESCRIPTIVE_FIELDS, "title", "parent"}:
        raise ValueError(f"unknown fields {sorted(unknown)}, expected {DESCRIPTIVE_FIELDS}")
    project = locked(project_id)
    refuse_if(editing_blockers(project), "modifier la fiche")
    if "title" in fields:
        fields = fields | {"title": check_title(fields["title"])}
    project.check_version(base_version, fields)
    _check_tree(project, fields)
    check_belongs(fields, project.scope_id)
    before = {name: getattr(project, name) for name in fields}
    old_parent = project.parent_id
    if fields.get("title", project.title) != project.title:
        _rename(project, fields["title"])
    for name, value in fields.items():
        setattr(project, name, value)
    old, new = differences(before, fields)
    if partner_ministries is not None:
        old, new = _set_partners(project, partner_ministries, old, new)
    save_project(project, fields)
    for parent_id in {old_parent, project.parent_id} - {None}:
        mark_leaf(parent_id)
    record("edit_project", project, by=by, before=old, after=new)
    return project


def _check_tree(project: Project, fields: dict[str, Any]) -> None:
    kind = ProjectKind(fields.get("kind", project.kind))
    if kind != project.kind and (fixed := kind_blockers(project, has_baseline=project.baselines.exists())):
        raise InvalidInput({"kind": fixed})
    parent = fields.get("parent", project.parent)
    if parent is not None and parent.pk != project.parent_id:
        parent = locked(parent.pk)
    check_place(kind, parent, scope_id=project.scope_id, project=project)
    if kind != project.kind:
        wrong = [
            child.code
            for child in project.children.order_by("code")
            if kind not in PARENT_KINDS[ProjectKind(child.kind)]
        ]
        if wrong:
            raise Refused(
                f"Impossible de faire de cette ligne un {kind.label} : {', '.join(wrong[:5])} en"
                f" dépend{'ent' if len(wrong) > 1 else ''}. Rattachez ailleurs ce qui en dépend."
            )


def _set_partners(
    project: Project, ministries: Iterable[Ministry], old: dict[str, Any], new: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    wanted = {ministry.pk: ministry for ministry in ministries if ministry.pk != project.ministry_id}
    present = {ministry.pk: ministry for ministry in project.partner_ministries.all()}
    if wanted.keys() == present.keys():
        return old, new
    project.partner_ministries.set(wanted.values())
    return (
        old | {"partner_ministries": sorted(ministry.short_name for ministry in present.values())},
        new | {"partner_ministries": sorted(ministry.short_name for ministry in wanted.values())},
    )
