"""A year of month ends of the fictitious portfolios, as the portal would have read them each night: from what had been
published and adopted by then, as every page of a past day reads it.
"""

from datetime import date, timedelta

from foundation.common import clock
from projects.enums import Colour
from projects.models import Project, ProjectReading
from projects.models.figure import KEYS, MEASURES
from projects.operations import note_bounds
from projects.queries.past import as_they_were, there_on
from projects.queries.project_signals import compute_signals

MONTHS = 11


def load_readings() -> None:
    note_bounds()
    if ProjectReading.objects.exists():
        return
    fictitious = Project.objects.filter(ministry__is_fictitious=True).defer("search")
    end = clock.today()
    for _ in range(MONTHS):
        end = end.replace(day=1) - timedelta(days=1)
        projects = list(there_on(end, fictitious).order_by("pk"))
        as_they_were(projects, end)
        cells: dict[tuple[object, ...], ProjectReading] = {}
        for project in projects:
            is_unread = project.last_update_on is not None and project.last_update_on > end
            project.colour = Colour.UNKNOWN if is_unread else compute_signals(project, end).colour
            _count(cells, project, end)
        ProjectReading.objects.bulk_create(cells.values())


def _count(cells: dict[tuple[object, ...], ProjectReading], project: Project, day: date) -> None:
    followed = project.left_on is None
    named = {name: followed if name == "followed" else getattr(project, name) for name in KEYS}
    cell = cells.setdefault(tuple(named.values()), ProjectReading(on=day, **named, **dict.fromkeys(MEASURES, 0)))
    planned, forecast = project.planned_cost, project.forecast_cost
    cell.projects += 1
    cell.planned_cost += planned or 0
    cell.planned_known += planned is not None
    cell.forecast_cost += forecast or 0
    cell.forecast_known += forecast is not None
    if planned is not None and forecast is not None:
        cell.compared_planned, cell.compared_forecast = (
            cell.compared_planned + planned,
            cell.compared_forecast + forecast,
        )
        cell.compared += 1
    if rated := [rating for rating in (project.own_rating, project.asin_rating) if rating is not None]:
        lowest = f"rated_{min(rated)}"
        setattr(cell, lowest, getattr(cell, lowest) + 1)
