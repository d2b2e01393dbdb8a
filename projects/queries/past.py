"""What a project said on a day of the past: the version of its row that stood that evening, never today's."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import Project

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
    """Those in the portfolio that day: something was said of them by then, and they were not gone yet."""
    said = Q(said_on=None) | Q(said_on__lte=day) | Exists(_versions(day).filter(pgh_obj=OuterRef("pk")))
    return projects.filter(Q(left_on=None) | Q(left_on__gt=day)).filter(said)


def as_they_were(projects: Sequence[Project], day: date) -> None:
    """Bring these instances, not to be saved, to what they said at the end of that day (no query when nothing came
    after, else one).

    Signals are those that were computed last before what came after: `compute_signals` says those of the day.
    """
    moved = {row.pk: row for row in projects if row.said_on is not None and row.said_on > day}
    if not moved:
        return
    versions = _versions(day).filter(pgh_obj__in=moved).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    for key, *values in versions.values_list("pgh_obj_id", *COPIED):
        for name, value in zip(COPIED, values, strict=True):
            setattr(moved[key], name, value)
