"""The register of problems: what happened, who treats it, until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, chosen, column_of
from foundation.common.typography import short_date
from foundation.registers.register import Register, Words

from ..models import Problem
from .common import PROJECT_COLUMNS, PartFilter, steers

NEVER = Value(date(9999, 1, 1), output_field=DateField())


class ProblemFilter(PartFilter):
    state = chosen(
        "État",
        [("open", "ouverts"), ("late", "en retard"), ("closed", "résolus")],
        "tous",
        lambda rows, value: (
            rows.late(clock.today()) if value == "late" else rows.filter(closed_on__isnull=value == "open")
        ),
    )


def check(values: Mapping[str, Any]) -> None:
    if values["risk"] is not None and values["risk"].project_id != values["project"].pk:
        raise InvalidInput({"risk": ["Ce risque est celui d’un autre projet : choisissez-en un du même projet."]})


def due_cell(row: Problem) -> Cell:
    if row.closed_on:
        return Cell("résolu", tone="good", note=f"le {short_date(row.closed_on)}")
    if row.due_on and row.due_on < clock.today():
        return Cell(short_date(row.due_on), tone="late", note="en retard")
    return Cell(short_date(row.due_on) if row.due_on else None)


PROBLEMS: Register = Register(
    model=Problem,
    fields=("project", "title", "seen_on", "impact", "action", "owner", "due_on", "closed_on", "risk"),
    check=check,
    words=Words(
        "problème",
        none="Aucun problème",
        new="Enregistrer un problème",
        added="Le problème est au registre ; il reste sur la page du projet jusqu’à sa résolution.",
    ),
    title="Problèmes",
    noun=("problème", "problèmes"),
    state="Ce qui est arrivé et gêne un projet : ce qui est fait, par qui, et pour quand.",
    empty="Les problèmes des projets apparaîtront ici, les plus pressants d’abord.",
    columns=(
        column_of(Problem, "title", href=lambda row: PROBLEMS.href(row), width="wide"),
        *PROJECT_COLUMNS,
        column_of(Problem, "impact"),
        column_of(Problem, "seen_on", sort="seen"),
        column_of(Problem, "action"),
        column_of(Problem, "owner"),
        column_of(Problem, "due_on", sort="due", shown=due_cell),
        column_of(Problem, "closed_on", on_page=False),
        column_of(Problem, "risk", on_page=False),
    ),
    filters=ProblemFilter,
    sorts={"seen": Sort("seen_on", date.fromisoformat), "due": Sort(Coalesce("due_on", NEVER), date.fromisoformat)},
    default="due",
    file="problemes",
    **steers("problems"),
)
app_name, urlpatterns = PROBLEMS.name, PROBLEMS.urlpatterns
