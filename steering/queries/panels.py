"""What steers a project, on its page: five lines of each, and the list."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import plural, short_date
from ministries.extensions import Panel
from projects.models import Project

from ..enums import MITIGATED_FROM, SERIOUS_FROM
from ..extensions import Line
from ..models import FundingLine, Problem, Risk
from ..rules import can_steer
from .amounts import sums_of

SHOWN = 5
TABS = (("funding:list", "Financements"), ("risks:list", "Risques"), ("problems:list", "Problèmes"))
ADDS = (("funding:new", "une ligne de financement"), ("risks:new", "un risque"), ("problems:new", "un problème"))


def of_project(name: str, project: Project) -> str:
    return f"{reverse(name)}?project={project.pk}"


def _panel(project: Project, name: str, title: str, said: str, lines: Iterable[Line], count: int, at: int) -> Panel:
    context = {"said": said, "lines": list(lines)}
    return Panel(
        title, "steering/panel.html", context, at, count, of_project(f"{name}:list", project), "Tout voir", name
    )


def tone_of(severity: int) -> str:
    return "late" if severity >= SERIOUS_FROM else "attention" if severity >= MITIGATED_FROM else "neutral"


def to_add(project: Project, user: User) -> Panel | None:
    """Where whoever keeps the project adds what steers it."""
    if project.left_on is not None or not can_steer(user, Risk(project=project)):
        return None
    links = [(label, of_project(name, project)) for name, label in ADDS]
    return Panel("Pilotage", "steering/adds.html", {"links": links}, 31, anchor="pilotage")


def funding(project: Project, user: User) -> Panel | None:
    rows = FundingLine.objects.visible_to(user).filter(project=project)
    found = list(rows.order_by("-year", "source", "pk")[:SHOWN])
    if not found:
        return None
    sums = sums_of(rows)
    lines = [
        Line(
            str(row), reverse("funding:detail", args=[row.pk]), f"prévu {row.told('planned')}, payé {row.told('paid')}"
        )
        for row in found
    ]
    said = "Prévu {planned}, engagé {committed}, payé {paid}.".format(
        **{
            name: f"{each.full}{f' ({each.words})' if each.words and each.total is not None else ''}"
            for name, each in sums.items()
        }
    )
    first = sums["planned"]
    return _panel(project, "funding", "Financements", said, lines, first.known + first.left_out, 33)


def risks(project: Project, user: User) -> Panel | None:
    rows = Risk.objects.visible_to(user).filter(project=project)
    found = list(rows.open().with_severity().order_by("-severity", "review_on", "pk"))
    if not found:
        return None
    today = clock.today()
    late = sum(row.review_on < today for row in found)
    lines = [
        Line(
            row.title,
            reverse("risks:detail", args=[row.pk]),
            f"{row.owner}, revue le {short_date(row.review_on)}",
            f"{row.severity} sur 25",
            tone_of(row.severity),
        )
        for row in found[:SHOWN]
    ]
    said = f"{plural(len(found), 'risque ouvert', 'risques ouverts')}"
    said += f", dont {plural(late, 'à revoir', 'à revoir')}." if late else "."
    return _panel(project, "risks", "Risques", said, lines, len(found), 36)


def problems(project: Project, user: User) -> Panel | None:
    found = list(Problem.objects.visible_to(user).filter(project=project).open().order_by("due_on", "seen_on", "pk"))
    if not found:
        return None
    today = clock.today()
    lines = [
        Line(
            row.title,
            reverse("problems:detail", args=[row.pk]),
            f"{row.owner}, à résoudre pour le {short_date(row.due_on)}" if row.due_on else row.owner,
            "en retard" if row.due_on and row.due_on < today else "",
            "late",
        )
        for row in found[:SHOWN]
    ]
    said = f"{plural(len(found), 'problème ouvert', 'problèmes ouverts')}."
    return _panel(project, "problems", "Problèmes", said, lines, len(found), 37)


PANELS: tuple[Callable[[Project, User], Panel | None], ...] = (to_add, funding, risks, problems)


def project_events(project: Any, user: User) -> list[TimelineEntry]:
    """What happened to what steers a project (1 query a kind)."""
    if not isinstance(project, Project):
        return []
    entries = []
    for row in Problem.objects.visible_to(user).filter(project=project):
        address = reverse("problems:detail", args=[row.pk])
        entries.append(TimelineEntry(row.seen_on, "Problème constaté", row.title, row.owner, address, "late"))
        if row.closed_on:
            entries.append(TimelineEntry(row.closed_on, "Problème résolu", row.title, row.owner, address, "good"))
    for risk in Risk.objects.visible_to(user).filter(project=project, closed_on__isnull=False):
        address = reverse("risks:detail", args=[risk.pk])
        entries.append(TimelineEntry(risk.closed_on, "Risque clos", risk.title, risk.outcome, address))
    return entries
