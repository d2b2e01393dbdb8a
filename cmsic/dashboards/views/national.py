import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import charts, clock, figures
from foundation.common.exports import csv_response
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first
from projects.enums import STAGE_DEFINITIONS, Colour
from recommendations.enums import OPEN_STATES

from ..queries import national as queries
from ..queries.rows import ROWS_SHOWN, table_of

TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "stale"}
MINISTRY_OF = re.compile(r"^Ministère (?:de la |de l[’']|des |du |de |d[’'])")


WITH_DEMO = (
    "Les ministères de démonstration sont compris dans ces chiffres. Choisissez « Données réelles » pour les écarter."
)
BANNERS = {"": WITH_DEMO, "reelles": WITH_DEMO, "demo": ""}  # what is said of fictitious ministries; empty: as anywhere


def year_asked(sent: Mapping[str, str], name: str = "annee") -> int:
    """The year in an address; this one when it cannot be read."""
    year, today = sent.get(name, ""), clock.today()
    known = year.isascii() and year.isdigit() and len(year) == 4 and 2018 <= int(year) <= today.year
    return int(year) if known else today.year


def _filters(request: Request) -> tuple[str, int]:
    data = request.GET.get("donnees", "")
    return data if data in queries.DATA_CHOICES else "", year_asked(request.GET)


@require_safe
def national(request: Request) -> HttpResponse:
    data, year = _filters(request)
    lines = queries.lines_of(request.user, data=data, year=year)
    title, state = queries.title_of(request.user)
    sort = request.GET.get("sort", "")
    context = {
        "title": title,
        "state": state,
        "headlines": queries.headlines_of(lines, year=year),
        "columns": queries.COLUMNS,
        "rows": _matrix_rows(lines, year, sort),
        "sort": sort,
        "charts": _charts(request, lines, data),
        "asked": f"?{urlencode({'annee': year} | ({'donnees': data} if data else {}))}",
        "year": year,
        "years": range(clock.today().year, 2020, -1),
        "choices": [
            {"label": label, "href": _address(value, year), "current": value == data}
            for value, label in queries.DATA_CHOICES.items()
        ],
        "fictitious": BANNERS[data] if any(line.ministry.is_fictitious for line in lines) else None,
        "definitions": [(capitalize_first(stage.label), text) for stage, text in STAGE_DEFINITIONS.items()],
    }
    return render(request, "dashboards/national.html", context)


def _address(data: str, year: int) -> str:
    asked = {"donnees": data, "annee": "" if year == clock.today().year else year}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("dashboards:national") + (f"?{query}" if query else "")


def without_ministry(name: str) -> str:
    """« Ministère de la Santé » as « Santé »: what tells one line from the next comes first."""
    return capitalize_first(MINISTRY_OF.sub("", name))


def _matrix_rows(lines: list[queries.MinistryLine], year: int, sort: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "label": line.ministry.acronym or without_ministry(line.ministry.name),
            "full": line.ministry.name,
            "is_acronym": bool(line.ministry.acronym),
            "href": reverse("ministries:detail", args=[line.ministry.pk]),
            "by_key": queries.cells_of(line, year=year),
        }
        for line in lines
    ]
    key = sort.lstrip("-")
    if key in {column["key"] for column in queries.COLUMNS}:
        order = ("late", "stale", "attention", "information", "good", "none")
        rows.sort(key=lambda row: (order.index(row["by_key"][key]["tone"]), row["label"]), reverse=sort.startswith("-"))
    return [row | {"cells": list(row["by_key"].values())} for row in rows]


def _charts(request: Request, lines: list[queries.MinistryLine], data: str) -> list[charts.Chart]:
    projects, ages = reverse("projects:list"), queries.recommendation_ages(request.user, data=data)
    return [
        charts.bars(
            "Projets par stade",
            [
                charts.Bar(stage.label, count, href=f"{projects}{queries.COUNTED_PROJECTS}&stage={stage.value}")
                for stage, count in queries.stages_chart_data(lines)
            ],
            label="Stade",
            description="Nombre de projets à chaque stade, sortis du portefeuille compris.",
        ),
        charts.ring(
            "Signal calculé des projets",
            [
                charts.Part(colour.label, sum(line.colours[colour] for line in lines), tone=TONES[colour])
                for colour in Colour
            ],
            label="Signal",
            description="Part des projets au vert, au jaune, au rouge, ou sans valeur ; un projet sorti garde le signal"
            " de sa sortie.",
        ),
        charts.stacked_bars(
            "Recommandations ouvertes par ancienneté",
            [band.label for band in ages],
            [charts.Series(state.label, [band.counts[state] for band in ages]) for state in OPEN_STATES],
            label="Ancienneté",
            description="Recommandations non exécutées, selon le temps passé depuis leur émission et leur état.",
        ),
    ]


@require_safe
def national_csv(request: Request) -> HttpResponse:
    data, year = _filters(request)
    header = [
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
        "Fiches périmées",
        "Sièges vacants",
    ]
    rows = (
        [
            line.ministry.acronym,
            line.ministry.name,
            line.ministry.is_fictitious,
            line.sessions_due,
            line.sessions_held if line.commission else None,
            line.last_session,
            round(line.pv_days, 1) if line.pv_days is not None else None,
            line.pv_missing,
            line.recommendations_open,
            line.recommendations_late,
            line.projects,
            line.projects_left,
            line.colours[Colour.RED],
            line.colours[Colour.YELLOW],
            line.projects_stale,
            line.seats_vacant if line.commission else None,
        ]
        for line in queries.lines_of(request.user, data=data, year=year)
    )
    return csv_response(f"tableau-national-{year}.csv", header, rows)


@require_safe
def figure(request: Request, key: str) -> HttpResponse:
    """« Pourquoi ce chiffre ? »: its sentence, formula, rows, day and version of its method."""
    definition = figures.FIGURES.get(key)
    if definition is None:
        raise Http404
    data, year = _filters(request)
    given = {name: value for name, value in {"data": data, "year": year}.items() if name in definition.filters}
    value = definition.compute(request.user, given)
    table = table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None
    context = {
        "figure": definition,
        "value": value,
        "table": table,
        "as_of": value.as_of or clock.today(),
        "table_columns": [{"label": label} for label in table.columns] if table else [],
        "year": year,
    }
    return render(request, "dashboards/figure.html", context)


@require_safe
def figure_list(request: Request) -> HttpResponse:
    """Every figure of the portal with its definition."""
    every = sorted(figures.FIGURES.values(), key=lambda each: each.key)
    return render(request, "dashboards/figures.html", {"figures": every})
