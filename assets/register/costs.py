"""What is supposed of the cost of each way of managing: the hypotheses, with their history."""

from typing import Any

import django_filters

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of, columns_of
from foundation.common.typography import amount
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..api.acts import compared
from ..enums import Management
from ..forms import COST
from ..models import AssetCategory, CostHypothesis
from ..models.costs import AMOUNTS
from ..rules import can_keep_cost
from .common import CRUMBS, tabs


class CostFilter(Filters):
    category = django_filters.ModelChoiceFilter(
        label="Catégorie",
        queryset=lambda request: AssetCategory.objects.order_by(SortKey("name"), "pk"),
        empty_label="toutes les catégories",
    )
    mode = chosen("Mode de gestion", Management, "tous")
    ministry = MinistryChoice()


def _amount(name: str) -> Column:
    def shown(row: Any) -> Cell:
        return Cell(amount(getattr(row, name)))

    return column_of(CostHypothesis, name, numeric=True, shown=shown)


COSTS: Register = Register(
    name="cost-hypotheses",
    model=CostHypothesis,
    fields=COST,
    owner="ministry",
    keeps=can_keep_cost,
    words=Words(
        "hypothèse de coût",
        none="Aucune hypothèse de coût",
        new="Ajouter une hypothèse",
        added="L’hypothèse entre dans la comparaison ; son historique garde chaque correction.",
        edited="L’hypothèse est corrigée ; l’ancienne reste à son historique.",
    ),
    title="Hypothèses de coût",
    noun=("hypothèse", "hypothèses"),
    state="Ce que chaque mode de gestion coûte, d’après quelle source. Ce que personne ne sait reste vide.",
    empty="Ajoutez ce que coûte un actif acheté, loué, partagé ou fourni par l’ASIN : la comparaison s’en sert.",
    columns=(
        Column("Hypothèse", "__str__", lambda row: Cell(str(row), COSTS.href(row), note=_note(row)), width="wide"),
        *(_amount(name) for name in AMOUNTS),
        column_of(CostHypothesis, "useful_years", numeric=True),
        column_of(CostHypothesis, "served", numeric=True),
        *columns_of(CostHypothesis, "source", "is_fictitious"),
    ),
    filters=CostFilter,
    sorts={"category": Sort(SortKey("category__name"))},
    default="category",
    file="hypotheses-de-cout",
    finds=(),
    offers={"category": lambda rows: rows.order_by(SortKey("name"), "pk")},
    crumbs=CRUMBS,
    icon="projects",
    list_template="assets/list.html",
    list_more=lambda request, found: tabs("cost-hypotheses:list"),
    api_acts={"compared": compared},
)


def _note(row: CostHypothesis) -> str:
    return "fictive" if row.is_fictitious else ""


app_name, urlpatterns = COSTS.name, COSTS.urlpatterns
