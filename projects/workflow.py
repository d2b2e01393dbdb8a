"""What a stage asks of the actual dates, and what still prevents an act on a project."""

from datetime import date

from foundation.common.typography import short_date

from .enums import (
    ATTESTATIONS_IN_A_ROW,
    ENDED_STAGES,
    NOT_BEGUN_STAGES,
    STAGE_RANK,
    STOPPED_STAGES,
    ExitReason,
    ProjectKind,
    Stage,
)
from .models import Project, StatusUpdate

# A programme holds projects, a project holds lots: no other nesting, so no circle.
PARENT_KINDS = {
    ProjectKind.PROGRAMME: (),
    ProjectKind.PROJECT: (ProjectKind.PROGRAMME,),
    ProjectKind.LOT: (ProjectKind.PROJECT, ProjectKind.PROGRAMME),
}


def stage_blockers(
    stage: Stage, *, actual_start: date | None, actual_end: date | None, today: date, dates_unknown: bool = False
) -> list[str]:
    """Why a stage contradicts the actual dates; the same rule stands as a constraint of the database."""
    blockers = []
    for day, name in ((actual_start, "Le début effectif"), (actual_end, "La fin effective")):
        if day is not None and day > today:
            blockers.append(
                f"{name} ({short_date(day)}) est dans l’avenir : une date effective est celle d’un fait. Saisissez-la"
                " comme date estimée."
            )
    if actual_end is not None and actual_start is None:
        blockers.append("La fin effective est renseignée sans début effectif. Saisissez le début effectif.")
    elif actual_end is not None and actual_start is not None and actual_end < actual_start:
        blockers.append(
            f"La fin effective ({short_date(actual_end)}) précède le début effectif ({short_date(actual_start)})."
        )
    label = f"Le stade « {stage.label} »"
    if stage in NOT_BEGUN_STAGES and (actual_start or actual_end):
        blockers.append(
            f"{label} contredit le début effectif ({short_date(actual_start or actual_end)}) : les travaux ont"
            f" commencé. Choisissez « {Stage.RUNNING.label} » ou retirez la date."
        )
    if stage == Stage.RUNNING and actual_end:
        blockers.append(
            f"{label} contredit la fin effective ({short_date(actual_end)}). Choisissez « {Stage.DONE.label} » ou"
            " retirez la date."
        )
    if stage == Stage.RUNNING and not actual_start and not dates_unknown:
        blockers.append(f"{label} demande la date de début effectif.")
    if stage in ENDED_STAGES and not actual_end and not dates_unknown:
        blockers.append(f"{label} demande la date de fin effective.")
    if stage in STOPPED_STAGES and actual_end:
        blockers.append(
            f"{label} contredit la fin effective ({short_date(actual_end)}) : un projet achevé n’est ni suspendu ni"
            " abandonné."
        )
    return blockers


def change_needs_reason(source: Stage, target: Stage) -> bool:
    """Going back, stopping, or coming back from a stop: somebody will ask why."""
    if source == target:
        return False
    if source in STOPPED_STAGES or target in STOPPED_STAGES:
        return True
    return STAGE_RANK[target] < STAGE_RANK[source]


def editing_blockers(project: Project) -> list[str]:
    if project.left_on is not None:
        return [
            f"Ce projet est sorti du portefeuille le {short_date(project.left_on)}"
            f" ({project.get_exit_reason_display()}) : sa fiche ne change plus."
        ]
    return []


def initial_baseline_blockers(project: Project) -> list[str]:
    blockers = editing_blockers(project)
    if project.baselines.exists():
        blockers.append(
            "La référence initiale est déjà fixée et ne change plus. Pour changer les valeurs prévues, révisez la"
            " référence en vigueur."
        )
    return blockers


def revision_blockers(project: Project) -> list[str]:
    blockers = editing_blockers(project)
    if not project.baselines.exists():
        blockers.append("Ce projet n’a pas encore de référence initiale. Fixez-la d’abord.")
    return blockers


def leaving_blockers(project: Project, reason: ExitReason, *, has_heir: bool) -> list[str]:
    blockers = editing_blockers(project)
    if reason == ExitReason.DONE and not project.is_done:
        blockers.append(
            f"Le projet est au stade « {Stage(project.stage).label} » : il ne sort comme achevé qu’une fois réalisé."
            " Indiquez sa fin effective, ou un autre motif."
        )
    if reason == ExitReason.STOPPED and project.stage not in STOPPED_STAGES:
        blockers.append(
            f"Le projet est au stade « {Stage(project.stage).label} ». Passez-le d’abord à « {Stage.ABANDONED.label} »,"
            " avec la raison."
        )
    if reason == ExitReason.MERGED and not has_heir:
        blockers.append("Un projet fusionné désigne celui qui le continue.")
    following = list(project.children.filter(left_on=None).order_by("code").values_list("code", flat=True)[:6])
    if following:
        blockers.append(
            f"Des lignes en dépendent encore : {', '.join(following[:5])}{'…' if len(following) > 5 else ''}."
            " Faites-les sortir ou rattachez-les ailleurs."
        )
    if project.revision_requests.waiting().exists():
        blockers.append("Une révision de sa référence attend une réponse. Retirez la demande, ou attendez la réponse.")
    if project.updates.filter(state="draft").exists():
        blockers.append(
            "Un brouillon de mise à jour attend. Publiez-le ou supprimez-le, pour qu’aucun texte ne soit perdu."
        )
    return blockers


def kind_blockers(project: Project, *, has_baseline: bool) -> list[str]:
    """Dashboards count one kind of line: a project that is counted does not leave the count by an edit."""
    if not has_baseline and project.last_update_on is None:
        return []
    why = "sa référence initiale est fixée" if has_baseline else "une mise à jour en est publiée"
    return [
        f"La nature de cette ligne ({ProjectKind(project.kind).label}) ne change plus : {why}, les tableaux de bord la"
        " comptent. Faites-la sortir du portefeuille ou scindez-la, puis créez la ligne voulue."
    ]


def attestation_blockers(project: Project, today: date, recent: list[StatusUpdate]) -> list[str]:
    """`recent`: the last published updates of the project, newest first."""
    blockers = editing_blockers(project)
    last = recent[:ATTESTATIONS_IN_A_ROW]
    if last and last[0].attests_no_change and last[0].month == today.replace(day=1):
        blockers.append("« Rien de changé » est déjà attesté pour ce mois.")
    elif len(last) == ATTESTATIONS_IN_A_ROW and all(update.attests_no_change for update in last):
        blockers.append(
            "« Rien de changé » a déjà été attesté deux fois de suite. Publiez une mise à jour, même pour dire ce qui"
            " bloque."
        )
    return blockers
