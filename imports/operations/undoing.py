"""Take a whole import back.

1. What the import noted of its edition goes.
2. A project that it created, and that nobody touched since, goes too: it was never anything but this import. One
   that has a baseline stays from the next day on, for whoever imported: the values that it is measured against would
   be chosen anew, once it is seen that they do not hold. Another, who may answer a revision, takes it back.
3. A project that it changed, and that nobody touched since, gets its values back by a new published update that says
   so: what was published stays published.
4. Every other line is kept, with the reason.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import transaction
from django.db.models import DO_NOTHING, ManyToOneRel, ProtectedError, RestrictedError

from foundation import jobs
from foundation.common import clock
from foundation.common.database import insert_rows, write_rows
from foundation.common.typography import local_day
from foundation.journal.record import record
from projects.enums import Stage, UpdateState
from projects.models import Baseline, Project, ProjectName, StatusUpdate
from projects.operations import UpdateValues
from projects.operations.storing import SIGNAL_FIELDS, apply_signals
from projects.rules import approving_roles, grants_for

from ..enums import ImportAction, ImportState, RowOutcome, Undoing
from ..fields import BASELINE, STATE
from ..models import ImportRow, ImportRun
from ..rules import can_import
from ..workflow import IMPORT_WORKFLOW, lateness_blockers
from .executing import still_may
from .matching import batches
from .opening import locked, refuse_if

if TYPE_CHECKING:
    from foundation.accounts.models import User

BATCH = 500
DAYS = {"actual_start", "actual_end", "forecast_start", "forecast_end", "last_update_on", "fresh_until"}
WRITTEN_HERE = (Baseline, StatusUpdate)  # by the import itself: one more, and the version of the project moved
KEPT_FOR_EVER = (
    "projects.Baseline:baseline_is_kept_as_adopted",
    "projects.StatusUpdate:status_update_published_is_immutable",
)
HELD = "Une autre fiche s’y rattache ({}) : le projet est gardé."
MEASURED = (
    "Sa référence initiale compte depuis le lendemain de l’import : qui a importé ne l’efface plus seul. Demandez-en la"
    " révision, pour une erreur de saisie, ou faites sortir le projet du portefeuille."
)
CHANGED = "Le projet a changé depuis l’import : rien n’y est touché. Corrigez-le sur sa fiche."


@transaction.atomic
def undo_import(
    run_id: Any, *, by: "User", reason: str, progress: Callable[[int, str], None] = lambda percent, text: None
) -> ImportRun:
    """Take back what an import created and changed, but for what changed since; raise Refused when it is too late."""
    run = ImportRun.objects.select_related("file", "ministry").get(pk=run_id)
    state = IMPORT_WORKFLOW.target(ImportAction.UNDO, ImportState(run.state))
    refuse_if(lateness_blockers(run), "d’annuler l’import")
    keeps_measured = not _erases_baselines(run, still_may(can_import, by.pk, run))
    run.observations.all().delete()
    rows = run.rows.filter(outcome__in=[RowOutcome.CREATED, RowOutcome.UPDATED]).order_by("-line", "pk")
    undone = kept = done = 0
    total = rows.count() or 1
    for batch in batches(rows.iterator(chunk_size=BATCH), BATCH):
        _undo(batch, run, by, reason, keeps_measured=keeps_measured)
        write_rows(batch, ["undoing", "undoing_reason"])
        undone += sum(row.undoing == Undoing.UNDONE for row in batch)
        kept += sum(row.undoing == Undoing.KEPT for row in batch)
        done += len(batch)
        progress(min(95, 95 * done // total), f"{done} lignes reprises")
    run = locked(run_id)
    run.state, run.undone_at, run.undone_by, run.version = state, clock.now(), by, run.version + 1
    run.save(update_fields=["state", "undone_at", "undone_by", "version"])
    record(ImportAction.UNDO, run, by=by, reason=reason, after={"undone": undone, "kept": kept})
    jobs.enqueue("fold_project_figures", by=by, scope=run.scope_id)
    return run


def _erases_baselines(run: ImportRun, by: "User") -> bool:
    """On the day of the import, an error is seen by whoever made it; later, by another who may answer a revision."""
    if run.done_at is not None and local_day(run.done_at) == clock.today():
        return True
    return by.pk not in (run.done_by_id, run.opened_by_id) and bool(grants_for(by, approving_roles(), run.scope_id))


def _undo(batch: list[ImportRow], run: ImportRun, by: "User", reason: str, *, keeps_measured: bool) -> None:
    keys = [row.project_id for row in batch if row.project_id is not None]
    rows = Project.objects.defer("search").select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    projects = {project.pk: project for project in rows}
    drafts = set(
        StatusUpdate.objects.filter(project__in=keys, state=UpdateState.DRAFT).values_list("project_id", flat=True)
    )
    attached = _attached([row.project_id for row in batch if row.outcome == RowOutcome.CREATED])
    created, changed = [], []
    for row in batch:
        has_baseline = bool(set(row.changes) & set(BASELINE))
        project = projects.get(row.project_id) if row.project_id is not None else None
        if project is None:
            _keep(row, "Le projet n’existe plus.")
        elif project.version != row.project_version:
            _keep(row, CHANGED)
        elif project.pk in drafts:
            _keep(row, "Un brouillon de mise à jour attend pour ce projet : publiez-le ou supprimez-le d’abord.")
        elif project.pk in attached:
            _keep(row, HELD.format(attached[project.pk]))
        elif row.outcome == RowOutcome.CREATED and has_baseline and keeps_measured:
            _keep(row, MEASURED)
        elif row.outcome == RowOutcome.CREATED:
            created.append((row, project))
        elif has_baseline:
            _keep(
                row,
                "L’import a fixé sa référence initiale, qui ne s’efface pas. Demandez-en la révision, pour une erreur"
                " de saisie.",
            )
        else:
            changed.append((row, project))
    _remove(created)
    _give_back(changed, run, by, reason)


def _attached(keys: list[Any]) -> dict[Any, str]:
    """What was attached to these projects since, by its name: whatever a deletion would take along without a word, as
    their sites (a query a relation).
    """
    found: dict[Any, str] = {}
    for relation in Project._meta.get_fields(include_hidden=True):
        if not keys or not isinstance(relation, ManyToOneRel) or relation.on_delete is DO_NOTHING:
            continue
        model, name = relation.related_model, relation.field.attname
        if model not in WRITTEN_HERE:
            holder: Any = model._meta.auto_created or model  # a link between many: what it links
            held = model._base_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True)
            found |= dict.fromkeys(held, str(holder._meta.verbose_name))
    return found


def _keep(row: ImportRow, reason: str) -> None:
    row.undoing, row.undoing_reason = Undoing.KEPT, reason


def _remove(pairs: list[tuple[ImportRow, Project]]) -> None:
    """All at once; one by one when something already points to one of them."""
    if not pairs:
        return
    try:
        with transaction.atomic(), pgtrigger.ignore(*KEPT_FOR_EVER):
            keys = [project.pk for _, project in pairs]
            StatusUpdate.objects.filter(project__in=keys).delete()
            Baseline.objects.filter(project__in=keys).delete()
            Project.objects.filter(pk__in=keys).delete()
    except (ProtectedError, RestrictedError) as error:
        if len(pairs) > 1:
            for pair in pairs:
                _remove([pair])
            return
        kept: Any = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        held = next(iter(kept))
        _keep(pairs[0][0], HELD.format(held._meta.verbose_name))
        return
    for row, _ in pairs:
        row.undoing, row.undoing_reason = Undoing.UNDONE, ""


def _give_back(pairs: list[tuple[ImportRow, Project]], run: ImportRun, by: "User", reason: str) -> None:
    today, updates, names = clock.today(), [], set()
    done_on = local_day(run.done_at) if run.done_at else today
    for row, project in pairs:
        before = {name.removeprefix("_"): _value(name, was) for name, (was, _) in row.changes.items()}
        # What the import published stays published: the project was updated, to that day.
        before.pop("last_update_on", None)
        for name, value in before.items():
            setattr(project, name, value)
        apply_signals(project, today)
        project.said_on = today
        project.version += 1
        names |= {*before, *SIGNAL_FIELDS, "said_on", "version"}
        if set(before) & set(STATE):
            said = UpdateValues.of(project).on_project()
            updates.append(
                StatusUpdate(
                    scope_id=project.scope_id,
                    project=project,
                    month=today.replace(day=1),
                    state=UpdateState.PUBLISHED,
                    published_at=clock.now(),
                    narrative=f"Annulation de l’import « {run} » : les valeurs d’avant reviennent. {reason}"[:4000],
                    author=by,
                    author_name=str(by)[:200],
                    **said | {"stage": Stage(said["stage"])},
                )
            )
        if "title" in before:
            ProjectName.objects.filter(project=project, title=before["title"], until=done_on).delete()
        row.undoing, row.undoing_reason = Undoing.UNDONE, ""
    write_rows([project for _, project in pairs], names)
    insert_rows(updates)


def _value(name: str, kept: Any) -> Any:
    """A value as the line kept it, as the project has it."""
    return date.fromisoformat(kept) if kept and name.removeprefix("_") in DAYS else kept
