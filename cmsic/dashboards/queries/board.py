"""What the page of a dashboard shows: its tiles, its matrix, its charts, and the same lines as a file."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.typography import capitalize_first
from projects.enums import STAGE_DEFINITIONS, Colour

from .asked import Asked
from .charts import Board, charts_of
from .names import without_ministry
from .national import COLUMNS, TONES, Lines, cells_of, headlines, title_of, without_commission

WITH_DEMO = (
    "Les ministères de démonstration sont compris dans ces chiffres. Choisissez « Données réelles » pour les écarter."
)
BANNERS = {"": WITH_DEMO, "reelles": WITH_DEMO, "demo": ""}  # what is said of fictitious ministries; empty: as anywhere


def board_context(user: User, asked: Asked | None, lines: Lines, sort: str) -> dict[str, Any]:
    """Everything but what the address says; no number at all when it cannot be read."""
    shown = asked or Asked()
    title, state = title_of(user, shown)
    return {
        "title": title,
        "state": state,
        "asked": asked,
        "headlines": headlines(lines, shown) if asked else [],
        "without": without_commission(lines, shown),
        "beyond": lines.beyond,
        "columns": COLUMNS,
        "tones": TONES,
        "rows": matrix_rows(lines, shown, sort),
        "charts": charts_of(Board(user, shown, lines)) if asked else [],
        "query": shown.query,
        "year": shown.of_year,
        "fictitious": BANNERS[shown.data] if any(line.ministry.is_fictitious for line in lines.ministries) else None,
        "definitions": [(capitalize_first(stage.label), text) for stage, text in STAGE_DEFINITIONS.items()],
    }


def matrix_rows(lines: Lines, asked: Asked, sort: str) -> list[dict[str, Any]]:
    """Sorted by the value that the cells show; those without any come last, whatever the direction."""
    rows: list[dict[str, Any]] = [
        {
            "label": line.ministry.acronym_then or without_ministry(line.ministry.name_then),
            "full": line.ministry.name_then,
            "is_acronym": bool(line.ministry.acronym_then),
            "href": reverse("ministries:detail", args=[line.ministry.pk])
            + (f"?au={asked.on.isoformat()}" if asked.is_past else ""),
            "by_key": cells_of(line, year=asked.of_year, asked=asked, projects_on=lines.projects_on),
        }
        for line in lines.ministries
    ]
    key, back = sort.lstrip("-"), -1 if sort.startswith("-") else 1
    if key in {column.key for column in COLUMNS}:
        values = {id(row): row["by_key"][key]["value"] for row in rows}
        rows.sort(key=lambda row: (values[id(row)] is None, back * (values[id(row)] or 0)))
    for row in rows:
        row["cells"] = list(row["by_key"].values())
        row["is_empty"] = all(cell["tone"] == "none" for cell in row["cells"])
    return rows


HEADER = [
    "Sigle",
    "Ministère",
    "Fictif",
    "Sessions dues",
    "Sessions tenues",
    "Dernière session",
    "Délai moyen du PV (jours)",
    "PV non soumis",
    "Recommandations ouvertes",
    "Recommandations en retard",
    "Projets, suivis et sortis",
    "Dont sortis",
    "Au rouge",
    "Au jaune",
    "Retenus au rouge",
    "Verdis par révision",
    "Fiches périmées",
    "Sièges vacants",
]


def file_rows(lines: Lines) -> Iterator[list[Any]]:
    known = lines.projects_on is not None
    for line in lines.ministries:
        signals = (line.colours[Colour.RED], line.colours[Colour.YELLOW], line.retained[Colour.RED])
        counts = (line.projects, line.projects_left, *signals, line.projects_greened)
        yield [
            line.ministry.acronym_then,
            line.ministry.name_then,
            line.ministry.is_fictitious,
            line.sessions_due,
            line.sessions_held if line.commission else None,
            line.last_session,
            round(line.pv_days, 1) if line.pv_days is not None else None,
            line.pv_missing if line.commission else None,
            line.recommendations_open,
            line.recommendations_late,
            *(counts if known else (None,) * len(counts)),
            line.projects_stale if known else None,
            line.seats_vacant if line.commission else None,
        ]
