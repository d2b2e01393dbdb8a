"""The measures of the indicators, one a day at most."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, column_of
from foundation.common.typography import short_date
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..models import Measure
from ..queries.panels import measured
from .common import steers


class MeasureFilter(Filters):
    indicator = django_filters.UUIDFilter(label="Indicateur", field_name="indicator_id", widget=forms.HiddenInput)
    ministry = MinistryChoice(field_name="indicator__project__ministry")


def check(values: Mapping[str, Any]) -> None:
    day, indicator = values["measured_on"], values["indicator"]
    if day > clock.today():
        raise InvalidInput({"measured_on": ["Ce jour n’est pas venu : une mesure se relève, elle ne se prévoit pas."]})
    if day < indicator.initial_on:
        raise InvalidInput(
            {"measured_on": [f"La valeur de départ est du {short_date(indicator.initial_on)} : une mesure la suit."]}
        )


MEASURES: Register = Register(
    model=Measure,
    fields=("indicator", "measured_on", "value", "note"),
    check=check,
    words=Words(
        "mesure",
        none="Aucune mesure",
        new="Enregistrer une mesure",
        added="La mesure est au registre ; la suivante est attendue après une période.",
    ),
    title="Mesures",
    noun=("mesure", "mesures"),
    state="Les valeurs des indicateurs, jour par jour.",
    empty="Les mesures des indicateurs apparaîtront ici, la dernière d’abord.",
    columns=(
        Column("Mesure", str, lambda row: Cell(row.indicator.title, MEASURES.href(row)), width="wide"),
        Column("Projet", "indicator.project.title", lambda row: Cell(row.indicator.project.title)),
        Column("Code", "indicator.project.code", on_page=False),
        column_of(Measure, "measured_on", sort="measured"),
        Column("Valeur", "value", lambda row: Cell(measured(row.value, row.indicator.unit)), numeric=True),
        Column("Unité", "indicator.unit", on_page=False),
        column_of(Measure, "note"),
    ),
    filters=MeasureFilter,
    sorts={"measured": Sort("measured_on", date.fromisoformat)},
    default="-measured",
    file="mesures",
    **steers("measures")
    | {
        "owner": "indicator",
        "once": ("indicator",),
        "reads": ("indicator__project__lead", "indicator__project__ministry"),
        "prepare": lambda rows: rows.defer("indicator__project__search"),
        "offers": {
            "indicator": lambda rows: (
                rows.filter(ended_on=None)
                .select_related("project__lead")
                .defer("project__search")
                .order_by("title", "pk")
            )
        },
    },
)
app_name, urlpatterns = MEASURES.name, MEASURES.urlpatterns
