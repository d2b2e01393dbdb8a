"""The register of risks, with the grid of those that are open."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from rest_framework import serializers

from foundation.common import clock
from foundation.common.charts import Heat, heat
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import integer
from foundation.registers.register import Register, Words
from projects.models import Project

from ..enums import MITIGATED_FROM, SERIOUS_FROM, Level
from ..extensions import open_reserves
from ..models import Risk
from ..models.risk import RiskQuerySet
from ..queries.panels import tone_of
from .common import PROJECT_COLUMNS, PartFilter, steers


class RiskFilter(PartFilter):
    state = chosen(
        "État",
        [("open", "ouverts"), ("closed", "clos")],
        "tous",
        lambda rows, value: rows.filter(closed_on__isnull=value == "open"),
    )
    review = chosen("Revue", [("late", "à revoir")], "peu importe", lambda rows, value: rows.to_review(clock.today()))
    mitigation = chosen(
        "Atténuation", [("none", "sans atténuation")], "peu importe", lambda rows, value: rows.filter(mitigation="")
    )
    severity = chosen(
        "Criticité",
        [("serious", f"{SERIOUS_FROM} et plus"), ("mitigated", f"{MITIGATED_FROM} et plus"), ("low", "moindre")],
        "toutes",
        lambda rows, value: (
            rows.filter(severity__lt=MITIGATED_FROM)
            if value == "low"
            else rows.filter(severity__gte=SERIOUS_FROM if value == "serious" else MITIGATED_FROM)
        ),
    )
    probability = chosen("Probabilité", Level, "toutes")
    impact = chosen("Impact", Level, "tous")


def check(values: Mapping[str, Any]) -> None:
    severity = values["probability"] * values["impact"]
    if severity >= MITIGATED_FROM and not values["mitigation"]:
        raise InvalidInput(
            {"mitigation": [f"Un risque de {severity} sur 25 veut son atténuation : dites ce qui est fait."]}
        )
    if values["closed_on"] and not values["outcome"]:
        raise InvalidInput({"outcome": ["Dites pourquoi ce risque est clos."]})


def grid(request: Request, rows: RiskQuerySet) -> Heat:
    """How many open risks of those found stand in each cell, each leading to them (1 query)."""
    found = rows.open().order_by().values("probability", "impact").annotate(total=Count("pk"))
    counts = {(row["probability"], row["impact"]): row["total"] for row in found}
    asked = {name: value for name, value in request.GET.items() if name in RiskFilter.base_filters}

    def address(up: int, across: int) -> str:
        return f"?{urlencode(asked | {'state': 'open', 'probability': up, 'impact': across})}"

    table = [(up.label, [counts.get((up.value, across.value), 0) for across in Level]) for up in reversed(Level)]
    links = {(5 - up, across - 1): address(up, across) for up, across in counts}
    return heat(
        "Risques ouverts : probabilité et impact",
        [f"Impact {level.label}" for level in Level],
        table,
        corner="Probabilité",
        form=integer,
        description="Nombre de risques ouverts dans chaque case.",
        note=f"Criticité = probabilité × impact ; atténuation obligatoire à partir de {MITIGATED_FROM}.",
        hrefs=links,
    )


def above(request: Request, rows: RiskQuerySet, about: Project | None) -> dict[str, Any]:
    """The grid, and beside it the open reserves of the decisions on the project asked."""
    found = grid(request, rows)
    reserves = [line for read in open_reserves for line in read(about, request.user)] if about is not None else []
    return {"grid": found, "reserves": reserves}


def severity_cell(row: Risk) -> Cell:
    return Cell(row.severity, tone=tone_of(row.severity), note=f"{row.probability} × {row.impact}")


def review_cell(row: Risk) -> Cell:
    cell = column_of(Risk, "review_on").cell(row)
    if row.closed_on:
        return Cell("clos", note=row.outcome)
    return Cell(cell.text, tone="late", note="à revoir") if row.review_on < clock.today() else cell


RISKS: Register = Register(
    model=Risk,
    fields=("project", "title", "probability", "impact", "mitigation", "owner", "review_on", "closed_on", "outcome"),
    check=check,
    words=Words(
        "risque",
        none="Aucun risque",
        new="Enregistrer un risque",
        added="Le risque est au registre ; il reviendra à son responsable le jour de sa revue.",
    ),
    title="Risques",
    noun=("risque", "risques"),
    state="Ce qui peut arriver aux projets : probabilité, impact, ce qui est fait, qui surveille et jusqu’à quand.",
    empty="Les risques des projets apparaîtront ici, du plus critique au moindre.",
    columns=(
        column_of(Risk, "title", href=lambda row: RISKS.href(row), width="wide"),
        *PROJECT_COLUMNS,
        Column("Criticité", "severity", severity_cell, sort="severity", numeric=True),
        column_of(Risk, "probability", on_page=False),
        column_of(Risk, "impact", on_page=False),
        column_of(Risk, "mitigation"),
        column_of(Risk, "owner"),
        column_of(Risk, "review_on", sort="review", shown=review_cell),
        column_of(Risk, "closed_on", on_page=False),
        column_of(Risk, "outcome", on_page=False),
    ),
    filters=RiskFilter,
    sorts={"severity": Sort("severity", int), "review": Sort("review_on", date.fromisoformat)},
    default="-severity",
    file="risques",
    also_shown={"severity": serializers.IntegerField(read_only=True, label="criticité")},
    **steers("risks", above, lambda rows: rows.with_severity()),
)
app_name, urlpatterns = RISKS.name, RISKS.urlpatterns
