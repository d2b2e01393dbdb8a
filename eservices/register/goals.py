"""The goals of the e-services, each from a day on: nothing is compared to a goal that nobody set."""

from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of
from foundation.registers.register import Register, Words

from ..enums import Indicator
from ..models import ServiceGoal
from ..queries.use import figure
from ..rules import can_keep_lists
from .common import CRUMBS, tabs


class GoalFilter(Filters):
    indicator = chosen("Indicateur", Indicator, "tous")


def target_cell(row: ServiceGoal) -> Cell:
    return Cell("plus d’objectif" if row.target is None else figure(Indicator(row.indicator), row.target))


def poor_cell(row: ServiceGoal) -> Cell:
    return Cell(None if row.poor_below is None else figure(Indicator(row.indicator), row.poor_below))


GOALS: Register = Register(
    name="service-goals",
    model=ServiceGoal,
    fields=("indicator", "valid_from", "target", "poor_below", "source"),
    once=("indicator",),
    keeps=can_keep_lists,
    words=Words(
        "objectif des e-services",
        none="Aucun objectif",
        new="Fixer un objectif",
        added="L’objectif est fixé : les couleurs et la comparaison le suivent à partir de son jour.",
    ),
    title="Objectifs des e-services",
    noun=("objectif", "objectifs"),
    state="Ce que l’État vise, indicateur par indicateur et à partir d’un jour ; sans objectif, rien n’a de couleur.",
    empty="Aucun texte lu ne fixe d’objectif : il est à fixer par l’ASIN, avec sa source.",
    columns=(
        column_of(ServiceGoal, "indicator", href=lambda row: GOALS.href(row)),
        column_of(ServiceGoal, "valid_from", sort="from"),
        Column("Objectif", lambda row: row.target, target_cell, numeric=True),
        column_of(ServiceGoal, "poor_below", numeric=True, shown=poor_cell),
        column_of(ServiceGoal, "source"),
        column_of(ServiceGoal, "is_fictitious", on_page=False),
    ),
    filters=GoalFilter,
    sorts={"from": Sort("valid_from", date.fromisoformat)},
    default="-from",
    file="objectifs",
    finds=(),
    crumbs=CRUMBS,
    icon="projects",
    list_template="eservices/list.html",
    list_more=lambda request, found: tabs("service-goals:list") | {"about": None},
)
app_name, urlpatterns, ROUTES = GOALS.name, GOALS.urlpatterns, GOALS.routes
