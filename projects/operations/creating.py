"""Entering the portfolio: a code for ever, and the place in the tree."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import record
from ministries.models import Ministry

from ..enums import GOES_ON_ELSEWHERE, ProjectKind, Stage
from ..models import Project, ProjectCounter
from ..workflow import PARENT_KINDS, stage_blockers
from .baselines import PlannedValues, set_initial_baseline
from .storing import apply_signals, confirm_values, locked, refuse_if

if TYPE_CHECKING:
    from foundation.accounts.models import User

# Regular fields, edited freely; planned values are not here: they change with a baseline only.
DESCRIPTIVE_FIELDS = (
    "kind",
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
    "source",
)
STATE_FIELDS = (
    "actual_start",
    "actual_end",
    "actual_cost",
    "forecast_start",
    "forecast_end",
    "forecast_cost",
    "progress",
    "own_rating",
)


def prefix_for(ministry: Ministry) -> str:
    """The acronym, without accents or signs; the initials of the name when no acronym is attested."""
    words = ministry.acronym or "".join(word[0] for word in re.findall(r"\w+", ministry.name) if len(word) > 3)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^A-Z0-9]", "", plain)[:12] or "PROJET"


def next_code(ministry: Ministry) -> str:
    return next_codes(ministry, 1)[0]


def next_codes(ministry: Ministry, count: int) -> list[str]:
    """Return the next codes of a ministry and keep its counter locked until the caller's transaction ends: no double,
    never reused.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_codes must be called inside the transaction that uses the codes")
    counter = ProjectCounter.objects.select_for_update().filter(scope_id=ministry.scope_id).first()
    if counter is None:
        counter = _new_counter(ministry)
    first = counter.last_number + 1
    counter.last_number += count
    counter.save(update_fields=["last_number"])
    return [f"{counter.prefix}-{number:04d}" for number in range(first, first + count)]


def _new_counter(ministry: Ministry) -> ProjectCounter:
    """Open the counter of a scope above the codes that a reprise may have left.

    Two ministries may share an acronym in time.
    """
    base = prefix_for(ministry)
    for turn in range(1, 100):
        prefix = base if turn == 1 else f"{base}{turn}"
        ProjectCounter.objects.bulk_create(
            [ProjectCounter(scope_id=ministry.scope_id, prefix=prefix)], ignore_conflicts=True
        )
        counter = ProjectCounter.objects.select_for_update().filter(scope_id=ministry.scope_id).first()
        if counter is not None:
            if counter.last_number == 0:
                used = Project.objects.filter(code__regex=rf"^{counter.prefix}-\d{{1,9}}$").values_list(
                    "code", flat=True
                )
                counter.last_number = max((int(code.rsplit("-", 1)[1]) for code in used), default=0)
            return counter
    raise RuntimeError(f"no free prefix for {base}")


def check_place(kind: ProjectKind, parent: Project | None, *, scope_id: Any, project: Project | None = None) -> None:
    """Raise Refused when a line cannot stand under this parent."""
    if parent is None:
        return
    if parent.scope_id != scope_id:
        raise Refused(
            "Impossible de rattacher ce projet : la ligne supérieure est d’un autre ministère. Indiquez celui-ci comme"
            " partenaire."
        )
    if parent.left_on is not None:
        raise Refused(f"Impossible de rattacher ce projet à {parent.code} : cette ligne est sortie du portefeuille.")
    if ProjectKind(parent.kind) not in PARENT_KINDS[kind] or (project is not None and parent.pk == project.pk):
        allowed = " ou ".join(f"un {ProjectKind(value).label}" for value in PARENT_KINDS[kind])
        raise Refused(
            f"Impossible de rattacher un {kind.label} à un {ProjectKind(parent.kind).label} : "
            + (f"il dépend d’{allowed}." if allowed else "un programme ne dépend d’aucune ligne.")
        )


