"""Costs and ends of a programme or project, from its leaves only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ..enums import GOES_ON_ELSEWHERE
from ..models import Project
from .project_signals import counted_end, current_marks


@dataclass(frozen=True)
class Sum:
    """A sum that prints how many lines were left out: unknown is not zero."""

    total: int | None
    known: int
    unknown: int

    @classmethod
    def of(cls, values: list[int | None]) -> "Sum":
        known = [value for value in values if value is not None]
        return cls(sum(known) if known else None, len(known), len(values) - len(known))


@dataclass(frozen=True)
class RollUp:
    leaves: int
    planned: Sum
    forecast: Sum
    actual: Sum
    planned_end: date | None
    counted_end: date | None
    progress: int | None  # mean of the leaves that have one
    progress_known: int


def leaves_of(project: Project) -> list[Project]:
    """The lines below that have no parts; those that left still count, unless others go on with them.

    Nesting stops at programme → project → lot.
    """
    below = Project.objects.filter(Q(parent=project) | Q(parent__parent=project), is_leaf=True).exclude(
        exit_reason__in=GOES_ON_ELSEWHERE
    )
    return list(below.defer("search").order_by("code", "pk"))


def roll_up(project: Project, today: date) -> RollUp | None:
    """Add up the leaves below a line; None for a line without parts."""
    if project.is_leaf or project.exit_reason in GOES_ON_ELSEWHERE:
        return None
    leaves = leaves_of(project)
    planned_ends = [leaf.planned_end for leaf in leaves if leaf.planned_end]
    ends = [end for leaf in leaves if (end := counted_end(leaf, current_marks(leaf), today)[0])]
    progresses = [leaf.progress for leaf in leaves if leaf.progress is not None]
    return RollUp(
        leaves=len(leaves),
        planned=Sum.of([leaf.planned_cost for leaf in leaves]),
        forecast=Sum.of([leaf.forecast_cost for leaf in leaves]),
        actual=Sum.of([leaf.actual_cost for leaf in leaves]),
        planned_end=max(planned_ends, default=None),
        counted_end=max(ends, default=None),
        progress=round(sum(progresses) / len(progresses)) if progresses else None,
        progress_known=len(progresses),
    )
