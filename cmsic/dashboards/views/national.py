from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.exports import PICTURES, chart_response, csv_response
from foundation.common.requests import Request, query_of
from foundation.common.typography import long_date
from projects.queries.bounds import bounds_told

from ..filters import BoardForm, FigureForm, MinistryForm
from ..queries.asked import Asked
from ..queries.board import HEADER, board_context, file_rows
from ..queries.charts import Board, chart_of
from ..queries.explained import figure_context, figures_by_subject
from ..queries.method import METHOD_RULES
from ..queries.national import DATA_CHOICES, Counted, Lines, counted
from ..queries.running import tiles_of


def _counted(request: Request) -> tuple[BoardForm, Asked | None, Lines]:
    """What is asked and counted; nothing when it cannot be read."""
    form = BoardForm(request.GET, request.user)
    asked = form.asked
    empty = Lines([], Counted(), None)
    return form, asked, counted(request.user, asked) if asked else empty


@require_safe
def national(request: Request) -> HttpResponse:
    form, asked, lines = _counted(request)
    sort = request.GET.get("sort", "")
    context = board_context(request.user, asked, lines, sort) | {
        "form": form,
        "sort": sort,
        "choices": [
            {"label": label, "href": _address(request, value), "current": value == (asked or Asked()).data}
            for value, label in DATA_CHOICES.items()
        ],
    }
    return render(request, "dashboards/national.html", context)


@require_safe
def running(request: Request) -> HttpResponse:
    """What the ministries run and own, beside the portfolio, and what their conferences ask."""
    form = MinistryForm(request.GET, request.user)
    ministry = form.cleaned_data["ministere"] if form.is_valid() else None
    asked = Asked(ministry=ministry.pk if ministry is not None else None)
    of_whom = ministry.name if ministry is not None else "tous les ministères que vous voyez"
    context = {
        "title": "Services, systèmes, parc, communes et conférences",
        "state": f"Au {long_date(clock.today(), weekday=False)}, {of_whom}.",
        "form": form,
        "query": asked.query,
        "themes": tiles_of(request.user, {"ministry": ministry.pk} if ministry else {}) if form.is_valid() else [],
    }
    return render(request, "dashboards/running.html", context)


def _address(request: Request, data: str) -> str:
    """The same page with other data."""
    empty = [name for name, value in request.GET.items() if not value]
    query = query_of(request.GET, "donnees", *empty, **({"donnees": data} if data else {}))
    return reverse("dashboards:national") + (f"?{query}" if query else "")


@require_safe
def chart_file(request: Request, name: str, kind: str) -> HttpResponse:
    """One chart as a picture, or the rows behind it."""
    _, asked, lines = _counted(request)
    drawn = chart_of(name, Board(request.user, asked, lines)) if asked else None
    if drawn is None or kind not in PICTURES:
        raise Http404
    return chart_response(drawn, name, kind)


@require_safe
def national_csv(request: Request) -> HttpResponse:
    _, asked, lines = _counted(request)
    return csv_response(f"tableau-national-{(asked or Asked()).of_year}.csv", HEADER, file_rows(lines))


@require_safe
def figure(request: Request, key: str) -> HttpResponse:
    """« Pourquoi ce chiffre ? »: its sentence, formula, rows, day and version of its method."""
    form = FigureForm(request.GET, request.user)
    context = figure_context(request.user, key, form.asked)
    if context is None:
        raise Http404
    return render(request, "dashboards/figure.html", context | {"form": form})


@require_safe
def figure_list(request: Request) -> HttpResponse:
    """« Méthode »: every figure of the portal with its formula, its version and its value for the reader."""
    context = {"by_subject": figures_by_subject(request.user), "rules": METHOD_RULES, "bounds": bounds_told()}
    return render(request, "dashboards/figures.html", context)
