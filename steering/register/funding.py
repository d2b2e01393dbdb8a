"""The register of funding lines: by source and year, what is planned, committed and paid."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import django_filters
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from rest_framework import serializers

from foundation.common.charts import Bar, LeftOut, bars
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import plural, short_amount
from foundation.registers.register import Register, Words

from ..enums import Absence, AmountState, FundingSource
from ..models import FundingLine
from ..models.funding import AMOUNTS, state_of
from ..queries.amounts import LABELS, added, sums_by_year
from .common import PROJECT_COLUMNS, PartFilter, steers

ABOVE_ALL, BELOW_ALL = Value(10**16), Value(-1)  # where what is not known stands: last, upwards and downwards
DRAWN = 6  # years of the chart


def _in_state(rows: QuerySet[FundingLine], value: str) -> QuerySet[FundingLine]:
    name, _, state = value.partition("-")
    return rows.filter(state_of(name, state))


class FundingFilter(PartFilter):
    year = django_filters.NumberFilter(label="Année")
    source = chosen("Source", FundingSource, "toutes les sources")
    amount = chosen(
        "Montant",
        [
            (f"{name}-{state.value}", f"{LABELS[name].lower()} {state.label}")
            for name in AMOUNTS
            for state in AmountState
        ],
        "peu importe",
        _in_state,
    )


def check(values: Mapping[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    for name in AMOUNTS:
        absence = values.get(f"{name}_absence", "")
        if values.get(name) is not None and absence:
            errors[name] = [f"Un montant est saisi, et dit {Absence(absence).label} : gardez l’un des deux."]
    withheld = any(values.get(f"{name}_absence") == Absence.WITHHELD for name in AMOUNTS)
    if withheld and not values.get("withheld_reason"):
        errors["withheld_reason"] = ["Un montant est réservé : dites pourquoi."]
    if errors:
        raise InvalidInput(errors)


def _amount_columns(name: str) -> tuple[Column, Column]:
    label = LABELS[name]

    def shown(row: FundingLine) -> Cell:
        withheld = row.state(name) == AmountState.WITHHELD
        return Cell(row.told(name), note=row.withheld_reason if withheld else "")

    return (
        Column(f"{label} (FCFA)", name, shown, sort=name, numeric=True),
        Column(f"{label}, état", lambda row: row.state(name).label, on_page=False),
    )


def _sort(name: str) -> dict[str, Sort]:
    """Upwards and downwards, what has no amount comes last."""
    return {name: Sort(Coalesce(name, ABOVE_ALL), int), f"-{name}": Sort(Coalesce(name, BELOW_ALL), int)}


def above(request: Request, rows: QuerySet[FundingLine], about: Any) -> dict[str, Any]:
    """The sums of the lines found, year by year, as a table and as bars (1 query)."""
    years = sums_by_year(rows)
    if not years:
        return {}
    total = {name: added(sums[name] for _, sums in years) for name in AMOUNTS}
    drawn = [
        Bar(f"{year}, {LABELS[name].lower()}", sums[name].total, tone=tone, word=sums[name].absence)
        for year, sums in years[-DRAWN:]
        for name, tone in zip(AMOUNTS, ("primary", "information", "good"), strict=True)
    ]
    before = years[:-DRAWN]
    hidden = (LeftOut(f"{plural(len(before), 'année')} avant {years[-DRAWN][0]}, dites au tableau"),) if before else ()
    note = " ; ".join(f"{LABELS[name].lower()} : {each.words}" for name, each in total.items() if each.words)
    chart = bars("Prévu, engagé et payé par année", drawn, unit="Montant", form=short_amount, label="Année", note=note)
    return {"years": years, "total": total, "labels": LABELS, "chart": replace(chart, left_out=hidden)}


FUNDING: Register = Register(
    model=FundingLine,
    fields=(
        "project",
        "year",
        "source",
        "funder",
        *(each for name in AMOUNTS for each in (name, f"{name}_absence")),
        "withheld_reason",
        "reference",
    ),
    check=check,
    words=Words(
        "ligne de financement",
        none="Aucune ligne de financement",
        new="Enregistrer un financement",
        added="La ligne compte dans les sommes du projet ; ce qui n’est pas connu n’y compte pas pour zéro.",
    ),
    title="Financements",
    noun=("ligne", "lignes"),
    state="Par source et par année : prévu, engagé, payé. Non renseigné, sans objet et réservé ne valent pas zéro.",
    empty="Les lignes de financement des projets apparaîtront ici, par source et par année.",
    columns=(
        Column("Ligne", str, lambda row: Cell(str(row), FUNDING.href(row)), in_files=False),
        *PROJECT_COLUMNS,
        column_of(FundingLine, "year", sort="year", on_page=False),
        column_of(FundingLine, "source", on_page=False),
        column_of(FundingLine, "funder", on_page=False),
        *(column for name in AMOUNTS for column in _amount_columns(name)),
        column_of(FundingLine, "withheld_reason", on_page=False),
        column_of(FundingLine, "reference", on_page=False),
    ),
    filters=FundingFilter,
    sorts={"year": Sort("year", int), **_sort("planned"), **_sort("committed"), **_sort("paid")},
    default="-year",
    file="financements",
    also_shown={
        f"{name}_state": serializers.ChoiceField(
            choices=AmountState.choices, read_only=True, label=f"{LABELS[name].lower()}, état"
        )
        for name in AMOUNTS
    },
    **steers("funding", above),
)
app_name, urlpatterns = FUNDING.name, FUNDING.urlpatterns
