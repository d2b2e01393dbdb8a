"""What the finished projects of a ministry say of one that is foreseen: how many times the planned time and cost they
took, for those of about the same cost and kind (ADR 0059).

It is read with the whole portfolio of the ministry: by those who see it all, its officers and the ASIN, and by no
partner, whom a median would tell about projects that he does not see.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Case, Count, F, FloatField, Func, Q, Value, When
from django.db.models.functions import Cast, Greatest, NullIf

from foundation.common.typography import plural, short_date
from ministries.models import Ministry

from ..enums import ENDED_STAGES, ExitReason, ProjectNature, Stage
from ..models import Project
from .project_signals import LEAST_FINISHED, band_of, times

if TYPE_CHECKING:
    from foundation.accounts.models import User

STOPPED = Q(stage=Stage.ABANDONED) | Q(exit_reason=ExitReason.STOPPED)
ELSEWHERE = (ExitReason.MERGED, ExitReason.SPLIT, ExitReason.OUT_OF_SCOPE, ExitReason.HANDED_OVER)
BASED = Q(initial_start__isnull=False, initial_end__isnull=False)
DATED = Q(actual_start__isnull=False, actual_end__isnull=False)
ENDED = Q(stage__in=ENDED_STAGES)
NEVER = Value(float("inf"), output_field=FloatField())


class Median(Aggregate):
    """Of an even number, the mean of the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Pace:
    """Of a class: the median ratio to what the initial baseline foresaw; None when half of it never came to an end."""

    median: Decimal | None
    count: int
    stopped: int

    @property
    def is_enough(self) -> bool:
        return self.count >= LEAST_FINISHED


@dataclass(frozen=True)
class Forecast:
    """`label` says which class it is; without enough projects in any, `sentence` says so and `duration` is None."""

    label: str
    duration: Pace | None
    cost: Pace | None
    undated: int  # ended projects of the ministry without the dates that would count them
    sentence: str
    end: date | None  # when the one foreseen would end, at this pace

    @property
    def note(self) -> str:
        one, many = "projet achevé sans dates n’est pas compté", "projets achevés sans dates ne sont pas comptés"
        return f"{plural(self.undated, one, many)}." if self.undated else ""


def reads_portfolio(user: "User", scope_id: Any) -> bool:
    return user.access.is_asin or scope_id in user.access.scopes()


def _days(later: str, sooner: str) -> Any:
    days = Func(F(later), F(sooner), template="(%(expressions)s)::float8", arg_joiner=" - ", output_field=FloatField())
    return Greatest(days, Value(1.0), output_field=FloatField())


DURATION = Case(
    When(STOPPED, then=NEVER), default=_days("actual_end", "actual_start") / _days("initial_end", "initial_start")
)
COST = Case(
    When(STOPPED, then=NEVER),
    default=Cast("actual_cost", FloatField()) / NullIf(Cast("initial_cost", FloatField()), Value(0.0)),
)
COUNTED = {
    "duration": BASED & (STOPPED | (ENDED & DATED)),
    "cost": Q(initial_cost__gt=0) & (STOPPED | (ENDED & Q(actual_cost__isnull=False))),
}
RATIOS = {"duration": DURATION, "cost": COST}


def _classes(cost: int | None, nature: str) -> list[tuple[str, Q]]:
    """From the nearest to the widest, each with its words."""
    band, kind = band_of(cost), Q(nature=nature) if nature else Q()
    near = Q() if band is None else Q(initial_cost__gte=band.low)
    if band is not None and band.high is not None:
        near &= Q(initial_cost__lt=band.high)
    of_kind = f" ({ProjectNature(nature).label})" if nature else ""
    found = [(band.words + of_kind, near & kind)] if band is not None and nature else []
    found += [(band.words, near)] if band is not None else []
    found += [(of_kind, kind)] if nature else []
    return [*found, ("", Q())]


