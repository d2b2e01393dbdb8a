"""Rows of the list of projects: one query a page, plain values."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from foundation.common.database import prefix_query
from foundation.common.keyset import Sort, parse_decimal

from ..models import Project, ProjectName
from ..models.project import SORT_END, SORT_FRESH, SORT_TITLE, SORT_VARIANCE

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
    "planned_cost",
    "forecast_cost",
    "actual_cost",
    "fresh_until",
    "last_update_on",
    "left_on",
    "revision_count",
    "is_fictitious",
    "ministry__acronym",
    "ministry__name",
)


def list_rows(projects: QuerySet[Project]) -> QuerySet[Project, dict[str, Any]]:
    return projects.values(*COLUMNS)


def matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Accent-blind search in codes, titles, objectives and former titles. `websearch` forgives any punctuation.

    Former titles are resolved first: each remaining condition has its own index.
    """
    words = words.replace("\x00", " ").strip()
    query = prefix_query(words)
    once_named = list(
        ProjectName.objects.filter(title__unaccent__icontains=words[:100]).values_list("project_id", flat=True)[:200]
    )
    return projects.filter(Q(search=query) | Q(code__startswith=words[:30].upper()) | Q(pk__in=once_named))


EXPORT_HEADER = (
    "Code",
    "Intitulé",
    "Ministère",
    "Ligne",
    "Stade",
    "Situation",
    "Signal calculé",
    "Note du DSI",
    "Note de l’ASIN",
    "Avancement (%)",
    "Début prévu",
    "Fin prévue",
    "Coût prévu (FCFA)",
    "Début estimé",
    "Fin estimée",
    "Coût estimé (FCFA)",
    "Début effectif",
    "Fin effective",
    "Coût effectif (FCFA)",
    "Écart de délai (%)",
    "Écart de coût (%)",
    "Fin initiale",
    "Coût initial (FCFA)",
    "Révisions",
    "Dernière mise à jour",
    "À jour jusqu’au",
    "Périmé",
    "Sorti le",
    "Motif de sortie",
    "Axe du PAG",
    "Action du SDSI",
    "Source",
    "Fictif",
)


def export_rows(projects: QuerySet[Project], today: date) -> Any:
    """The lines of the CSV file, in the order of EXPORT_HEADER; unknown values are empty cells, never zeros."""
    for project in (
        projects.defer("search")
        .select_related("ministry")
        .order_by("ministry__name", "code", "pk")
        .iterator(chunk_size=500)
    ):
        yield (
            project.code,
            project.title,
            project.ministry.short_name,
            project.get_kind_display(),
            project.get_stage_display(),
            project.situation.label,
            project.get_colour_display(),
            project.own_rating,
            project.asin_rating,
            project.progress,
            project.planned_start,
            project.planned_end,
            project.planned_cost,
            project.forecast_start,
            project.forecast_end,
            project.forecast_cost,
            project.actual_start,
            project.actual_end,
            project.actual_cost,
            _number(project.schedule_variance),
            _number(project.cost_variance),
            project.initial_end,
            project.initial_cost,
            project.revision_count,
            project.last_update_on,
            project.fresh_until,
            project.is_stale(today),
            project.left_on,
            project.get_exit_reason_display() if project.exit_reason else "",
            project.pag_axis,
            project.sdsi_action,
            project.source,
            project.is_fictitious,
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
