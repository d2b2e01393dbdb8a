import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import charts, clock, figures
from foundation.common.exports import csv_response
from foundation.common.figures import FigureValue
from foundation.common.typography import capitalize_first
from projects.enums import STAGE_DEFINITIONS, Colour
from recommendations.enums import OPEN_STATES

from ..queries import national as queries
from ..queries.rows import table_of

TONES = {Colour.GREEN: "good", Colour.YELLOW: "attention", Colour.RED: "late", Colour.UNKNOWN: "stale"}
ROWS_SHOWN = 200
MINISTRY_OF = re.compile(r"^Ministère (?:de la |de l[’']|des |du |de |d[’'])")


def _filters(request: HttpRequest) -> tuple[str, int]:
    data = request.GET.get("donnees", "")
    year = request.GET.get("annee", "")
    today = clock.today()
    known = year.isascii() and year.isdigit() and len(year) == 4 and 2018 <= int(year) <= today.year
    return data if data in queries.DATA_CHOICES else "", int(year) if known else today.year


@require_safe
def national(request: HttpRequest) -> HttpResponse:
    data, year = _filters(request)
    lines = queries.lines_of(request.user, data=data, year=year)
    title, state = queries.title_of(request.user)
    sort = request.GET.get("sort", "")
    context = {
        "title": title,
        "state": state,
        "headlines": queries.headlines_of(lines, year=year),
        "column_labels": [column["label"] for column in queries.COLUMNS],
        "column_keys": [column["key"] for column in queries.COLUMNS],
        "rows": _matrix_rows(lines, year, sort),
        "sort": sort,
        "charts": _charts(request, lines, data),
        "data": data,
        "year": year,
        "years": range(clock.today().year, 2020, -1),
        "choices": [
            {"label": label, "href": _address(value, year), "current": value == data}
            for value, label in queries.DATA_CHOICES.items()
        ],
        "has_fictitious": any(line.ministry.is_fictitious for line in lines),
        "definitions": [(capitalize_first(stage.label), text) for stage, text in STAGE_DEFINITIONS.items()],
    }
    return render(request, "dashboards/national.html", context)


def _address(data: str, year: int) -> str:
    query = "&".join(
        part
        for part in (f"donnees={data}" if data else "", f"annee={year}" if year != clock.today().year else "")
        if part
    )
    return reverse("dashboards:national") + (f"?{query}" if query else "")


def without_ministry(name: str) -> str:
    """« Ministère de la Santé » as « Santé »: what tells one line from the next comes first."""
    return capitalize_first(MINISTRY_OF.sub("", name))


def _matrix_rows(lines: list[queries.MinistryLine], year: int, sort: str) -> list[dict]:
    order = {"late": 0, "stale": 1, "attention": 2, "information": 3, "good": 4, "none": 5}
    rows: list[dict[str, Any]] = []
    for line in lines:
        cells = queries.cells_of(line, year=year)
        rows.append(
            {
                "label": line.ministry.acronym or without_ministry(line.ministry.name),
                "full": line.ministry.name,
                "is_acronym": bool(line.ministry.acronym),
                "href": reverse("ministries:detail", args=[line.ministry.pk]),
                "cells": [cells[key] for key in cells],
                "by_key": cells,
            }
        )
    key = sort.lstrip("-")
    if key in {column["key"] for column in queries.COLUMNS}:
        rows.sort(key=lambda row: (order[row["by_key"][key]["tone"]], row["label"]), reverse=sort.startswith("-"))
    return rows


def _charts(request: HttpRequest, lines: list[queries.MinistryLine], data: str) -> list[charts.Chart]:
    projects = reverse("projects:list")
    by_stage = charts.bars(
        "Projets par stade",
        [
            charts.Bar(stage.label, count, href=f"{projects}{queries.COUNTED_PROJECTS}&stage={stage.value}")
            for stage, count in queries.stages_chart_data(lines)
        ],
        label="Stade",
        description="Nombre de projets à chaque stade, sortis du portefeuille compris.",
    )
    by_colour = charts.ring(
        "Signal calculé des projets",
        [
            charts.Part(colour.label, sum(line.colours[colour] for line in lines), tone=TONES[colour])
            for colour in Colour
        ],
        label="Signal",
        description=(
            "Part des projets au vert, au jaune, au rouge, ou sans valeur ; un projet sorti garde le signal de sa"
            " sortie."
        ),
    )
    ages = queries.recommendation_ages(request.user, data=data)
    by_age = charts.stacked_bars(
        "Recommandations ouvertes par ancienneté",
        [band.label for band in ages],
        [charts.Series(state.label, [band.counts[state] for band in ages]) for state in OPEN_STATES],
        label="Ancienneté",
        description="Recommandations non exécutées, selon le temps passé depuis leur émission et leur état.",
    )
    return [by_stage, by_colour, by_age]


@require_safe
def national_csv(request: HttpRequest) -> HttpResponse:
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
            line.due,
            line.held if line.commission else None,
            line.last_session,
            round(line.pv_days, 1) if line.pv_days is not None else None,
            line.pv_missing,
            line.recommendations_open,
            line.recommendations_late,
            line.projects,
            line.left,
            line.colours[Colour.RED],
            line.colours[Colour.YELLOW],
            line.stale,
            line.vacant if line.commission else None,
        ]
        for line in queries.lines_of(request.user, data=data, year=year)
    )
    return csv_response(f"tableau-national-{year}.csv", header, rows)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """« Pourquoi ce chiffre ? »: its sentence, formula, rows, day and version of its method."""
    try:
        definition = figures.get(key)
    except KeyError:
        raise Http404 from None
    data, year = _filters(request)
    given = {name: value for name, value in {"data": data, "year": year}.items() if name in definition.filters}
    value: FigureValue = definition.compute(request.user, given)
    table = table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None
    context = {
        "figure": definition,
        "value": value,
        "table": table,
        "as_of": value.as_of or clock.today(),
        "table_columns": [{"label": label} for label in table.columns] if table else [],
        "year": year,
        "data": data,
    }
    return render(request, "dashboards/figure.html", context)


@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure of the portal with its definition."""
    return render(
        request, "dashboards/figures.html", {"figures": sorted(figures.FIGURES.values(), key=lambda f: f.key)}
    )
