"""Splits and merges: a project leaves under a reason, and the link to what follows is kept both ways."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record

from ..enums import ExitReason, LineageKind, ProjectKind, Stage
from ..models import Project, ProjectLineage
from ..workflow import leaving_blockers
from .creating import create_project
from .staging import exit_day_errors, lineage_of, take_out
from .storing import locked, refuse_if

if TYPE_CHECKING:
    from foundation.accounts.models import User


def _check_day(project: Project, on: date) -> None:
    if wrong := exit_day_errors(project, on):
        raise InvalidInput({"on": wrong})


def _inherited(project: Project) -> dict[str, Any]:
    """What a part takes over: the description, not the figures. Each part gets its own baseline."""
    names = (
        "nature",
        "structure",
        "lead",
        "objectives",
        "beneficiaries",
        "sponsor",
        "supplier",
        "pag_axis",
        "sdsi_action",
        "council_record",
    )
    return {name: getattr(project, name) for name in names}


@transaction.atomic
def split_project(
    project_id: Any, titles: Sequence[str], *, note: str, on: date, by: "User", base_version: int | None = None
) -> list[Project]:
    """Replace a project by two or more new ones, each with its own code.

    The former one leaves as « scindé » and stays readable.
    """
    project = locked(project_id)
    project.check_version(base_version, {})
    refuse_if(leaving_blockers(project, ExitReason.SPLIT, has_heir=True), "scinder le projet")
    _check_day(project, on)
    titles = [title for title in titles if title.strip()]
    if len(titles) < 2:
        raise InvalidInput({"titles": ["Donnez au moins deux intitulés, un par ligne."]})
    if len({title.strip().lower() for title in titles}) < len(titles):
        raise InvalidInput({"titles": ["Deux intitulés sont identiques."]})
    if project.is_done:
        raise Refused("Impossible de scinder un projet réalisé. Créez un nouveau projet pour la suite.")
    begun: dict[str, Any] = {
        "stage": Stage(project.stage),
        "actual_start": project.actual_start,
        "dates_unknown": project.dates_unknown,
    }
    parts = [
        create_project(
            project.ministry,
            title,
            by=by,
            kind=ProjectKind(project.kind),
            parent=project.parent,
            partner_ministries=project.partner_ministries.all(),
            is_fictitious=project.is_fictitious,
            source=project.source,
            **begun,
            **_inherited(project),
        )
        for title in titles
    ]
    ProjectLineage.objects.bulk_create(
        [ProjectLineage(before=project, after=part, **lineage_of(project, LineageKind.SPLIT, on)) for part in parts]
    )
    take_out(project, ExitReason.SPLIT, note=note, on=on, heirs=parts, by=by)
    record(
        "split_project",
        project,
        by=by,
        reason=note.strip(),
        after={"into": [part.code for part in parts], "on": str(on)},
    )
    return parts


@transaction.atomic
def merge_projects(heir_id: Any, projects: Sequence[Project], *, note: str, on: date, by: "User") -> Project:
    """Merge projects into one that goes on. The others leave as « fusionné », their codes are never used again."""
    ids = sorted({project.pk for project in projects} - {heir_id})
    if not ids:
        raise InvalidInput({"projects": ["Choisissez au moins un autre projet à fusionner dans celui-ci."]})
    rows = {
        project.pk: project
        for project in Project.objects.select_for_update(of=("self",)).filter(pk__in=[*ids, heir_id]).order_by("pk")
    }
    if gone := {*ids, heir_id} - rows.keys():
        raise Project.DoesNotExist(f"deleted meanwhile: {sorted(map(str, gone))}")
    heir = rows[heir_id]
    if heir.left_on is not None:
        raise Refused(f"Impossible de fusionner dans {heir.code} : ce projet est sorti du portefeuille.")
    for project in (rows[pk] for pk in ids):
        refuse_if(leaving_blockers(project, ExitReason.MERGED, has_heir=True), f"fusionner {project.code}")
        _check_day(project, on)
        if project.scope_id != heir.scope_id:
            raise Refused(
                f"Impossible de fusionner {project.code} : il est porté par un autre ministère. Faites-le sortir comme"
                " « transféré »."
            )
        ProjectLineage.objects.get_or_create(
            before=project, after=heir, defaults=lineage_of(project, LineageKind.MERGED, on)
        )
        take_out(project, ExitReason.MERGED, note=note, on=on, heirs=[heir], by=by)
        record("merge_project", project, by=by, reason=note.strip(), after={"into": heir.code, "on": str(on)})
    record("receive_merged_projects", heir, by=by, reason=note.strip(), after={"from": [rows[pk].code for pk in ids]})
    return heir
