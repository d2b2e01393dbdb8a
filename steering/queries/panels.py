"""What steers a project, on its page: five lines of each, and the list."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import (
    UNKNOWN,
    capitalize_first,
    integer,
    known,
    local_day,
    percent,
    plural,
    short_date,
)
from foundation.journal.history import as_of
from ministries.extensions import Panel
from projects.extensions import PastPart, SheetPart
from projects.models import Project

from ..enums import MITIGATED_FROM, SERIOUS_FROM, IndicatorStanding, MilestoneStanding
from ..extensions import Line
from ..models import FundingLine, Indicator, Measure, Milestone, MilestoneMove, Problem, Risk, UseReview
from ..rules import can_steer
from .amounts import sums_of
from .calendar import dependency_lines

SHOWN = 5
TROUBLE, MARKS, USE = "risques et problèmes", "jalons", "usage"  # themes of what happened
SHOWN_ABOVE = 20  # lines of what is missing, above a list
INDICATOR_TONES = dict(zip(IndicatorStanding, ("good", "information", "neutral", "late", "late", "stale"), strict=True))
MILESTONE_TONES = dict(zip(MilestoneStanding, ("good", "late", "attention", "neutral", "stale"), strict=True))
TABS = (
    ("steering:calendar", "Calendrier"),
    ("milestones:list", "Jalons"),
    ("funding:list", "Financements"),
    ("dependencies:list", "Dépendances"),
    ("risks:list", "Risques"),
    ("problems:list", "Problèmes"),
    ("indicators:list", "Indicateurs"),
    ("use-reviews:list", "Revues d’usage"),
)
ADDS = (
    ("milestones:new", "un jalon"),
    ("funding:new", "une ligne de financement"),
    ("dependencies:new", "une dépendance"),
    ("risks:new", "un risque"),
    ("problems:new", "un problème"),
    ("indicators:new", "un indicateur"),
)


def of_project(name: str, project: Project) -> str:
    return f"{reverse(name)}?project={project.pk}"


def measured(value: Decimal | None, unit: str) -> str:
    """1 250,5 jours; « non renseigné »."""
    if value is None:
        return UNKNOWN
    whole, _, part = f"{value.normalize():f}".partition(".")
    sign = "−" if whole.startswith("-") else ""
    return f"{sign}{integer(abs(int(whole)))}{f',{part}' if part else ''} {unit}".strip()


def way(row: Indicator) -> str:
    """How much of the way to the target is made."""
    return percent(row.progress, 1 if row.progress is not None and row.progress % 1 else 0)


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
    said = funding_said(rows)
    first = sums["planned"]
    return _panel(project, "funding", "Financements", said, lines, first.known + first.left_out, 33)


def funding_said(rows: Any) -> str:
    """What is planned, committed, paid over the lines; what is left out of each sum is said."""
    return "Prévu {planned}, engagé {committed}, payé {paid}.".format(
        **{
            name: f"{each.full}{f' ({each.words})' if each.words and each.total is not None else ''}"
            for name, each in sums_of(rows).items()
        }
    )


def milestones(project: Project, user: User) -> Panel | None:
    """The next ones and the late ones first, then those reached."""
    rows = Milestone.objects.visible_to(user).filter(project=project).select_related("project")
    found = sorted(rows, key=lambda row: (row.actual_on is not None, row.current_on, row.pk))
    if not found:
        return None
    today = clock.today()
    lines = [
        Line(
            row.title,
            reverse("milestones:detail", args=[row.pk]),
            f"initial {short_date(row.initial_on)}, "
            + (f"atteint {short_date(row.actual_on)}" if row.actual_on else f"attendu {short_date(row.current_on)}"),
            (standing := row.standing(today)).label,
            MILESTONE_TONES[standing],
        )
        for row in found[:SHOWN]
    ]
    reached = sum(row.actual_on is not None for row in found)
    said = f"{plural(reached, 'jalon atteint', 'jalons atteints')} sur {len(found)}."
    panel = _panel(project, "milestones", "Jalons", said, lines, len(found), 32)
    return replace(panel, href=reverse("steering:project", args=[project.pk]), href_label="Calendrier")


def dependencies(project: Project, user: User) -> Panel | None:
    waits, awaited = dependency_lines(project, user)
    if not waits and not awaited:
        return None
    said = f"{plural(len(waits), 'préalable')} ; {plural(len(awaited), 'projet')} en attente de celui-ci."
    lines = [*waits, *(replace(line, word="attend celui-ci") for line in awaited)]
    return _panel(project, "dependencies", "Dépendances", said, lines[:SHOWN], len(lines), 34)


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


def indicators(project: Project, user: User) -> Panel | None:
    """Each with the way made, then the use reviews done (2 queries)."""
    rows = Indicator.objects.visible_to(user).filter(project=project).with_current()
    found = list(rows.order_by("next_on", "pk"))
    reviews = list(UseReview.objects.visible_to(user).filter(project=project).order_by("-term"))
    if not found and not reviews:
        return None
    today = clock.today()
    lines = [
        Line(
            row.title,
            reverse("indicators:detail", args=[row.pk]),
            f"{measured(row.current_value, row.unit)}, cible {measured(row.target_value, row.unit)} ; chemin fait :"
            f" {way(row)}",
            (standing := row.standing(today)).label,
            INDICATOR_TONES[standing],
        )
        for row in found[:SHOWN]
    ]
    lines += [
        Line(
            row.get_term_display(),
            reverse("use-reviews:detail", args=[row.pk]),
            f"usagers : {known(row.users)} ; coût annuel : {row.cost_told}",
        )
        for row in reviews
    ]
    said = f"{plural(len(found), 'indicateur')}, {plural(len(reviews), 'revue')} d’usage."
    return _panel(project, "indicators", "Usage et bénéfices", said, lines, len(found), 38)


PANELS: tuple[Callable[[Project, User], Panel | None], ...] = (
    to_add,
    milestones,
    funding,
    dependencies,
    risks,
    problems,
    indicators,
)


def project_events(project: Any, user: User) -> list[TimelineEntry]:
    """What happened to what steers a project, seen by whoever sees it (1 query a kind)."""
    if not isinstance(project, Project):
        return []
    entries = []
    said: tuple[str, ...]  # the text of an entry, and what follows it
    for row in Problem.objects.visible_to(user).filter(project=project):
        address = reverse("problems:detail", args=[row.pk])
        said = row.title, row.owner, address
        entries.append(TimelineEntry(row.seen_on, "Problème constaté", *said, "late", theme=TROUBLE))
        if row.closed_on:
            entries.append(TimelineEntry(row.closed_on, "Problème résolu", *said, "good", theme=TROUBLE))
    for row in Milestone.objects.visible_to(user).filter(project=project, actual_on__isnull=False):
        address = reverse("milestones:detail", args=[row.pk])
        said = row.title, row.deliverable, address, "good"
        entries.append(TimelineEntry(row.actual_on, "Jalon atteint", *said, theme=MARKS))
    for move in MilestoneMove.objects.filter(milestone__project=project).select_related("milestone"):
        entries.append(
            TimelineEntry(
                local_day(move.at),
                f"Jalon reporté au {short_date(move.to_on)} : {move.milestone.title}",
                move.explanation,
                move.by_name,
                reverse("milestones:detail", args=[move.milestone_id]),
                "attention",
                theme=MARKS,
            )
        )
    for each in Measure.objects.filter(indicator__project=project).select_related("indicator"):
        value, address = measured(each.value, each.indicator.unit), reverse("measures:detail", args=[each.pk])
        said = each.note, "", address
        entries.append(TimelineEntry(each.measured_on, f"{each.indicator.title} : {value}", *said, theme=USE))
    for review in UseReview.objects.filter(project=project):
        address = reverse("use-reviews:detail", args=[review.pk])
        said, title = (review.comment, "", address, "good"), capitalize_first(review.get_term_display())
        entries.append(TimelineEntry(review.reviewed_on, title, *said, theme=USE))
    for risk in Risk.objects.visible_to(user).filter(project=project, closed_on__isnull=False):
        address = reverse("risks:detail", args=[risk.pk])
        said = risk.title, risk.outcome, address
        entries.append(TimelineEntry(risk.closed_on, "Risque clos", *said, theme=TROUBLE))
    return entries


def milestones_on(project: Project, user: User, day: date) -> PastPart | None:
    """Where each milestone was expected that day, or that it was reached: from its moves, kept as they were said
    (2 queries).
    """
    rows = (
        Milestone.objects.visible_to(user)
        .filter(project=project)
        .prefetch_related(Prefetch("moves", MilestoneMove.objects.order_by("at", "pk")))
    )
    lines = []
    for row in sorted(rows, key=lambda row: (row.initial_on, row.pk)):
        expected = row.initial_on
        for move in row.moves.all():
            expected = move.to_on if local_day(move.at) <= day else expected
        is_reached = row.actual_on is not None and row.actual_on <= day
        note = f"initial {short_date(row.initial_on)}, " + (
            f"atteint {short_date(row.actual_on)}" if is_reached else f"attendu {short_date(expected)}"
        )
        if local_day(row.created_at) > day:
            note += f" ; inscrit au portail le {short_date(row.created_at)}"
        word, tone = ("atteint", "good") if is_reached else ("dépassé", "late") if expected < day else ("attendu", "")
        lines.append(Line(row.title, reverse("milestones:detail", args=[row.pk]), note, word, tone or "neutral"))
    return PastPart("Jalons", tuple(lines), 20) if lines else None


def risks_on(project: Project, user: User, day: date) -> PastPart | None:
    """The risks that were open that day, as they were weighed then: from their history (2 queries)."""
    if not Project.objects.visible_to(user).filter(pk=project.pk).exists():
        return None
    rows = [row for row in as_of(Risk, day, project_id=project.pk) if row.closed_on is None or row.closed_on > day]
    lines = [
        Line(
            row.title,
            reverse("risks:detail", args=[row.pgh_obj_id]),
            row.owner,
            f"{(severity := row.probability * row.impact)} sur 25",
            tone_of(severity),
        )
        for row in sorted(rows, key=lambda row: (-row.probability * row.impact, row.title))
    ]
    return PastPart("Risques ouverts", tuple(lines), 30) if lines else None


def milestones_printed(project: Project, user: User) -> SheetPart | None:
    """Those expected first, the most pressing at their head."""
    rows = Milestone.objects.visible_to(user).filter(project=project).select_related("project")
    found = sorted(rows, key=lambda row: (row.actual_on is not None, row.current_on, row.pk))
    today = clock.today()
    lines = [
        f"atteint le {short_date(row.actual_on)} (initial {short_date(row.initial_on)}) : {row.title}"
        if row.actual_on
        else f"attendu le {short_date(row.current_on)} ({row.standing(today).label}, initial"
        f" {short_date(row.initial_on)}) : {row.title}"
        for row in found
    ]
    reached = sum(row.actual_on is not None for row in found)
    words = plural(reached, "jalon atteint", "jalons atteints") if reached else "Aucun jalon atteint"
    return SheetPart("Jalons", tuple(lines), 10, f"{words} sur {len(found)}.") if lines else None


def risks_printed(project: Project, user: User) -> SheetPart | None:
    rows = Risk.objects.visible_to(user).filter(project=project).open().with_severity()
    found = rows.order_by("-severity", "review_on", "pk")
    lines = [f"{row.severity} sur 25 : {row.title} ({row.owner})" for row in found]
    return SheetPart("Risques ouverts", tuple(lines), 30) if lines else None


def funding_printed(project: Project, user: User) -> SheetPart | None:
    rows = FundingLine.objects.visible_to(user).filter(project=project)
    found = list(rows.order_by("-year", "source", "pk"))
    if not found:
        return None
    lines = [
        f"prévu {row.told('planned')}, engagé {row.told('committed')}, payé {row.told('paid')} ({row})" for row in found
    ]
    return SheetPart("Financement", tuple(lines), 20, funding_said(rows))