def check_belongs(fields: dict[str, Any], scope_id: Any) -> None:
    """The structure and the lead of a project are of the ministry that carries it."""
    errors = {}
    if fields.get("structure") is not None and fields["structure"].scope_id != scope_id:
        errors["structure"] = [f"« {fields['structure'].name} » est une structure d’un autre ministère."]
    if fields.get("lead") is not None and fields["lead"].scope_id != scope_id:
        errors["lead"] = ["Le chef de projet est une personne du ministère porteur."]
    if errors:
        raise InvalidInput(errors)


def mark_leaf(project_id: Any) -> None:
    """A line with parts is no leaf: its own costs are those of its parts.

    Those that left still count, unless other lines go on with them.
    """
    counted = Project.objects.filter(parent_id=project_id).exclude(exit_reason__in=GOES_ON_ELSEWHERE)
    is_leaf = not counted.exists()
    Project.objects.filter(pk=project_id).exclude(is_leaf=is_leaf).update(is_leaf=is_leaf, said_on=clock.today())


def check_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise InvalidInput({"title": ["L’intitulé est vide. Donnez le nom du projet tel qu’il figure dans les actes."]})
    if len(title) > 300:
        raise InvalidInput({"title": [f"L’intitulé a {len(title)} caractères ; la limite est de 300."]})
    return title


@transaction.atomic
def create_project(
    ministry: Ministry,
    title: str,
    *,
    by: "User | None",
    kind: ProjectKind = ProjectKind.PROJECT,
    stage: Stage = Stage.IDENTIFIED,
    parent: Project | None = None,
    partner_ministries: Iterable[Ministry] = (),
    planned: PlannedValues | None = None,
    dates_unknown: bool = False,
    valued_on: date | None = None,
    is_fictitious: bool = False,
    **fields: Any,
) -> Project:
    """Enter a project into the portfolio of a ministry: give its code under lock, and its initial baseline when there
    is one.

    `dates_unknown`: taken from a source that says the stage without the dates. `valued_on`: the day of the values, when
    they come from an older source; freshness counts from it. `fields`: DESCRIPTIVE_FIELDS and STATE_FIELDS. Raise
    Refused when the stage contradicts the dates.
    """
    if unknown := set(fields) - {*DESCRIPTIVE_FIELDS, *STATE_FIELDS}:
        raise ValueError(f"unknown fields {sorted(unknown)}, expected {DESCRIPTIVE_FIELDS + STATE_FIELDS}")
    today, kind, stage = clock.today(), ProjectKind(kind), Stage(stage)
    title = check_title(title)
    if parent is not None:
        parent = locked(parent.pk)
    check_place(kind, parent, scope_id=ministry.scope_id)
    check_belongs(fields, ministry.scope_id)
    blockers = stage_blockers(
        stage,
        actual_start=fields.get("actual_start"),
        actual_end=fields.get("actual_end"),
        today=today,
        dates_unknown=dates_unknown,
    )
    refuse_if(blockers, "créer le projet")
    project = Project(
        scope_id=ministry.scope_id,
        ministry=ministry,
        code=next_code(ministry),
        title=title,
        kind=kind,
        stage=stage,
        parent=parent,
        dates_unknown=dates_unknown,
        is_fictitious=is_fictitious,
        **fields,
    )
    project.said_on = valued_on or today
    confirm_values(project, project.said_on)
    apply_signals(project, today)
    project.save(force_insert=True)
    project.partner_ministries.set(_without(partner_ministries, ministry))
    if parent is not None:
        mark_leaf(parent.pk)
    record(
        "create_project",
        project,
        by=by,
        after={"code": project.code, "title": title, "kind": str(kind), "stage": str(stage)},
    )
    if planned is not None and not planned.is_empty:
        project = set_initial_baseline(project.pk, planned, by=by)
    return project


def _without(ministries: Iterable[Ministry], lead: Ministry) -> list[Ministry]:
    return [ministry for ministry in ministries if ministry.pk != lead.pk]
