"""The charts of a dashboard, one by its name: the page shows them all, a file holds one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from communes.enums import Drawn
from communes.queries.follow import map_of, told_rows
from foundation.accounts.models import User
from foundation.common import charts, clock
from foundation.common.typography import short_date
from projects.enums import Colour, ProjectKind
from projects.models import Project, ProjectReading
from projects.queries.board import dearest
from projects.queries.guards import retained_rule
from recommendations.enums import OPEN_STATES
from recommendations.queries.balance import band_keys
from recommendations.queries.figures import ages
from recommendations.queries.figures import list_address as recommendations_address

from .asked import Asked
from .national import Lines, projects_address, stages_chart_data

TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "stale"}
MONTHS = 12  # that the course of the signals goes back


@dataclass(frozen=True)
class Board:
    user: User
    asked: Asked
    lines: Lines


def _stages(board: Board) -> charts.Chart | None:
    if board.lines.projects_on is None:
        return None
    href = "" if board.asked.is_past else f"{projects_address(board.asked)}&stage="
    return charts.bars(
        "Projets par stade",
        [
            charts.Bar(stage.label, count, href=href + stage.value if href and count else "")
            for stage, count in stages_chart_data(board.lines)
        ],
        label="Stade",
        unit="Projets",
        description="Nombre de projets à chaque stade, sortis du portefeuille compris.",
        note=_of(board),
    )


def _of(board: Board) -> str:
    on = board.lines.projects_on
    told = "" if on is None or on == clock.today() else f" Relevé du {short_date(on)}."
    return f"Programmes et lots non comptés ; un projet sorti garde son stade et son signal.{told}"


def _signals(board: Board) -> charts.Chart | None:
    if board.lines.projects_on is None:
        return None
    href = "" if board.asked.is_past else f"{projects_address(board.asked)}&colour="
    counts = {colour: board.lines.coloured(colour) for colour in Colour}
    return charts.ring(
        "Signal calculé des projets",
        [
            charts.Part(colour.label, count, tone=TONES[colour], href=href + colour.value if href and count else "")
            for colour, count in counts.items()
        ],
        label="Signal",
        description="Part des projets au vert, au jaune, au rouge, ou sans valeur.",
        note=_of(board),
    )


def _kept(board: Board) -> charts.Chart | None:
    """The colours kept, where a rating pulls one down."""
    counts = {colour: board.lines.kept(colour) for colour in Colour}
    if board.lines.projects_on is None or all(board.lines.coloured(colour) == counts[colour] for colour in Colour):
        return None
    href = "" if board.asked.is_past else f"{projects_address(board.asked)}&retained="
    return charts.ring(
        "Signal retenu des projets",
        [
            charts.Part(colour.label, count, tone=TONES[colour], href=href + colour.value if href and count else "")
            for colour, count in counts.items()
        ],
        label="Signal",
        description="Part des projets au vert, au jaune, au rouge, ou sans valeur, notes basses prises en compte.",
        note=f"{retained_rule()} {_of(board)}",
    )


def _ages(board: Board) -> charts.Chart:
    filters = board.asked.filters
    found = ages(board.user, filters)
    keys = band_keys()
    totals = [sum(band.values()) for band in found]
    hrefs = [
        recommendations_address(filters, age=key) if total else "" for (key, _), total in zip(keys, totals, strict=True)
    ]
    return charts.stacked_bars(
        "Recommandations ouvertes, par âge et par état",
        [label for _, label in keys],
        [charts.Series(state.label, [band.get(state.value, 0) for band in found]) for state in OPEN_STATES],
        label="Âge",
        description="Recommandations non exécutées, selon le temps passé depuis leur émission et leur état.",
        note="Organes nationaux compris ; celles d’une session non levée ne sont pas comptées.",
        hrefs=hrefs,
    )


def _course(board: Board) -> charts.Chart | None:
    """The signals at the end of each month, as they were read then (2 queries)."""
    first = board.asked.on.replace(day=1)
    ends = [first]
    for _ in range(MONTHS - 1):
        ends.append((ends[-1] - timedelta(days=1)).replace(day=1))
    days = [day - timedelta(days=1) for day in reversed(ends)]
    readings: Any = ProjectReading.objects
    rows = readings.visible_to(board.user).of_data(board.asked.data).filter(on__in=days)
    if board.asked.ministry:
        rows = rows.filter(ministry_id=board.asked.ministry)
    found: dict[date, dict[str, int]] = {}
    counts = rows.filter(kind=ProjectKind.PROJECT).order_by().values("on", "colour").annotate(count=Sum("projects"))
    for row in counts:
        found.setdefault(row["on"], {})[row["colour"]] = row["count"]
    if board.lines.projects_on is not None:
        found[board.lines.projects_on] = {colour.value: board.lines.coloured(colour) for colour in Colour}
    missing = sum(day not in found for day in days)
    known = sorted(found)
    if len(known) < 2:
        return None
    return charts.stacked_bars(
        "Signal des projets, fin de mois par fin de mois",
        [short_date(day) for day in known],
        [
            charts.Series(colour.label, [found[day].get(colour.value, 0) for day in known], TONES[colour])
            for colour in Colour
        ],
        label="Au soir du",
        unit="Projets",
        description="Nombre de projets à chaque signal, relevés chaque fin de mois ; un mois sans relevé manque.",
        note="D’après les relevés que le portail garde chaque nuit ; rien n’est recalculé après coup."
        + (f" Sans relevé, donc absents : {missing} des {MONTHS} derniers mois." if missing else ""),
    )


def _dearest(board: Board) -> charts.Chart | None:
    """Delay, cost, confidence and trend of the dearest projects: read from an index, whatever their number."""
    if board.asked.is_past:
        return None
    rows = Project.objects.carried_by(board.user).of_data(board.asked.data).followed()
    rows = rows.filter(kind=ProjectKind.PROJECT)
    if board.asked.ministry:
        rows = rows.filter(ministry_id=board.asked.ministry)
    asked = {"ministry": board.asked.ministry, "data": board.asked.data, "kind": ProjectKind.PROJECT.value}
    query = urlencode({name: value for name, value in asked.items() if value})
    others = charts.LeftOut(
        "les projets sans coût prévu ou sans écart de délai, et les moins chers",
        f"{reverse('projects:bubbles')}?{query}",
    )
    return dearest(rows, board.asked.on, (others,))


def _communes(board: Board) -> charts.Chart | None:
    """Of today, and of real data: the communes are no ministry's (1 query)."""
    if board.asked.is_past or board.asked.ministry or board.asked.data == "demo":
        return None
    rows = list(told_rows(board.user, board.asked.on))
    return map_of(rows, Drawn.TOLD, one_status=False) if rows else None


CHARTS: dict[str, Callable[[Board], charts.Chart | None]] = {
    "stades": _stages,
    "signaux": _signals,
    "retenus": _kept,
    "ages": _ages,
    "evolution": _course,
    "couts": _dearest,
    "communes": _communes,
}


def charts_of(board: Board) -> list[tuple[str, charts.Chart]]:
    """Those that have something to show, with their names."""
    return [(name, drawn) for name, draw in CHARTS.items() if (drawn := draw(board)) is not None]


def chart_of(name: str, board: Board) -> charts.Chart | None:
    """None for an unknown name, or when it has nothing to show."""
    return CHARTS[name](board) if name in CHARTS else None
