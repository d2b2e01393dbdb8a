"""Rows of the list of projects: one query a page, plain values."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from foundation.common import clock
from foundation.common.database import holding_words, prefix_query
from foundation.common.keyset import Sort, parse_decimal

from ..extensions import orphan_readings
from ..models import Project, ProjectName
from ..models.project import SORT_END, SORT_FRESH, SORT_TITLE, SORT_VARIANCE
from .guards import SHOWN_AS, all_with_guards, still_before, with_guards

# Each sort has its index (expression, id).
SORTS = {
    "title": Sort(SORT_TITLE),
    "code": Sort("code"),
    "end": Sort(SORT_END, date.fromisoformat),
    "variance": Sort(SORT_VARIANCE, parse_decimal),
    "fresh": Sort(SORT_FRESH, date.fromisoformat),
}
SORT_WORDS = {"title": "intitulé", "code": "code", "end": "fin", "variance": "écart de délai", "fresh": "fraîcheur"}
COLUMNS = (
    "id",
    "code",
    "title",
    "kind",
    "stage",
    "colour",
    "own_rating",
    "asin_rating",
    "progress",
    "schedule_variance",
    "cost_variance",
    "planned_end",
    "forecast_end",
    "actual_end",
    "fresh_until",
    "left_on",
    "revision_count",
    "greened_on",
    "is_fictitious",
    "ministry__acronym",
    "ministry__name",
)


def list_rows(projects: QuerySet[Project]) -> QuerySet[Project, dict[str, Any]]:
    """With the guards of each."""
    return with_guards(projects, clock.today()).values(*COLUMNS, *SHOWN_AS.values())


def all_as_lines() -> QuerySet[Project, dict[str, Any]]:
    """`all_with_guards`, each project a line of the list; asked once a day, then copied."""
    today = clock.today()
    return _lines_of_all(today, still_before(today)).all()


@lru_cache(maxsize=4)
def _lines_of_all(today: date, since: date) -> QuerySet[Project, dict[str, Any]]:
    return list_rows(all_with_guards())


def orphans() -> Q:
    """The projects that no action of a master plan calls for: by what is typed on each, unless plans are kept above."""
    reading = Q(sdsi_action="")
    for read in orphan_readings:
        reading = read(reading)
    return reading


def matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Accent-blind search in codes, titles, objectives and former titles. `websearch` forgives any punctuation."""
    words = words.replace("\x00", " ").strip()
    return projects.filter(Q(search=prefix_query(words)) | called(words))


def called(words: str) -> Q:
    """The projects of which these words begin the code, or were once in the title (1 query).

    Former titles are resolved first: each condition has its own index, and a subquery among them would have every
    project read.
    """
    once_named = list(
        holding_words(ProjectName.objects.all(), "title", words[:100]).values_list("project_id", flat=True)[:200]
    )
    return Q(code__startswith=words[:30].upper()) | Q(pk__in=once_named)
