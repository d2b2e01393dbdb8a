"""What a portfolio says on a day, line by line, and what moved since the edition before. Pure but for its reads."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from foundation.common.typography import amount, percent, short_date
from foundation.documents.canonical import canonical
from ministries.models import Ministry
from projects.enums import SITUATION_OF_STAGE, Colour, ProjectKind, Rating, Situation, Stage
from projects.models import Project, StatusUpdate
from projects.queries.past import as_they_were, there_on
from projects.queries.project_signals import compute_signals

from ..enums import Movement
from ..models import Edition, EditionRow

COPIED = (
    *("code", "title", "kind", "is_leaf", "stage", "own_rating", "asin_rating", "progress"),
    *("initial_end", "planned_end", "forecast_end", "actual_end"),
    *("initial_cost", "planned_cost", "forecast_cost", "actual_cost"),
    *("revision_count", "fresh_until", "exit_reason"),
)
FROZEN = tuple(
    field.attname for field in EditionRow._meta.concrete_fields if field.attname not in ("id", "scope_id", "edition_id")
)
BATCH = 2000
TENTH = Decimal("0.1")


def _choice(choices: Any) -> Any:
    return lambda value: choices(value).label


def _known(value: Any, shown: Any) -> str:
    return "non renseigné" if value is None or value == "" else str(shown(value))


# What is told as a movement, with how each value is written.
TOLD: tuple[tuple[str, str, Any], ...] = (
    ("title", "intitulé", str),
    ("stage", "stade", _choice(Stage)),
    ("progress", "avancement", percent),
    ("colour", "signal", _choice(Colour)),
    ("own_rating", "note du DSI", _choice(Rating)),
    ("asin_rating", "note de l’ASIN", _choice(Rating)),
    ("planned_end", "fin prévue", short_date),
    ("forecast_end", "fin estimée", short_date),
    ("actual_end", "fin effective", short_date),
    ("planned_cost", "coût prévu", amount),
    ("forecast_cost", "coût estimé", amount),
    ("actual_cost", "coût effectif", amount),
)


def portfolio_of(ministry: Ministry | None, today: date) -> QuerySet[Project]:
    """The lines of a ministry, or of all, with what the edition copies of their neighbours."""
    rows = Project.objects.defer("search").select_related("ministry", "structure")
    rows = rows.filter(ministry=ministry) if ministry is not None else rows
    last = StatusUpdate.objects.published().filter(project=OuterRef("pk"), attests_no_change=False)
    last = last.filter(published_at__date__lte=today)
    told = last.order_by("-published_at", "-pk").values("narrative")[:1]
    return rows.annotate(told=Subquery(told)).order_by("ministry__name", "code", "pk")


def snapshot(
    ministry: Ministry | None, previous: Edition | None, today: date, former: Iterable[EditionRow] = ()
) -> Iterator[EditionRow]:
    """The lines to freeze (2 queries a batch): those followed, and those that left since the edition before, or since
    the `former` lines where there is none.
    """
    before = {row.project_id: row for row in (previous.rows.all() if previous is not None else former)}
    there = [pk for pk, row in before.items() if row.movement != Movement.LEFT]
    rows = portfolio_of(ministry, today)
    rows = rows.filter(Q(pk__in=there_on(today, rows).order_by().values("pk")) | Q(pk__in=there))
    for position, project in enumerate(_as_of(rows, today), start=1):
        old = before.get(project.pk)
        row = line_of(project, position, today)
        row.moves = moves_between(old, row) if old is not None else []
        row.movement = movement_of(project, old if old is not None and old.movement != Movement.LEFT else None, row)
        yield row


def _as_of(rows: QuerySet[Project], today: date) -> Iterator[Project]:
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        as_they_were(batch, today)
        yield from batch


def line_of(project: Project, position: int, today: date) -> EditionRow:
    signals = compute_signals(project, today)
    return EditionRow(
        position=position,
        project=project,
        ministry_name=project.ministry.name,
        structure_name=project.structure.name if project.structure is not None else "",
        situation=SITUATION_OF_STAGE[Stage(project.stage)],
        colour=signals.colour,
        schedule_variance=signals.schedule.percent,
        cost_variance=signals.cost.percent,
        is_stale=project.is_stale(today),
        greened_on=project.greened_on if project.was_greened(today) else None,
        narrative=vars(project)["told"] or "",
        **{name: getattr(project, name) for name in COPIED},
    )


def moves_between(old: EditionRow, new: EditionRow) -> list[list[str]]:
    return [
        [label, _known(getattr(old, name), shown), _known(getattr(new, name), shown)]
        for name, label, shown in TOLD
        if getattr(old, name) != getattr(new, name)
    ]


def movement_of(project: Project, old: EditionRow | None, new: EditionRow) -> Movement:
    if project.left_on is not None:
        return Movement.LEFT
    if old is None:
        return Movement.ENTERED
    return Movement.MOVED if new.moves else Movement.SAME


def fingerprint(rows: Iterable[EditionRow]) -> str:
    """SHA-256 of the lines in order, each in its canonical form."""
    found = hashlib.sha256()
    for row in rows:
        found.update(canonical({name: getattr(row, name) for name in FROZEN}) + b"\n")
    return found.hexdigest()


@dataclass(frozen=True)
class Drift:
    """Mean schedule variance in per cent, of how many lines; None when none is known."""

    mean: Decimal | None
    lines: int


def drift_of(variances: Iterable[Decimal | None]) -> Drift:
    known = [value for value in variances if value is not None]
    return Drift((sum(known, Decimal(0)) / len(known)).quantize(TENTH, ROUND_HALF_UP) if known else None, len(known))


def totals_of(rows: list[EditionRow], ministry: Ministry | None, today: date) -> dict[str, Any]:
    """The figures printed, by the definitions of the dashboard: projects are counted, costs add up from the leaves.

    The drift is told twice: of the projects present, and of all that ever were in the portfolio (2 queries).
    """
    counted = [row for row in rows if row.kind == ProjectKind.PROJECT]
    present = [row for row in counted if row.movement != Movement.LEFT]
    leaves = [row for row in rows if row.is_leaf and row.movement != Movement.LEFT]
    gone = Project.objects.filter(left_on__lte=today).filter(kind=ProjectKind.PROJECT)
    gone = gone.filter(ministry=ministry) if ministry is not None else gone
    left = list(gone.values_list("schedule_variance", flat=True))

    def costs(name: str) -> dict[str, int]:
        known = [value for row in leaves if (value := getattr(row, name)) is not None]
        return {"sum": sum(known), "known": len(known), "unknown": len(leaves) - len(known)}

    def by(name: str, values: Any) -> dict[str, int]:
        found = Counter(getattr(row, name) for row in present)
        return {value.value: found[value.value] for value in values}

    now = drift_of(row.schedule_variance for row in present)
    ever = drift_of([*(row.schedule_variance for row in present), *left])
    moved = Counter(row.movement for row in counted)
    return {
        "lines": len(rows),
        "projects": len(present),
        "ever": len(present) + len(left),
        "situations": by("situation", Situation),
        "colours": by("colour", Colour),
        "stale": sum(row.is_stale for row in present),
        "greened": sum(row.greened_on is not None for row in present),
        "planned_cost": costs("planned_cost"),
        "forecast_cost": costs("forecast_cost"),
        "movements": {movement.value: moved[movement.value] for movement in Movement},
        "drift": {"present": now, "ever": ever},
    }
