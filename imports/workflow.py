"""Which act leads an import from which state to which. Checking and running are done by a worker: the state moves when
the work is done, and never when it fails or is called off.
"""

from datetime import date, timedelta

from django.conf import settings

from foundation.common import clock
from foundation.common.transitions import Move, Workflow
from foundation.common.typography import local_day, plural, short_date

from .enums import ImportAction as Action
from .enums import ImportState as State
from .models import ImportRun

OPEN = frozenset({State.PREPARED, State.CHECKED})
IMPORT_WORKFLOW: Workflow[State, Action] = Workflow(
    "l’import",
    {
        Action.SETTLE: Move(OPEN, State.PREPARED, "régler la lecture du fichier"),
        Action.CHECK: Move(OPEN, State.CHECKED, "vérifier l’import"),
        Action.RUN: Move(frozenset({State.CHECKED}), State.DONE, "importer les projets"),
        Action.UNDO: Move(frozenset({State.DONE}), State.UNDONE, "annuler l’import"),
        Action.ABANDON: Move(OPEN, State.ABANDONED, "abandonner l’import"),
    },
)


def working_blockers(run: ImportRun) -> list[str]:
    if run.is_working:
        return ["Un travail est en cours sur cet import. Attendez sa fin, ou arrêtez-le."]
    return []


def checking_blockers(run: ImportRun) -> list[str]:
    return working_blockers(run) + settling_blockers(run)


def settling_blockers(run: ImportRun) -> list[str]:
    """What must be said before a file can be checked."""
    blockers, columns = [], run.columns
    if "title" not in columns and "code" not in columns:
        blockers.append("Aucune colonne ne donne l’intitulé du projet. Choisissez-la.")
    if run.key == "code" and "code" not in columns:
        blockers.append("Les projets sont à reconnaître par leur code, et aucune colonne ne le donne.")
    if run.ministry_id is None and "ministry" not in columns and "code" not in columns:
        blockers.append("Aucune colonne ne donne le ministère porteur. Choisissez-la.")
    return blockers


def running_blockers(run: ImportRun) -> list[str]:
    blockers = working_blockers(run)
    if not run.created + run.updated + run.observed:
        blockers.append("Rien n’est à importer : aucune ligne n’est nouvelle ni modifiée. Réglez ce qui est refusé.")
    return blockers


def undo_until(run: ImportRun) -> date | None:
    """The last day on which an import may be undone: as an error of typing, within days."""
    return local_day(run.done_at) + timedelta(days=settings.PROJECT_CORRECTION_DAYS) if run.done_at else None


def undoing_blockers(run: ImportRun) -> list[str]:
    return working_blockers(run) + lateness_blockers(run)


def lateness_blockers(run: ImportRun) -> list[str]:
    until = undo_until(run)
    if until is None or clock.today() <= until:
        return []
    days = plural(settings.PROJECT_CORRECTION_DAYS, "jour")
    return [
        f"Un import s’annule pendant {days}, comme une erreur de saisie ; le délai a fini le {short_date(until)}."
        " Corrigez les projets, ou faites-les sortir du portefeuille."
    ]
