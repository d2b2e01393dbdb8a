from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock, figures
from foundation.common.charts import FILES
from foundation.common.exports import csv_response
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first
from projects.enums import STAGE_DEFINITIONS, Colour

from ..filters import IN_ADDRESS, BoardForm
from ..queries import charts
from ..queries import national as queries
from ..queries.asked import Asked
from ..queries.method import METHOD_RULES, METHOD_SUBJECTS
from ..queries.names import without_ministry
from ..queries.rows import ROWS_SHOWN, table_of

WITH_DEMO = (
    "Les ministères de démonstration sont compris dans ces chiffres. Choisissez « Données réelles » pour les écarter."
)
BANNERS = {"": WITH_DEMO, "reelles": WITH_DEMO, "demo": ""}  # what is said of fictitious ministries; empty: as anywhere


def year_asked(sent: Mapping[str, str], name: str = "annee") -> int:
    """The year in an address; this one when it cannot be read."""
    year, today = sent.get(name, ""), clock.today()
    known = year.isascii() and year.isdigit() and len(year) == 4 and 2018 <= int(year) <= today.year
    return int(year) if known else today.year


def _counted(request: Request) -> tuple[BoardForm, Asked | None, queries.Lines]:
    """What is asked and counted; nothing when it cannot be read."""
    form = BoardForm(request.GET, request.user)
    asked = form.asked
    empty = queries.Lines([], queries.Counted(), None)
    return form, asked, queries.counted(request.user, asked) if asked else empty


@require_safe
def national(request: Request) -> HttpResponse:
    form, asked, lines = _counted(request)
    shown = asked or Asked()
    title, state = queries.title_of(request.user, shown)
    sort = request.GET.get("sort", "")
    board = charts.Board(request.user, shown, lines)
    fictitious = any(line.ministry.is_fictitious for line in lines.ministries)
    context = {
        "title": title,
        "state": state,
        "form": form,
        "asked": asked,
        "headlines": queries.headlines(lines, shown) if asked else [],
        "without": queries.without_commission(lines, shown),
        "beyond": lines.beyond,
        "columns": queries.COLUMNS,
        "tones": queries.TONES,
        "rows": _matrix_rows(lines, shown, sort),
        "sort": sort,
        "charts": charts.charts_of(board) if asked else [],
        "query": shown.query,
        "year": shown.of_year,
        "choices": [
            {"label": label, "href": _address(request, value), "current": value == shown.data}
            for value, label in queries.DATA_CHOICES.items()
        ],
        "fictitious": BANNERS[shown.data] if fictitious else None,
        "definitions": [(capitalize_first(stage.label), text) for stage, text in STAGE_DEFINITIONS.items()],
    }
    return render(request, "dashboards/national.html", context)


def _address(request: Request, data: str) -> str:
    """The same page with other data."""
    query = request.GET.copy()
    query["donnees"] = data
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return reverse("dashboards:national") + (f"?{query.urlencode()}" if query else "")


def _matrix_rows(lines: queries.Lines, asked: Asked, sort: str) -> list[dict[str, Any]]:
    """Sorted by the value that the cells show; those without any come last, whatever the direction."""
    rows: list[dict[str, Any]] = [
        {
            "label": line.ministry.acronym_then or without_ministry(line.ministry.name_then),
            "full": line.ministry.name_then,
            "is_acronym": bool(line.ministry.acronym_then),
            "href": reverse("ministries:detail", args=[line.ministry.pk])
            + (f"?au={asked.on.isoformat()}" if asked.is_past else ""),
            "by_key": queries.cells_of(line, year=asked.of_year, asked=asked, projects_on=lines.projects_on),
        }
        for line in lines.ministries
    ]
    key, back = sort.lstrip("-"), -1 if sort.startswith("-") else 1
    if key in {column.key for column in queries.COLUMNS}:
        values = {id(row): row["by_key"][key]["value"] for row in rows}
        rows.sort(key=lambda row: (values[id(row)] is None, back * (values[id(row)] or 0)))
    for row in rows:
        row["cells"] = list(row["by_key"].values())
        row["is_empty"] = all(cell["tone"] == "none" for cell in row["cells"])
    return rows


@require_safe
def chart_file(request: Request, name: str, kind: str) -> HttpResponse:
    """One chart as a picture, or the rows behind it."""
    _, asked, lines = _counted(request)
    if asked is None or name not in charts.CHARTS or kind not in (*FILES, "csv"):
        raise Http404
    drawn = charts.CHARTS[name](charts.Board(request.user, asked, lines))
    if drawn is None:
        raise Http404
    if kind == "csv":
        return csv_response(f"{name}.csv", drawn.columns, drawn.rows)
    content, write = FILES[kind]
    answer = HttpResponse(write(drawn), content_type=content)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


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
    "Fiches périmées",
    "Sièges vacants",
]


@require_safe
def national_csv(request: Request) -> HttpResponse:
    _, asked, lines = _counted(request)
    known = lines.projects_on is not None
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
            *(
                (line.projects, line.projects_left, line.colours[Colour.RED], line.colours[Colour.YELLOW])
                if known
                else (None,) * 4
            ),
            line.projects_stale if known else None,
            line.seats_vacant if line.commission else None,
        ]
        for line in lines.ministries
    )
    return csv_response(f"tableau-national-{(asked or Asked()).of_year}.csv", HEADER, rows)


@require_safe
def figure(request: Request, key: str) -> HttpResponse:
    """« Pourquoi ce chiffre ? »: its sentence, formula, rows, day and version of its method."""
    definition = figures.FIGURES.get(key)
    if definition is None:
        raise Http404
    form = BoardForm(request.GET, request.user)
    asked = form.asked
    given = (asked or Asked()).filters
    if "commission" in given and "commission" not in definition.filters:
        given["ministry"] = form.cleaned_data["commission"].ministry_id  # what it does not tell of a commission alone
    value = definition.compute(request.user, given) if asked else figures.FigureValue(None)
    table = table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None
    context = {
        "figure": definition,
        "form": form,
        "value": value,
        "table": table,
        "as_of": value.as_of or given["today"],
        "table_columns": [{"label": label} for label in table.columns] if table else [],
        "of": [(label, form.cleaned_data.get(name)) for label, name in OF.items()] if asked else [],
        "year": given["year"],
    }
    return render(request, "dashboards/figure.html", context)


OF = {"Ministère": IN_ADDRESS["ministry"], "Commission": IN_ADDRESS["commission"]}


@require_safe
def figure_list(request: Request) -> HttpResponse:
    """« Méthode »: every figure of the portal with its formula, its version and its value for the reader."""
    given = Asked().filters
    subjects: dict[str, list[tuple[figures.Figure, figures.FigureValue]]] = {}
    for key, each in sorted(figures.FIGURES.items()):
        lines = subjects.setdefault(METHOD_SUBJECTS.get(key.split(".")[0], "Autres"), [])
        lines.append((each, each.compute(request.user, given)))
    context = {"by_subject": sorted(subjects.items()), "rules": METHOD_RULES}
    return render(request, "dashboards/figures.html", context)
