from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse

from foundation.accounts.enums import Honorific, Role
from foundation.common import clock
from foundation.common.acts import address_of, form_page, one_of, page_act, page_of
from foundation.common.contractions import of
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Empty, Filters, ListPage
from foundation.common.requests import Request

from ..extensions import commune_panels, gather
from ..filters import CommuneFilter
from ..forms import CommuneForm
from ..models import Commune
from ..operations import edit_commune
from ..queries import communes_with_rsi, functions_held
from ..rules import can_manage_commune
from .government import HOME

_address = address_of("ministries:commune")


def _rsi(row: Any) -> str:
    return f"{Honorific(row.rsi_honorific).label} {row.rsi_name}" if row.rsi_honorific else row.rsi_name or ""


def _near(request: Request, found: Filters) -> dict[str, Any]:
    """A search that found nothing proposes the nearest spellings rather than an empty page."""
    typed = (found.form.cleaned_data.get("q") or "") if found.form.is_bound else ""
    if not typed or found.qs.exists():
        return {"near": []}
    columns = [column for column in COMMUNES.columns if column.on_page]
    rows = communes_with_rsi(request.user).sounding_like(typed)[:5]
    return {"near": [[column.cell(row) for column in columns] for row in rows]}


COMMUNES = ListPage(
    title="Communes",
    state="Les 77 communes des 12 départements. La recherche accepte toutes les graphies, avec ou sans accents.",
    noun=("commune", "communes"),
    rows=communes_with_rsi,
    filters=CommuneFilter,
    columns=(
        Column(
            "Commune",
            "name",
            lambda row: Cell(row.name, _address(row), note=f"ou {', '.join(row.aliases)}" if row.aliases else ""),
            sort="name",
        ),
        Column("Autres graphies", lambda row: " ; ".join(row.aliases), on_page=False),
        Column("Département", "departement.name", sort="place"),
        Column("Statut", "get_status_display"),
        Column("RSI", lambda row: row.rsi_name or "", lambda row: Cell(_rsi(row))),
    ),
    sorts={
        "place": Sort(Concat(SortKey("departement__name"), Value(" ", TextField()), SortKey("name"))),
        "name": Sort(SortKey("name")),
    },
    default="place",
    file="communes",
    empty=Empty("Aucune commune enregistrée", "La liste des 77 communes se charge avec les données de référence."),
    crumbs=(HOME,),
    icon="territories",
    size=100,
    template="ministries/communes.html",
    more=_near,
)


_commune = one_of(Commune, "departement")


@page_of("ministries/commune.html", _commune)
def commune(request: Request, row: Commune) -> dict[str, Any]:
    return {
        "commune": row,
        "rsi": functions_held(row.scope_id, clock.today(), Role.RSI),
        "panels": gather(commune_panels, row, request.user),
        "can_manage": can_manage_commune(request.user, row),
    }


edit = page_act(
    edit_commune,
    fetch=_commune,
    rule=can_manage_commune,
    form=CommuneForm,
    filled=True,
    options=lambda request, row: {"initial": {"aliases": "\n".join(row.aliases)}},
    page=lambda row: form_page(
        f"Modifier la fiche {of(row.name)}",
        "Enregistrer",
        [HOME, ("Communes", reverse("ministries:communes")), (row.name, _address(row))],
        "Modifier",
        version=row.version,
    ),
    said=lambda row: f"La fiche {of(row.name)} est à jour.",
)