def forecast(
    ministry: Ministry,
    *,
    is_own: bool,
    cost: int | None = None,
    nature: str = "",
    start: date | None = None,
    end: date | None = None,
    leave_out: Any = None,
) -> Forecast:
    """The nearest class of this ministry that is large enough (1 query). The project itself is left out of it."""
    classes = _classes(cost, nature)
    asked: dict[str, Any] = {"undated": Count("pk", filter=ENDED & ~(BASED & DATED))}
    for place, (_, among) in enumerate(classes):
        for name, counted in COUNTED.items():
            asked[f"{name}_{place}"] = Median(RATIOS[name], filter=counted & among)
            asked[f"{name}_{place}_count"] = Count("pk", filter=counted & among)
            asked[f"{name}_{place}_stopped"] = Count("pk", filter=counted & among & STOPPED)
    rows = Project.objects.filter(scope_id=ministry.scope_id, is_leaf=True).exclude(exit_reason__in=ELSEWHERE)
    found = rows.exclude(pk=leave_out).aggregate(**asked)

    def measure(name: str, place: int) -> Pace:
        value = found[f"{name}_{place}"]
        median = None if value is None or value != value or value == float("inf") else Decimal(repr(value))
        return Pace(median, found[f"{name}_{place}_count"], found[f"{name}_{place}_stopped"])

    whose = "Vos projets" if is_own else f"Les projets de {ministry.short_name}"
    for place, (label, _) in enumerate(classes):
        duration, costs = measure("duration", place), measure("cost", place)
        if duration.is_enough:
            foreseen = _end(start, end, duration.median)
            said = _sentence(f"{whose}{label}", duration, costs if costs.is_enough else None, foreseen)
            return Forecast(label, duration, costs if costs.is_enough else None, found["undated"], said, foreseen)
    most = measure("duration", len(classes) - 1)
    known = plural(most.count, "projet achevé ou arrêté", "projets achevés ou arrêtés")
    said = (
        f"Pas de prévision par classe de référence : {known} avec une référence initiale et des dates, il en faut"
        f" {LEAST_FINISHED} au moins."
    )
    return Forecast("", None, None, found["undated"], said, None)


def _end(start: date | None, end: date | None, median: Decimal | None) -> date | None:
    """The end of a project that would take as many times its planned time as the others did."""
    if start is None or end is None or end <= start or median is None:
        return None
    try:
        return start + timedelta(days=round((end - start).days * median))
    except OverflowError:
        return None


def _sentence(who: str, duration: Pace, costs: Pace | None, end: date | None) -> str:
    among = f", dont {plural(duration.stopped, 'arrêté', 'arrêtés')}" if duration.stopped else ""
    if duration.median is None:
        return f"{who} : la moitié au moins ont été arrêtés avant leur fin (n = {duration.count}{among})."
    said = f"{who} ont duré {times(duration.median)} le prévu (médiane, n = {duration.count}{among})"
    if costs is not None and costs.median is not None:
        said += f" et coûté {times(costs.median)} le prévu (médiane, n = {costs.count})"
    return f"{said}. À ce rythme, celui-ci finirait le {short_date(end)}." if end is not None else f"{said}."


def forecast_of(project: Project, user: "User") -> Forecast | None:
    """On the page of a project: nothing once it is over, nor for who does not see the whole portfolio."""
    if project.left_on is not None or project.stage in (*ENDED_STAGES, Stage.ABANDONED) or not project.is_leaf:
        return None
    if not reads_portfolio(user, project.scope_id):
        return None
    return forecast(
        project.ministry,
        is_own=project.scope_id in user.access.scopes(),
        cost=project.initial_cost if project.initial_cost is not None else project.planned_cost,
        nature=project.nature,
        start=project.actual_start or project.initial_start,
        end=project.initial_end,
        leave_out=project.pk,
    )


def foreseen(
    user: "User",
    *,
    project: Any = None,
    ministry: Any = None,
    nature: str | None = "",
    planned_start: date | None = None,
    planned_end: date | None = None,
    planned_cost: int | None = None,
) -> Forecast | None:
    """While it is typed: of a project that the reader sees, or of a ministry whose whole portfolio he reads."""
    row = Project.objects.visible_to(user).filter(pk=project).select_related("ministry").first() if project else None
    whose = row.ministry if row is not None else Ministry.objects.filter(pk=ministry).first() if ministry else None
    if whose is None or not reads_portfolio(user, whose.scope_id):
        return None
    return forecast(
        whose,
        is_own=whose.scope_id in user.access.scopes(),
        cost=planned_cost,
        nature=nature or (row.nature if row is not None else ""),
        start=planned_start,
        end=planned_end,
        leave_out=row.pk if row is not None else None,
    )
