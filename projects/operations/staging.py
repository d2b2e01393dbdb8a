"""The stage, always with the dates that carry it; leaving the portfolio; the note of the ASIN."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import local_day, short_date
from foundation.journal.record import record

from ..enums import GOES_ON_ELSEWHERE, ExitReason, LineageKind, Rating, Stage
from ..extensions import successions
from ..models import Project, ProjectLineage
from ..queries.past import begun_on
from ..queries.project_signals import compute_signals, moves_to_comment
from ..workflow import change_needs_reason, editing_blockers, leaving_blockers, stage_blockers
from .creating import mark_leaf
from .storing import confirm_values, differences, locked, refuse_if, save_project

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class ActualDates:
    start: date | None
    end: date | None
    cost: int | None = None


@transaction.atomic
def change_stage(
    project_id: Any,
    stage: Stage,
    dates: ActualDates,
    *,
    reason: str = "",
    by: "User | None",
    base_version: int | None = None,
) -> Project:
    """Record the actual dates and the stage they carry; refuse a stage that contradicts them.

    Going back, stopping and starting again ask for a reason; so do dates and a cost far from what was last said.
    """
    project, stage = locked(project_id), Stage(stage)
    refuse_if(editing_blockers(project), "changer le stade")
    values = {"stage": str(stage), "actual_start": dates.start, "actual_end": dates.end, "actual_cost": dates.cost}
    project.check_version(base_version, values)
    source = Stage(project.stage)
    # A source gave the stage without dates: it stays so until somebody says more.
    dates_unknown = project.dates_unknown and stage == source and dates.start is None and dates.end is None
    refuse_if(
        stage_blockers(
            stage, actual_start=dates.start, actual_end=dates.end, today=clock.today(), dates_unknown=dates_unknown
        ),
        f"passer au stade « {stage.label} »",
    )
    if change_needs_reason(source, stage) and not reason.strip():
        raise InvalidInput(
            {
                "reason": [
                    f"Passer de « {source.label} » à « {stage.label} » demande une raison. Dites ce qui s’est passé."
                ]
            }
        )
    if dates.cost is not None and dates.cost < 0:
        raise InvalidInput({"actual_cost": ["Un coût n’est pas négatif."]})
    if not reason.strip() and (moves := moves_to_comment(project, values)):
        raise InvalidInput(
            {"reason": [f"Une raison est obligatoire : {' ; '.join(moves)}. Dites pourquoi, et ce qui est fait."]}
        )
    before = {name: getattr(project, name) for name in values}
    if before == values:
        raise Refused("Impossible de changer le stade : rien n’est modifié.")
    for name, value in values.items():
        setattr(project, name, value)
    project.dates_unknown = dates_unknown
    confirm_values(project, clock.today())
    save_project(project, [*values, "dates_unknown", "fresh_until"])
    old, new = differences(before, values)
    record("change_stage", project, by=by, reason=reason.strip(), before=old, after=new)
    return project


@transaction.atomic
def leave_portfolio(
    project_id: Any,
    reason: ExitReason,
    *,
    note: str,
    left_on: date,
    heir: Project | None = None,
    by: "User",
    base_version: int | None = None,
) -> Project:
    """Take a project out of the portfolio, with a reason and, when it goes on elsewhere, its heir.

    It stays in the denominators, with the signal of the day on which this is done, whatever `left_on`.
    """
    project, reason = locked(project_id), ExitReason(reason)
    refuse_if(leaving_blockers(project, reason, has_heir=heir is not None), "faire sortir le projet du portefeuille")
    project.check_version(base_version, {"left_on": left_on, "exit_reason": str(reason), "exit_note": note.strip()})
    errors = {}
    if wrong := exit_day_errors(project, left_on):
        errors["left_on"] = wrong
    if reason in (ExitReason.OUT_OF_SCOPE, ExitReason.HANDED_OVER, ExitReason.STOPPED) and not note.strip():
        errors["note"] = ["Précisez : pourquoi, par quelle décision, et qui continue le cas échéant."]
    if heir is not None and (heir.pk == project.pk or heir.left_on is not None):
        errors["heir"] = ["Le projet qui continue est un autre projet, encore au portefeuille."]
    if errors:
        raise InvalidInput(errors)
    if heir is not None:
        ProjectLineage.objects.create(before=project, after=heir, **lineage_of(project, LineageKind.MERGED, left_on))
    take_out(project, reason, note=note, on=left_on, heirs=[heir] if heir is not None else (), by=by)
    record(
        "leave_portfolio",
        project,
        by=by,
        reason=note.strip(),
        after={"reason": str(reason), "on": str(left_on), "heir": heir.code if heir else None},
    )
    return project


def exit_day_errors(project: Project, on: date) -> list[str]:
    """Why a project cannot be said to have left that day: not to come, nor before what was said of it."""
    if on > clock.today():
        return [f"La date de sortie ({short_date(on)}) est dans l’avenir."]
    updated = project.updates.published().aggregate(day=Max("published_at", filter=Q(attests_no_change=True)))["day"]
    last: list[tuple[date | None, str]] = [
        (min(begun_on(project), project.said_on or clock.today()), "jour de son entrée au portefeuille"),
        (project.actual_start, "jour de son début effectif"),
        (project.actual_end, "jour de sa fin effective"),
        (project.baselines.aggregate(day=Max("adopted_on"))["day"], "jour où sa référence en vigueur a été adoptée"),
        (project.last_update_on, "jour de sa dernière mise à jour"),
        (local_day(updated) if updated else None, "jour où « rien de changé » a été attesté"),
    ]
    day, why = max(((one, why) for one, why in last if one is not None), key=lambda pair: pair[0])
    if on >= day:
        return []
    return [
        f"La date de sortie ({short_date(on)}) précède le {short_date(day)}, {why} : ce jour-là, {project.code} était"
        " encore au portefeuille. Donnez ce jour ou un jour plus récent."
    ]


def lineage_of(project: Project, kind: LineageKind, on: date) -> dict[str, Any]:
    """What a lineage keeps of the project that ends: its signal and variances when that is done, not on the day that
    somebody chose.
    """
    signals = compute_signals(project, clock.today())
    return {
        "scope_id": project.scope_id,
        "kind": kind,
        "on": on,
        "colour_then": signals.colour,
        "schedule_then": signals.schedule.percent,
        "cost_then": signals.cost.percent,
    }


def take_out(
    project: Project,
    reason: ExitReason,
    *,
    note: str,
    on: date,
    heirs: Sequence[Project] = (),
    by: "User | None" = None,
) -> None:
    """Write the exit on a locked project. What goes on in other lines has its costs there: it is no leaf any more.
    What else passes to them, each app says.
    """
    project.left_on, project.exit_reason, project.exit_note, project.fresh_until = on, reason, note.strip(), None
    project.is_leaf = project.is_leaf and reason not in GOES_ON_ELSEWHERE
    save_project(project, ["left_on", "exit_reason", "exit_note", "fresh_until", "is_leaf"])
    if project.parent_id:
        mark_leaf(project.parent_id)
    for succeed in successions if heirs else ():
        succeed(project, heirs, by)


@transaction.atomic
def rate_for_asin(project_id: Any, rating: Rating, *, comment: str, by: "User") -> Project:
    """Give the ASIN's rating. It stands beside the computed colour and the DSI's rating; it changes neither."""
    project, rating = locked(project_id), Rating(rating)
    refuse_if(editing_blockers(project), "noter le projet")
    if rating <= Rating.TO_WATCH and not comment.strip():
        raise InvalidInput(
            {"comment": ["Une note de 3 ou moins s’explique : dites au ministère ce qui vous inquiète."]}
        )
    before, project.asin_rating = project.asin_rating, rating
    save_project(project, ["asin_rating"])
    record(
        "rate_for_asin",
        project,
        by=by,
        reason=comment.strip(),
        before={"asin_rating": before},
        after={"asin_rating": int(rating)},
    )
    return project
