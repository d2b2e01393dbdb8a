"""The register of dependencies: what each project waits for, of whom, and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce
from rest_framework import serializers

from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of
from foundation.registers.register import Register, Words

from ..models import Dependency
from ..operations.depending import refuse_ring
from .common import PROJECT_COLUMNS, PartFilter, steers

NEVER = Value(date(9999, 1, 1), output_field=DateField())


def check(values: Mapping[str, Any]) -> None:
    predecessor, outside = values["predecessor"], values["outside"]
    if (predecessor is None) == (outside == ""):
        raise InvalidInput({"predecessor": ["Choisissez un projet, ou écrivez le préalable : l’un des deux."]})
    if predecessor is not None:
        if predecessor == values["project"]:
            raise InvalidInput({"predecessor": ["Un projet ne dépend pas de lui-même."]})
        refuse_ring(values["project"].pk, predecessor.pk)


DEPENDENCIES: Register = Register(
    model=Dependency,
    fields=("project", "predecessor", "outside", "awaited", "needed_on"),
    check=check,
    words=Words(
        "dépendance",
        none="Aucune dépendance",
        new="Enregistrer une dépendance",
        added="La dépendance est au calendrier ; le projet attendu la montre aussi à ceux qui le suivent.",
    ),
    title="Dépendances",
    noun=("dépendance", "dépendances"),
    state="Ce qu’un projet attend d’un autre, du même ministère ou d’un autre : d’un projet que vous ne voyez pas, seul"
    " l’intitulé se lit.",
    empty="Ce que les projets attendent les uns des autres apparaîtra ici.",
    columns=(
        column_of(Dependency, "awaited", href=lambda row: DEPENDENCIES.href(row), width="wide"),
        *PROJECT_COLUMNS,
        Column("Attendu de", str, lambda row: Cell(str(row), note="" if row.predecessor else "hors portefeuille")),
        column_of(Dependency, "needed_on", sort="needed"),
    ),
    filters=PartFilter,
    sorts={"needed": Sort(Coalesce("needed_on", NEVER), date.fromisoformat)},
    default="needed",
    file="dependances",
    also_shown={"awaited_of": serializers.CharField(source="__str__", read_only=True, label="attendu de")},
    **steers("dependencies", prepare=lambda rows: rows.defer("predecessor__search")),
)
app_name, urlpatterns = DEPENDENCIES.name, DEPENDENCIES.urlpatterns
