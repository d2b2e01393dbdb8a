"""What a project said on a day of the past: what was published, adopted and named by then, never today's row."""

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


def there_on(day: date, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those in the portfolio that day: begun by their first baseline where they have one, not gone yet."""
    later = Baseline.objects.filter(project=OuterRef("pk"), number=0, adopted_on__gt=day)
    return projects.filter(Q(left_on=None) | Q(left_on__gt=day)).exclude(Exists(later))


def as_they_were(projects: Sequence[Project], day: date) -> None:
    """Bring these instances, not to be saved, to what they said at the end of that day (no query when nothing came
    after, else 3).

    The last update published by then, the baseline in force, the title borne. What was never published of a day (a
    rating of the ASIN, an objective) stays as it is read today.
    """
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
