"""The list of the measures of the PSSIE: for all ministries, or one's own; empty until somebody fills it."""

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, column_of, columns_of
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from .models import PssieMeasure
from .rules import can_keep_measure


class MeasureFilter(Filters):
    ministry = MinistryChoice()


def _whose(row: PssieMeasure) -> str:
    return row.ministry.short_name if row.ministry else "tous les ministères"


MEASURES: Register = Register(
    name="pssie-measures",
    model=PssieMeasure,
    fields=("ministry", "code", "title", "text", "position", "source", "withdrawn_on"),
    owner="ministry",
    keeps=can_keep_measure,
    words=Words(
        "mesure de la PSSIE",
        none="Aucune mesure enregistrée",
        new="Ajouter une mesure",
        added="La mesure est à la liste : chaque ministère dit où il en est.",
    ),
    title="Mesures de la PSSIE",
    noun=("mesure", "mesures"),
    state="La liste est celle que l’ASIN, pour tous, ou un ministère, pour lui, enregistre. Rien n’y est inventé.",
    empty="Ajoutez-les une à une, ou collez la liste depuis la page « PSSIE ».",
    columns=(
        Column("Mesure", "__str__", lambda row: Cell(str(row), MEASURES.href(row)), width="wide"),
        Column("Pour", _whose),
        column_of(PssieMeasure, "text", on_page=False),
        column_of(PssieMeasure, "position", numeric=True, sort="position"),
        column_of(PssieMeasure, "withdrawn_on", shown=lambda row: Cell(_withdrawn(row))),
        *columns_of(PssieMeasure, "source", "is_fictitious"),
    ),
    filters=MeasureFilter,
    sorts={"position": Sort("position", int), "title": Sort(SortKey("title"))},
    default="position",
    file="mesures-pssie",
    finds=("title", "code", "text"),
    position=16,
    crumbs=(("Accueil", "/"), ("Plans", "/plans/"), ("PSSIE", "/plans/pssie/")),
    icon="lock",
)


def _withdrawn(row: PssieMeasure) -> str:
    return f"{row.withdrawn_on:%d/%m/%Y}" if row.withdrawn_on else "en vigueur"


app_name, urlpatterns, ROUTES = MEASURES.name, MEASURES.urlpatterns, MEASURES.routes
