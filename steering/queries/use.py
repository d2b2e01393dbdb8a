"""What is owed about the use of finished projects: their reviews, their indicators."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from projects.enums import ENDED_STAGES, ExitReason, ProjectKind
from projects.models import Project
from projects.queries.project_signals import add_months

from ..enums import ReviewTerm
from ..models import Indicator, UseReview
from ..models.indicator import MonthsLater

RULE = (
    "Une revue d’usage est demandée 6 mois puis 18 mois après la fin effective d’un projet réalisé ou en exploitation ;"
    " sans fin effective renseignée, aucune date ne se calcule."
)


@dataclass(frozen=True)
class Asked:
    """A review that is due, since that day."""

    project: Project
    term: ReviewTerm
    since: date


def finished(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects that ended and are this ministry's still."""
    stays = Q(left_on=None) | Q(exit_reason=ExitReason.DONE)
    return projects.filter(stays, kind=ProjectKind.PROJECT, stage__in=ENDED_STAGES)


def owing(projects: QuerySet[Project], term: ReviewTerm, day: date) -> QuerySet[Project]:
    """The finished projects whose review of this term is due and not done."""
    done = UseReview.objects.filter(project=OuterRef("pk"), term=term)
    rows = finished(projects).filter(~Exists(done), actual_end__isnull=False)
    return rows.annotate(due_on=MonthsLater(F("actual_end"), Value(term.value))).filter(due_on__lte=day)


def reviews_asked(projects: QuerySet[Project], day: date, limit: int) -> list[Asked]:
    """The oldest first (2 queries)."""
    found = []
    for term in ReviewTerm:
        rows: Any = owing(projects, term, day).defer("search").order_by("actual_end", "pk")[:limit]
        found += [Asked(row, term, add_months(row.actual_end, term.value)) for row in rows]
    return sorted(found, key=lambda asked: (asked.since, asked.project.code))[:limit]


def without_indicator(projects: QuerySet[Project]) -> QuerySet[Project]:
    """The finished projects whose use nothing measures."""
    kept = Indicator.objects.filter(project=OuterRef("pk"), ended_on=None)
    return finished(projects).filter(~Exists(kept), left_on=None)
