"""What a project said on a day of the past: the version of its row that stood that evening, never today's.

One that came to the portal later, from a source that dates its baseline, has no version of that day: it is read from
what was published and adopted by then.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import Baseline, Project, ProjectName, StatusUpdate
from .project_signals import fresh_until

Row = TypeVar("Row", StatusUpdate, Baseline, ProjectName)
PUBLISHED = (
    *("stage", "progress", "forecast_start", "forecast_end", "forecast_cost"),
    *("actual_start", "actual_end", "actual_cost", "own_rating"),
)
# Every version of every row, kept by triggers whatever path the change took.
Version: Any = Project._meta.get_field("events").related_model
# Not its neighbours (ministry, structure, lead): they are read as they are named today.
COPIED = [
    field.name
    for field in Version._meta.concrete_fields
    if not field.name.startswith("pgh_") and not field.is_relation and field.name != "id"
]


def _versions(day: date) -> QuerySet[Any]:
    return Version.objects.filter(said_on__lte=day)


def there_on(day: date, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those in the portfolio that day: something was said of them by then, or planned as their source says, and they
    were not gone yet.
    """
    planned = Exists(Baseline.objects.filter(project=OuterRef("pk"), number=0, adopted_on__lte=day))
    said = Q(said_on=None) | Q(said_on__lte=day) | Exists(_versions(day).filter(pgh_obj=OuterRef("pk")))
    return projects.filter(Q(left_on=None) | Q(left_on__gt=day)).filter(said | planned)


def as_they_were(projects: Sequence[Project], day: date) -> None:
    """Bring these instances, not to be saved, to what they said at the end of that day (no query when nothing came
    after, else one; three more where some came from a source).

    Signals are those that were computed last before what came after: `compute_signals` says those of the day.
    """
    moved = {row.pk: row for row in projects if row.said_on is None or row.said_on > day}
    if not moved:
        return
    versions = _versions(day).filter(pgh_obj__in=moved).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    for key, *values in versions.values_list("pgh_obj_id", *COPIED):
        row = moved.pop(key)
        for name, value in zip(COPIED, values, strict=True):
            setattr(row, name, value)
    _as_published(list(moved.values()), day)


def _as_published(projects: Sequence[Project], day: date) -> None:
    """The last update published by then, the baseline in force, the title borne; the rest as it is read today."""
    for project in projects:
        if project.left_on is not None and project.left_on > day:
            project.left_on, project.exit_reason = None, ""
    moved = [row for row in projects if row.last_update_on is not None and row.last_update_on > day]
    if not moved:
        return
    updates = StatusUpdate.objects.published().filter(project__in=moved, published_at__date__lte=day)
    said = _first(updates.order_by("project_id", "-published_at", "-pk").distinct("project_id"))
    adopted = Baseline.objects.filter(project__in=[row for row in moved if row.revision_count], adopted_on__lte=day)
    planned = _first(adopted.order_by("project_id", "-number").distinct("project_id"))
    borne = ProjectName.objects.filter(project__in=moved, until__gt=day)
    titles = _first(borne.order_by("project_id", "until", "pk").distinct("project_id"))
    for project in moved:
        update, baseline = said.get(project.pk), planned.get(project.pk)
        if update is not None:
            for name in PUBLISHED:
                setattr(project, name, getattr(update, name))
            assert update.published_at is not None
            project.last_update_on = update.published_at.date()
            project.fresh_until = fresh_until(project, project.last_update_on)
        if baseline is not None:
            project.planned_start, project.planned_end = baseline.planned_start, baseline.planned_end
            project.planned_cost, project.revision_count = baseline.planned_cost, baseline.number
        if project.pk in titles:
            project.title = titles[project.pk].title


def _first(rows: Iterable[Row]) -> dict[Any, Row]:
    return {row.project_id: row for row in rows}
