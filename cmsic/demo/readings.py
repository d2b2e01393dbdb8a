"""A year of month ends of the fictitious portfolios, as the portal would have read them each night."""

from copy import copy
from datetime import date, timedelta

from foundation.common import clock
from projects.enums import Colour, Stage
from projects.models import Project, ProjectReading
from projects.models.figure import KEYS, MEASURES
from projects.operations import note_bounds
from projects.queries.project_signals import compute_signals

MONTHS = 11
BEFORE = timedelta(days=180)  # how long before its start a project is already in the portfolio
ENDED = (Stage.DONE, Stage.IN_OPERATION)


def load_readings() -> None:
    note_bounds()
    if ProjectReading.objects.exists():
        return
    projects = list(Project.objects.filter(ministry__is_fictitious=True).defer("search").order_by("pk"))
    end = clock.today()
    for _ in range(MONTHS):
        end = end.replace(day=1) - timedelta(days=1)
        cells: dict[tuple[object, ...], ProjectReading] = {}
        for project in projects:
            start = project.actual_start or project.planned_start
            if start is None or start - BEFORE <= end:
                _count(cells, _then(project, end), end)
        ProjectReading.objects.bulk_create(cells.values())


def _then(project: Project, day: date) -> Project:
    """The project as its story has it on a day: what slipped since did so little by little."""
    then = copy(project)
    if project.left_on and project.left_on > day:
        then.left_on = None
    if project.actual_start is None or project.actual_start > day:
        then.stage, then.colour, then.actual_start, then.actual_end = Stage.IDENTIFIED, Colour.UNKNOWN, None, None
        return then
    if project.actual_end and project.actual_end > day:
        then.stage, then.actual_end, then.actual_cost = Stage.RUNNING, None, None
    begun, today = project.actual_start, clock.today()
    share = min((day - begun).days / max((today - begun).days, 1), 1)
    if project.forecast_end and project.planned_end:
        then.forecast_end = project.planned_end + (project.forecast_end - project.planned_end) * share
    if project.forecast_cost and project.planned_cost:
        then.forecast_cost = project.planned_cost + round((project.forecast_cost - project.planned_cost) * share)
    then.colour = compute_signals(then, day).colour
    return then


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
