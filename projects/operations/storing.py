"""The one way to save a project: its signals and its version go with the change."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from foundation.common import clock
from foundation.common.exceptions import Refused

from ..models import Project
from ..queries.project_signals import compute_signals, fresh_until

SIGNAL_FIELDS = ("colour", "colour_since", "schedule_variance", "cost_variance")


def locked(project_id: Any) -> Project:
    """Lock the row of a project until the end of the transaction."""
    return Project.objects.defer("search").select_for_update(of=("self",)).get(pk=project_id)


def apply_signals(project: Project, today: date) -> bool:
    """Write the computed signals on the instance; say whether one of them changed."""
    before = tuple(getattr(project, name) for name in SIGNAL_FIELDS)
    signals = compute_signals(project, today)
    if project.colour != signals.colour or project.colour_since is None:
        project.colour_since = today
    project.colour = signals.colour
    project.schedule_variance, project.cost_variance = signals.schedule.percent, signals.cost.percent
    return before != tuple(getattr(project, name) for name in SIGNAL_FIELDS)


def confirm_values(project: Project, on: date) -> None:
    """The values are those of this day: the clock of freshness starts again."""
    project.fresh_until = fresh_until(project, on)


def save_project(project: Project, fields: Iterable[str]) -> None:
    """Save the named fields with the signals and the next version. The row must be locked."""
    project.said_on = clock.today()
    apply_signals(project, project.said_on)
    project.version += 1
    project.save(update_fields={*fields, *SIGNAL_FIELDS, "said_on", "version"})


def refuse_if(blockers: list[str], impossible: str) -> None:
    """Raise Refused with one sentence, or with the list of what is in the way."""
    if len(blockers) == 1:
        raise Refused(f"Impossible de {impossible}. {blockers[0]}")
    if blockers:
        raise Refused(f"Impossible de {impossible}.", blockers=blockers)


def as_text(value: Any) -> str | int | None:
    """A value as the journal keeps it."""
    return value if value is None or isinstance(value, int | str) else str(value)


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sides of what changed, for the journal."""
    changed = [name for name in after if before[name] != after[name]]
    return {name: as_text(before[name]) for name in changed}, {name: as_text(after[name]) for name in changed}
