"""The table of the communes that one follows, with the map of their départements."""

from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.figures import headline
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, Filters, ListPage
from foundation.common.requests import Request
from foundation.common.typography import percent, plural, short_date

from ..enums import Connection, Drawn
from ..filters import BoardFilter
from ..queries.follow import followed, map_of, share
from ..queries.grid import grid
from ..queries.peers import medians
from ..queries.quarters import quarter_of
from ..register import ATTENDANCES, OVERSIGHTS, PROJECTS, READINGS, STEPS, TRAININGS
from ..register.common import CRUMBS
from ..rules import can_paste_statuses

TILES = ("communes.told", "communes.addresses", "communes.road_maps")
LISTS = (READINGS, PROJECTS, STEPS, TRAININGS, ATTENDANCES, OVERSIGHTS)


def buttons(user: User) -> list[Button]:
    found = [Button(register.title, register.list_href(), tone="quiet") for register in LISTS]
    if can_paste_statuses(user):
        found.append(Button("Statuts légaux", reverse("communes:status_sheet")))
    return found


def answered(row: Any) -> str:
    return f"{row.yes} oui sur {len(grid().questions)}" if row.yes + row.no else ""


def grid_cell(row: Any) -> Cell:
    return Cell(answered(row), reverse("communes:grid", args=[row.pk]) if answered(row) else "")


def used(row: Any) -> str:
    return "" if row.agents is None else f"{row.addresses} sur {row.agents}"


def used_cell(row: Any) -> Cell:
    known = f"{percent(share(row.addresses, row.agents))}, le {short_date(row.counted_on)}" if row.agents else ""
    return Cell(used(row), note=known)


def connection(row: Any) -> str:
    return Connection(row.connection).label if row.connection else ""


def projects(row: Any) -> str:
    return f"{row.live_projects} sur {row.all_projects}" if row.all_projects else ""


def above(request: Request, found: Filters) -> dict[str, Any]:
    """The map of the rows found, and what their whole says: never a rank."""
    rows = list(found.qs)
    asked = found.form.cleaned_data if found.form.is_bound and found.form.is_valid() else {}
    drawn = Drawn(asked.get("drawn") or Drawn.TOLD)
    named = dict(found.form.fields["status"].choices)
    middles = [
        f"statut {named[status]} : {middle:g} oui sur {len(grid().questions)}, médiane de {plural(count, 'commune')}"
        for status, (middle, count) in sorted(medians().items())
    ]
    return {
        "chart": map_of(rows, drawn, one_status=bool(asked.get("status"))) if rows else None,
        "tiles": [headline(key, request.user, {}) for key in TILES] if rows else [],
        "middles": middles,
        "without_middle": _without_middle(rows),
        "status_href": reverse("communes:status_sheet") if can_paste_statuses(request.user) else "",
        "quarter": quarter_of(clock.today()),
    }


def _without_middle(rows: list[Any]) -> str:
    """Why nothing is compared, and who may change it."""
    known = sum(bool(row.status) for row in rows)
    if not known:
        return "Aucune comparaison : aucun statut légal n’est saisi. L’ASIN les saisit, du texte qui les fixe."
    told = plural(known, "commune a son statut légal", "communes ont leur statut légal")
    return f"{told} sur {len(rows)} ; trop peu d’un même statut ont répondu pour comparer sans en désigner une."


FOLLOW = ListPage(
    title="Suivi des communes",
    state="Ce que chaque commune dit d’elle : grille, adresses, connexion, projets, étapes. Une commune ne se compare"
    " qu’à celles de son statut.",
    noun=("commune", "communes"),
    rows=lambda user: followed(user, clock.today()),
    filters=BoardFilter,
    columns=(
        Column(
            "Commune",
            "name",
            lambda row: Cell(row.name, reverse("ministries:commune", args=[row.pk]), note=row.departement.name),
            sort="name",
        ),
        Column("Département", "departement.name", on_page=False),
        Column("Statut", "get_status_display"),
        Column("RSI", lambda row: row.rsi_name or ""),
        Column("Trimestre renseigné", "told_on", lambda row: Cell(short_date(row.told_on))),
        Column("Grille", answered, grid_cell),
        Column("Réponses avec preuve", "proven", on_page=False),
        Column("Adresses en usage", used, used_cell),
        Column("Connexion", connection),
        Column("Projets à venir ou en cours", projects, width="narrow"),
        Column("Étapes en retard", "late_steps", on_page=False),
        Column("Feuille de route", lambda row: "en application" if row.has_road_map else ""),
    ),
    sorts={
        "place": Sort(Concat(SortKey("departement__name"), Value(" ", TextField()), SortKey("name"))),
        "name": Sort(SortKey("name")),
    },
    default="place",
    file="suivi-des-communes",
    empty=Empty(
        "Aucune commune à suivre",
        "Le suivi d’une commune se lit de son RSI, du ministère chargé des communes et de l’ASIN.",
    ),
    crumbs=CRUMBS[:-1],
    buttons=buttons,
    icon="territories",
    size=100,
    template="communes/list.html",
    more=above,
)
