"""The calendar of a project and of a portfolio, as bars and marks."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.charts import Chart, Mark, Span, gantt
from projects.enums import Colour
from projects.models import Project
from projects.queries.project_signals import counted_end, current_marks

from ..enums import MilestoneStanding
from ..extensions import Line
from ..models import Dependency, Milestone

COLOUR_TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "neutral"}
LEGEND = tuple((f"signal {colour.label}", tone) for colour, tone in COLOUR_TONES.items())
NOTE = (
    "Barre : ce qui est attendu, ou effectif ; trait gris : la référence en vigueur. Jalons : cercle, date initiale ;"
    " losange, date attendue ; carré, jour où il est atteint. Losange marqué « ! » : en retard ; losange creux :"
    " remplacé, ou projet arrêté ou achevé."
)


def project_span(project: Project, today: date, marks: Sequence[Mark] = (), *, href: str = "") -> Span:
    start = project.actual_start or project.forecast_start or project.planned_start
    end, _ = counted_end(project, current_marks(project), today)
    planned = project.planned_start, project.planned_end
    colour = Colour(project.colour)
    words = [project.get_stage_display(), f"signal {colour.label}", *(["sorti"] if project.left_on else [])]
    return Span(
        f"{project.code} · {project.title}",
        (planned[0], planned[1]) if planned[0] and planned[1] else None,
        (start, end) if start and end and start <= end else None,
        tuple(marks),
        ", ".join(words),
        COLOUR_TONES[colour],
        href or reverse("projects:detail", args=[project.pk]),
    )


def mark_of(milestone: Milestone, day: date, *, name: str = "") -> Mark:
    """Where it stands, reached or expected; reads its project."""
    if milestone.actual_on:
        return Mark("actual", milestone.actual_on, name or "atteint", "good")
    tone = {MilestoneStanding.OVERDUE: "late", MilestoneStanding.IDLE: "neutral"}.get(
        milestone.standing(day), "information"
    )
    return Mark("current", milestone.current_on, name or "attendu", tone)


def marks_of(milestone: Milestone, day: date) -> tuple[Mark, ...]:
    """All three; what did not move is marked once."""
    moved = milestone.current_on != milestone.initial_on or milestone.actual_on is not None
    initial = [Mark("initial", milestone.initial_on, "initial")] if moved else []
    is_between = milestone.actual_on is not None and milestone.current_on != milestone.initial_on
    current = [Mark("current", milestone.current_on, "attendu", "neutral")] if is_between else []
    return (*initial, *current, mark_of(milestone, day))


def portfolio_calendar(projects: Sequence[Project], user: User, today: date) -> Chart:
    """The projects in their order, each with its milestones (1 query)."""
    asked = [project.pk for project in projects]
    rows = Milestone.objects.visible_to(user).filter(project__in=asked).select_related("project")
    milestones = rows.order_by("project_id", "current_on", "pk")
    marks = {
        pk: [mark_of(row, today, name=row.title) for row in found]
        for pk, found in groupby(milestones, key=lambda row: row.project_id)
    }
    spans = [
        project_span(project, today, marks.get(project.pk, ()), href=reverse("steering:project", args=[project.pk]))
        for project in projects
    ]
    return gantt("Calendrier des projets", spans, today=today, legend=LEGEND, note=NOTE)


def project_calendar(project: Project, user: User, today: date) -> Chart:
    """The project, its milestones, and the projects it waits for, among those the reader may see (2 queries)."""
    rows = Milestone.objects.visible_to(user).filter(project=project).select_related("project")
    spans = [project_span(project, today)]
    spans += [
        Span(
            row.title,
            marks=marks_of(row, today),
            word=row.standing(today).label,
            href=reverse("milestones:detail", args=[row.pk]),
        )
        for row in rows.order_by("current_on", "pk")
    ]
    awaited = Dependency.objects.filter(project=project).values("predecessor_id")
    seen = Project.objects.visible_to(user).filter(pk__in=awaited).defer("search").order_by("code", "pk")
    spans += [project_span(row, today) for row in seen]
    return gantt(f"Calendrier de {project.code}", spans, today=today, legend=LEGEND, note=NOTE)


def dependency_lines(project: Project, user: User) -> tuple[list[Line], list[Line]]:
    """What the project waits for, then who waits for it; of a project that the reader does not see, its title alone
    (3 queries).
    """
    waits = list(Dependency.objects.filter(project=project).select_related("predecessor").order_by("needed_on", "pk"))
    awaited = list(Dependency.objects.filter(predecessor=project).select_related("project").order_by("needed_on", "pk"))
    others = {row.predecessor_id for row in waits if row.predecessor_id} | {row.project_id for row in awaited}
    seen = set(Project.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))

    def line(row: Dependency, other: Project | None, title: str) -> Line:
        href = reverse("projects:detail", args=[other.pk]) if other is not None and other.pk in seen else ""
        due = f", nécessaire le {row.needed_on:%d/%m/%Y}" if row.needed_on else ""
        return Line(title, href, f"{row.awaited}{due}")

    return (
        [line(row, row.predecessor, str(row)) for row in waits],
        [line(row, row.project, row.project.title) for row in awaited],
    )
