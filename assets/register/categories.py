"""The categories of assets, the same for every ministry, with what is supposed of each: its life, its price."""

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of, columns_of
from foundation.common.typography import amount
from foundation.registers.register import Register, Words

from ..enums import AssetKind
from ..forms import CATEGORY
from ..models import AssetCategory
from ..rules import can_keep_category
from .common import CRUMBS, tabs


class CategoryFilter(Filters):
    kind = chosen("Nature", AssetKind, "toutes")


CATEGORIES: Register = Register(
    name="asset-categories",
    model=AssetCategory,
    fields=CATEGORY,
    keeps=can_keep_category,
    words=Words(
        "catégorie d’actifs",
        none="Aucune catégorie d’actifs",
        new="Ajouter une catégorie",
        added="La catégorie est proposée à tous les ministères.",
    ),
    title="Catégories d’actifs",
    noun=("catégorie", "catégories"),
    state="Communes à tous les ministères, avec leurs hypothèses : l’historique de chacune garde les anciennes.",
    empty="Sans catégorie, aucun actif ne s’enregistre ; l’import d’un agent crée celle qui lui manque.",
    columns=(
        column_of(AssetCategory, "name", href=lambda row: CATEGORIES.href(row), sort="name", width="wide"),
        column_of(AssetCategory, "kind"),
        column_of(AssetCategory, "useful_years", numeric=True, shown=lambda row: Cell(years_words(row))),
        Column(
            "Prix de remplacement (FCFA)", "renewal_price", lambda row: Cell(amount(row.renewal_price)), numeric=True
        ),
        *columns_of(AssetCategory, "source", on_page=True),
        *columns_of(AssetCategory, "is_fictitious"),
    ),
    filters=CategoryFilter,
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    file="categories-d-actifs",
    finds=(),
    crumbs=CRUMBS,
    icon="projects",
    list_template="assets/list.html",
    list_more=lambda request, found: tabs("asset-categories:list"),
)


def years_words(row: AssetCategory) -> str:
    return f"{row.useful_years} ans" if row.useful_years else ""


app_name, urlpatterns = CATEGORIES.name, CATEGORIES.urlpatterns
