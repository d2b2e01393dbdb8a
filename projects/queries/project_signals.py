"""The computed signal of a project: variances by a printed formula, a colour from them, and the day until which its
values are fresh.

Pure functions of the values, the day and the settings: no query.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.conf import settings

from foundation.common.typography import amount, percent, plural, short_amount, short_date

from ..enums import CLOSED_STAGES, COLOUR_RANK, ENDED_STAGES, Colour
from ..models import Project

METHOD_VERSION = 3  # 2 counted what left to the day said, which could be chosen before the delay
SCHEDULE_FORMULA = (
    "(fin effective, sinon fin estimée − fin prévue) ÷ (fin prévue − début prévu). Une fin dépassée sans achèvement"
    " compte jusqu’à aujourd’hui ou au jour où la sortie est notée. Sans fin estimée ni dépassée, rien ne se compare."
)
COST_FORMULA = "(coût effectif si le projet est réalisé, sinon coût estimé − coût prévu) ÷ coût prévu."
PLANNED_END = "fin prévue"
# How a class of finished projects foresees another one: printed by the page « Méthode », computed in `forecast`.
FORECAST_VERSION = 1
LEAST_FINISHED = 8
FORECAST_FORMULA = (
    "Médiane, parmi les projets achevés du ministère dans la même tranche de coût et du même objet, de (fin effective −"
    " début effectif) ÷ (fin initiale − début initial), et de coût effectif ÷ coût initial. La référence est la"
    " référence initiale, jamais une révision. Un projet arrêté compte comme s’il ne finissait jamais : si la moitié le"
    " sont, il n’y a pas de durée. Un projet fusionné, scindé, transféré ou hors champ n’est pas compté, ni un projet"
    f" sans ces dates. À moins de {LEAST_FINISHED} projets, la classe est élargie à la tranche de coût, puis à l’objet,"
    f" puis à tous ; à moins de {LEAST_FINISHED} en tout, rien n’est prévu. On ne compte que les projets d’un seul"
    " ministère, et pour qui voit tout son portefeuille."
)
NOW: Mapping[str, Any] = MappingProxyType({})  # no bound of another day
TENTH = Decimal("0.1")
LARGEST = Decimal("9999999.9")  # an absurd planned value must not break the page


@dataclass(frozen=True)
class Marks:
    """One set of planned values: a baseline."""

    start: date | None
    end: date | None
    cost: int | None


@dataclass(frozen=True)
class Band:
    """Costs from `low` on, below `high`."""

    low: int
    high: int | None

    @property
    def words(self) -> str:
        if not self.low and self.high is not None:
            return f" de moins de {short_amount(self.high)}"
        if self.high is None:
            return f" de plus de {short_amount(self.low)}"
        return f" de {short_amount(self.low)} à {short_amount(self.high)}"


def band_of(cost: int | None) -> Band | None:
    """The band of a cost (PROJECT_FORECAST_BANDS); none for one that nobody knows."""
    if cost is None:
        return None
    bounds = sorted(settings.PROJECT_FORECAST_BANDS)
    low = max((bound for bound in bounds if bound <= cost), default=0)
    return Band(low, next((bound for bound in bounds if bound > cost), None))


def times(ratio: Decimal) -> str:
    """« 1,6 fois »."""
    return f"{ratio.quantize(TENTH, ROUND_HALF_UP)} fois".replace(".", ",")


@dataclass(frozen=True)
class Variance:
    """`percent` is None when a value is missing; `calculation` says the figures used, or what is missing."""

    percent: Decimal | None
    calculation: str

    @property
    def text(self) -> str:
        return signed(self.percent)


@dataclass(frozen=True)
class Signals:
    schedule: Variance
    cost: Variance
    colour: Colour


def current_marks(project: Project) -> Marks:
    return Marks(project.planned_start, project.planned_end, project.planned_cost)


def initial_marks(project: Project) -> Marks:
    return Marks(project.initial_start, project.initial_end, project.initial_cost)


@lru_cache(maxsize=4096)  # a list says the same few hundred again and again
def signed(value: Decimal | None) -> str:
    """+ 12,5 %: late or dearer; − 3 %: early or cheaper."""
    if value is None:
        return percent(None)
    sign = "+ " if value > 0 else "− " if value < 0 else ""
    return sign + percent(abs(value), 0 if value == value.to_integral_value() else 1)


def _ratio(part: Decimal | int, whole: Decimal | int) -> Decimal:
    value = (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)
    return max(-LARGEST, min(LARGEST, value))


def counted_end(project: Project, marks: Marks, today: date) -> tuple[date | None, str]:
    """The end that is compared, and what it is. A project that left is counted to the day on which its exit was noted,
    whatever earlier day it is said to have left: no date that somebody chooses makes a signal better.
    """
    if project.actual_end:
        return project.actual_end, "fin effective"
    if project.stage in ENDED_STAGES:
        return None, "fin effective non renseignée"
    foreseen, name = (project.forecast_end, "fin estimée") if project.forecast_end else (marks.end, PLANNED_END)
    noted = max(project.left_on, project.said_on or project.left_on) if project.left_on else today
    last_day = min(today, noted)
    if foreseen is not None and foreseen < last_day:
        gone = "jour de la sortie" if noted == project.left_on else "jour où sa sortie a été notée"
        return last_day, f"{name} dépassée, compté jusqu’au {'jour même' if last_day == today else gone}"
    return foreseen, name


def schedule_variance(project: Project, marks: Marks, today: date) -> Variance:
    if marks.end is None or marks.start is None:
        missing = " et ".join(
            name for name, value in (("début prévu", marks.start), ("fin prévue", marks.end)) if value is None
        )
        return Variance(
            None,
            f"Non calculé : {missing} non"
            f" renseigné{'s' if ' et ' in missing else 'e' if missing == 'fin prévue' else ''}.",
        )
    end, name = counted_end(project, marks, today)
    if end is None:
        return Variance(None, f"Non calculé : {name}.")
    if name == PLANNED_END:  # compared with itself it says nothing
        return Variance(None, "Non calculé : fin estimée non renseignée.")
    planned_days = max((marks.end - marks.start).days, 1)
    late_days = (end - marks.end).days
    calculation = (
        f"({short_date(end)}, {name} − {short_date(marks.end)}) ÷ ({short_date(marks.end)} − {short_date(marks.start)})"
        f" = {plural(late_days, 'jour')} ÷ {plural(planned_days, 'jour')}"
    )
    return Variance(_ratio(late_days, planned_days), calculation)


def cost_variance(project: Project, marks: Marks) -> Variance:
    if not marks.cost:
        return Variance(
            None, "Non calculé : coût prévu nul." if marks.cost == 0 else "Non calculé : coût prévu non renseigné."
        )
    if project.actual_end and project.actual_cost is not None:
        counted, name = project.actual_cost, "coût effectif"
    elif project.forecast_cost is not None:
        counted, name = project.forecast_cost, "coût estimé"
    else:
        return Variance(None, "Non calculé : coût estimé non renseigné.")
    return Variance(
        _ratio(counted - marks.cost, marks.cost),
        f"({amount(counted)}, {name} − {amount(marks.cost)}) ÷ {amount(marks.cost)}",
    )


def colour_of(*variances: Decimal | None, bounds: Mapping[str, Any] = NOW) -> Colour:
    """The worst overrun decides; a favourable variance stays green; without any variance there is no colour.

    `bounds`: those of another day, by setting; a bound left out is that of today.
    """
    known = [variance for variance in variances if variance is not None]
    if not known:
        return Colour.UNKNOWN
    worst = max(known)
    if worst >= bounds.get("PROJECT_RED_FROM", settings.PROJECT_RED_FROM):
        return Colour.RED
    is_yellow = worst >= bounds.get("PROJECT_YELLOW_FROM", settings.PROJECT_YELLOW_FROM)
    return Colour.YELLOW if is_yellow else Colour.GREEN


def turns_better(before: Colour, after: Colour) -> bool:
    """From red to yellow or green, from yellow to green; also from a signal to none, which hides it."""
    if before not in COLOUR_RANK:
        return False
    return after not in COLOUR_RANK or COLOUR_RANK[after] < COLOUR_RANK[before]


def colour_rule() -> str:
    return (
        f"Le plus grand des deux écarts à la référence en vigueur : vert sous {settings.PROJECT_YELLOW_FROM} %, jaune"
        f" de {settings.PROJECT_YELLOW_FROM} à {settings.PROJECT_RED_FROM} %, rouge à partir de"
        f" {settings.PROJECT_RED_FROM} %. Un écart favorable reste vert."
    )


def compute_signals(project: Project, today: date, bounds: Mapping[str, Any] = NOW) -> Signals:
    marks = current_marks(project)
    schedule, cost = schedule_variance(project, marks, today), cost_variance(project, marks)
    return Signals(schedule, cost, colour_of(schedule.percent, cost.percent, bounds=bounds))


def fresh_until(project: Project, confirmed_on: date | None) -> date | None:
    """Last day on which the values count as fresh: last value or attestation + periodicity + delay.

    None when nothing more is expected: the project is done, abandoned or out of the portfolio.
    """
    if confirmed_on is None or project.left_on is not None or project.stage in CLOSED_STAGES:
        return None
    return add_months(confirmed_on, settings.PROJECT_UPDATE_MONTHS) + timedelta(days=settings.PROJECT_UPDATE_DELAY_DAYS)


def freshness_rule() -> str:
    return (
        f"Dernière valeur publiée ou attestée + {settings.PROJECT_UPDATE_MONTHS} mois +"
        f" {plural(settings.PROJECT_UPDATE_DELAY_DAYS, 'jour')} de délai. Un projet réalisé, abandonné ou sorti du"
        " portefeuille n’attend plus de mise à jour."
    )


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moves_to_comment(project: Project, values: Mapping[str, Any]) -> list[str]:
    """What moves so much that a comment is compulsory: beyond ± 5 % (a setting) of the last value, or of the one
    foreseen at first.

    `values`: the new value of each field that may move; a field left out stays.
    """
    beyond = settings.PROJECT_COMMENT_BEYOND
    moves = []
    progress = values.get("progress", project.progress)
    if (
        project.progress is not None
        and progress != project.progress
        and (progress is None or abs(progress - project.progress) > beyond)
    ):
        moves.append(
            f"l’avancement passe de {project.progress} à {'non renseigné' if progress is None else progress} (plus de"
            f" {beyond} points)"
        )
    for name, label, foreseen in DATES_TO_COMMENT:
        old, new = _last_and_new(project, values, name, foreseen)
        if old is None or new == old:
            continue
        start, end = project.actual_start or project.planned_start, project.planned_end or old
        days = (end - start).days if start and end > start else 0
        if new is None or not days or abs((new - old).days) * 100 > days * beyond:
            moves.append(f"{label} passe du {short_date(old)} au {short_date(new)} (plus de {beyond} % de la durée)")
    for name, label, foreseen in COSTS_TO_COMMENT:
        old, new = _last_and_new(project, values, name, foreseen)
        if old is not None and new != old and (new is None or abs(new - old) * 100 > old * beyond):
            moves.append(f"{label} passe de {amount(old)} à {amount(new)} (plus de {beyond} %)")
    return moves


# An actual value is compared with the one it replaces; the first one, with what was last foreseen.
DATES_TO_COMMENT = (
    ("forecast_start", "le début estimé", ("planned_start",)),
    ("actual_start", "le début effectif", ("forecast_start", "planned_start")),
    ("forecast_end", "la fin estimée", ("planned_end",)),
    ("actual_end", "la fin effective", ("forecast_end", "planned_end")),
)
COSTS_TO_COMMENT = (
    ("forecast_cost", "le coût estimé", ("planned_cost",)),
    ("actual_cost", "le coût effectif", ("forecast_cost", "planned_cost")),
)


def _last_and_new(project: Project, values: Mapping[str, Any], name: str, foreseen: tuple[str, ...]) -> tuple[Any, Any]:
    """The last value, else what was foreseen instead, and the new one; twice the same when the field does not move."""
    stored = getattr(project, name)
    new = values.get(name, stored)
    if new == stored:
        return None, None
    if stored is not None:
        return stored, new
    return next((value for other in foreseen if (value := getattr(project, other)) is not None), None), new
