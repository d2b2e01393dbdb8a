"""The calendar of the portfolio, and that of one project."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import one_of, page_of
from foundation.common.charts import LeftOut
from foundation.common.keyset import capped_count
from foundation.common.lists import CAP, Cell, Column, Empty, Filters, ListPage, column_of, columns_of
from foundation.common.requests import Request
from foundation.common.typography import plural, short_date
from projects.filters import ProjectFilter
from projects.models import Project
from projects.queries.board import views_of
from projects.queries.portfolio import SORTS
from projects.queries.project_signals import counted_end, current_marks

from .queries.calendar import dependency_lines, portfolio_calendar, project_calendar
from .queries.panels import of_project
from .register.common import CRUMBS, tabs


def _end(row: Project) -> str:
    return short_date(counted_end(row, current_marks(row), clock.today())[0])


def _above(request: Request, found: Filters) -> dict[str, Any]:
    return {"tabs": tabs("steering:calendar"), "about": None, "views": views_of(request.path, request.GET)}


PAGE = 25  # projects drawn at once


def _drawn(found: Filters, rows: list[Project]) -> dict[str, Any]:
    """The projects of the page, and how many the other pages hold (2 queries)."""
    if not rows:
        return {}
    chart = portfolio_calendar(rows, found.request.user, clock.today())
    total = capped_count(found.qs, CAP)
    said = plural(total - len(rows), "projet") if total <= CAP else "les projets"
    left_out = (LeftOut(f"{said} des autres pages"),) if total > len(rows) else ()
    return {"chart": replace(chart, left_out=left_out)}


CALENDAR = ListPage(
    title="Calendrier",
    noun=("projet", "projets"),
    rows=lambda user: Project.objects.defer("search").select_related("ministry"),  # narrowed by the filter, by role
    filters=ProjectFilter,
    columns=(
        Column(
            "Projet",
            "title",
            lambda row: Cell(row.title, reverse("steering:project", args=[row.pk]), note=row.code),
            sort="title",
            width="wide",
        ),
        Column("Code", "code", on_page=False),
        Column("Ministère", lambda row: row.ministry.short_name),
        column_of(Project, "stage"),
        *(column_of(Project, f"planned_{name}") for name in ("start", "end")),
        Column("Fin attendue", "actual_end", lambda row: Cell(_end(row)), sort="end", in_files=False),
        *columns_of(Project, "forecast_start", "forecast_end", "actual_start", "actual_end"),
    ),
    sorts=SORTS,
    default="end",
    file="calendrier",
    empty=Empty("Aucun projet", "Les projets que vous voyez apparaîtront ici, sur une échelle de mois."),
    crumbs=CRUMBS,
    state="Ce qui était prévu, ce qui est attendu, et les jalons. Les dates se corrigent sur la fiche du projet.",
    icon="projects",
    size=PAGE,
    template="steering/list.html",
    more=_above,
    more_of=_drawn,
)


@page_of("steering/calendar.html", one_of(Project, "ministry"))
def project(request: Request, row: Project) -> dict[str, Any]:
    waits, awaited = dependency_lines(row, request.user)
    return {
        "project": row,
        "crumbs": [*CRUMBS, (row.code, reverse("projects:detail", args=[row.pk])), ("Calendrier", "")],
        "chart": project_calendar(row, request.user, clock.today()),
        "waits": waits,
        "awaited": awaited,
        "milestones": of_project("milestones:list", row),
        "dependencies": of_project("dependencies:list", row),
    }
