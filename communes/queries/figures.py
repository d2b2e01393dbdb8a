"""The figures of the communes: defined once, each with its rows and the list that shows exactly these."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import Figure, FigureValue, register, show_rows
from foundation.common.typography import known, short_date
from ministries.models import Commune

from ..enums import Connection
from .follow import addresses_of, followed

if TYPE_CHECKING:
    from foundation.accounts.models import User

VERSION = 1
WHOSE = "Parmi les communes que le lecteur suit : la sienne, ou toutes pour l’ASIN et le ministère qui en est chargé."


def _followed(user: "User", *names: str) -> Any:
    """They, with what a figure reads and the day that its rows show."""
    return followed(user, clock.today(), "told_on", *names)


def _value(rows: Any, withheld: int, **query: str) -> FigureValue:
    href = f"{reverse('communes:list')}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    return FigureValue(rows.count(), rows, withheld=withheld, href=href, as_of=clock.today())


def told(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _value(_followed(user).filter(told_on__isnull=False), 0, told="oui")


def with_rsi(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _value(_followed(user).filter(rsi_name__isnull=False), 0, rsi="oui")


def road_maps(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    return _value(_followed(user, "has_road_map").filter(has_road_map=True), 0, road_map="oui")


def connected(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _followed(user, "connection")
    unknown = Q(connection=None) | Q(connection="")
    silent = rows.filter(unknown).count()
    return _value(rows.exclude(unknown).exclude(connection=Connection.NONE.value), silent, connected="oui")


def addresses(user: "User", filters: Mapping[str, Any]) -> FigureValue:
    rows = _followed(user, "agents", "addresses")
    counted = rows.filter(agents__isnull=False)
    found = list(counted)
    href = f"{reverse('communes:list')}?counted=oui"
    silent = rows.filter(agents=None).count()
    return FigureValue(addresses_of(found), counted, withheld=silent, href=href, listed=len(found), as_of=clock.today())


register(
    Figure(
        "communes.told",
        "Communes dont le trimestre est renseigné",
        "communes ont renseigné le trimestre en cours",
        f"{WHOSE} Une commune compte dès que son RSI a enregistré le trimestre du jour, complet ou non.",
        VERSION,
        told,
        sentence_one="commune a renseigné le trimestre en cours",
    )
)
register(
    Figure(
        "communes.with_rsi",
        "Communes qui ont un RSI",
        "communes ont un RSI en fonction",
        f"{WHOSE} Un RSI est en fonction quand sa nomination est enregistrée et en cours ce jour.",
        VERSION,
        with_rsi,
        sentence_one="commune a un RSI en fonction",
    )
)
register(
    Figure(
        "communes.addresses",
        "Adresses professionnelles en usage",
        "des agents comptés se servent d’une adresse professionnelle",
        f"{WHOSE} Somme des adresses en usage sur somme des agents, au dernier relevé de chaque commune qui dit les"
        " deux. Une adresse ouverte dont personne ne se sert ne compte pas.",
        VERSION,
        addresses,
        unit="%",
        withheld_words="sans relevé des adresses, non comptées",
    )
)
register(
    Figure(
        "communes.connected",
        "Communes connectées",
        "communes ont une mairie connectée",
        f"{WHOSE} Au dernier relevé qui dit la connexion de la mairie, quelle qu’elle soit.",
        VERSION,
        connected,
        sentence_one="commune a une mairie connectée",
        withheld_words="sans relevé de la connexion, non comptées",
    )
)
register(
    Figure(
        "communes.road_maps",
        "Communes dont la feuille de route s’applique",
        "communes ont une feuille de route en application",
        f"{WHOSE} Un plan de la commune, de nature « feuille de route », en application ce jour et que nul autre ne"
        " remplace.",
        VERSION,
        road_maps,
        sentence_one="commune a une feuille de route en application",
    )
)
show_rows(
    Commune,
    lambda row: reverse("ministries:commune", args=[row.pk]),
    (
        ("Commune", lambda row: row.name),
        ("Département", lambda row: row.departement.name),
        ("Statut", lambda row: known(row.get_status_display())),
        ("Trimestre renseigné", lambda row: short_date(row.told_on)),
    ),
)
