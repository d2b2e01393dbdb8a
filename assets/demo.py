"""Assets of the demonstration: fictitious, for its ministry and two neighbours."""

import json
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Ministry
from steering.enums import FundingSource

from .enums import AssetAct, AssetImportKind, AssetKind, AssetState, Management
from .models import Asset, AssetCategory, AssetImport, CostHypothesis, Licence, Stocktake
from .operations import change_state, check_agent_files, check_table, note_seen, place, run_import
from .register import ASSETS, CATEGORIES, COSTS, LICENCES, STOCKTAKES

FICTITIOUS = "Fictif, pour la démonstration"
K, M, S = AssetKind, Management, AssetState
# What is supposed of each kind is fictitious too, and says so: no text of Benin was found that fixes it.
KINDS: tuple[tuple[str, AssetKind, int | None, int | None], ...] = (
    ("Ordinateurs fixes", K.DESKTOP, 5, 450_000),
    ("Ordinateurs portables", K.LAPTOP, 4, 650_000),
    ("Serveurs", K.SERVER, 6, 6_500_000),
    ("Équipements réseau", K.NETWORK, 7, 900_000),
    ("Imprimantes", K.PRINTER, 5, 280_000),
    ("Téléphones et tablettes", K.PHONE, 3, None),
    ("Écrans", K.MONITOR, None, 95_000),
)
# Make and model are invented: a demonstration names no maker.
LINES: tuple[tuple[str, str, int, Management, int], ...] = (
    ("Ordinateurs fixes", "Poste de bureau A", 420_000, M.BOUGHT, 9),
    ("Ordinateurs portables", "Portable B", 610_000, M.BOUGHT, 6),
    ("Imprimantes", "Imprimante de service C", 260_000, M.LEASED, 3),
    ("Équipements réseau", "Commutateur D", 850_000, M.BOUGHT, 2),
    ("Serveurs", "Serveur E", 6_200_000, M.ASIN, 1),
)
PLACES = (("DSI", "Bâtiment A, 2e étage"), ("DPAF", "Bâtiment A, rez-de-chaussée"), ("SGM", "Bâtiment B"))


@demo_part("parc informatique", position=106)
def assets() -> None:
    if Asset.objects.exists():
        return
    categories = {name: _category(name, kind, years, price) for name, kind, years, price in KINDS}
    for rank, acronym in enumerate(("MDEMO", "MDEMO-N", "MDEMO-S")):
        ministry = Ministry.objects.filter(acronym=acronym).first()
        if ministry is not None:
            _fleet(ministry, rank, categories)


def _category(name: str, kind: AssetKind, years: int | None, price: int | None) -> AssetCategory:
    known: AssetCategory | None = AssetCategory.objects.filter(name=name).first()
    if known is not None:
        return known
    said = {"useful_years": years, "renewal_price": price, "source": FICTITIOUS if years or price else ""}
    made: AssetCategory = CATEGORIES.add(name=name, kind=kind, **said, is_fictitious=True, by=None)
    return made


def _fleet(ministry: Ministry, rank: int, categories: dict[str, AssetCategory]) -> None:
    made: list[Asset] = []
    today = clock.today()
    for kind, (category, model, price, management, count) in enumerate(LINES, start=1):
        for turn in range(count):
            acronym, site = PLACES[(turn + rank) % len(PLACES)]
            bought = date(today.year - (turn * 2 + rank) % 8, 1 + (turn * 5) % 12, 15) - timedelta(days=40)
            said: dict[str, Any] = {
                "name": "",
                "manufacturer": "Marque fictive",
                "model_name": model,
                "serial": f"{ministry.acronym}-{kind}{turn + 1:03d}",
                "state": S.STOCK if turn == count - 1 and count > 2 else S.IN_USE,
                "structure": ministry.structures.filter(acronym=acronym).first(),
                "site": site,
                "holder": "" if turn == count - 1 else f"Service {acronym}",
                "management": management,
                "purchased_on": bought if turn % 7 != 6 else None,
                "price": price if turn % 5 != 4 else None,
                "funding": FundingSource.PARTNER if turn % 4 == 3 else FundingSource.STATE,
                "funder": "Partenaire fictif A" if turn % 4 == 3 else "",
                "supplier": "",
                "warranty_until": bought + timedelta(days=3 * 365) if turn % 3 else None,
                "source": FICTITIOUS,
            }
            made.append(
                ASSETS.add(ministry=ministry, category=categories[category], **said, is_fictitious=True, by=None)
            )
    change_state(made[1].pk, AssetAct.REPAIR, reason="Écran cassé (fictif)", by=None)
    change_state(made[2].pk, AssetAct.LOSE, reason="Absent au dernier passage (fictif)", by=None)
    place(made[3].pk, AssetAct.MOVE, structure=made[3].structure, site="Bâtiment C", holder="Accueil", by=None)
    change_state(made[4].pk, AssetAct.RETIRE, reason="Trop ancien (fictif)", by=None)


# Amounts of nobody: they show how the page compares, not what a post costs in Benin.
COST_LINES: tuple[tuple[Management, int | None, int | None, int | None, int | None, int, int], ...] = (
    (M.BOUGHT, 480_000, 0, 45_000, 40_000, 5, 1),
    (M.LEASED, 20_000, 135_000, 10_000, 0, 4, 1),
    (M.SHARED, 520_000, 0, 70_000, 40_000, 5, 3),
    (M.ASIN, 0, None, 0, 0, 5, 1),
)


@demo_part("licences et modes de gestion", position=107)
def licences_and_costs() -> None:
    ministry = Ministry.objects.get(acronym="MDEMO")
    if not Licence.objects.exists():
        _licences(ministry)
    if not CostHypothesis.objects.exists():
        category = AssetCategory.objects.get(name="Ordinateurs fixes")
        for mode, entry, rent, upkeep, end, years, served in COST_LINES:
            amounts = {"entry_cost": entry, "yearly_rent": rent, "yearly_upkeep": upkeep, "end_value": end}
            said = {"useful_years": years, "served": served, "source": FICTITIOUS, "is_fictitious": True}
            COSTS.add(ministry=None, category=category, mode=mode, **amounts, **said, by=None)


# Two lines that come in, one that corrects, one that is refused: what a table is like before somebody mended it.
TABLE = """Catégorie;Numéro;Désignation;Marque;Modèle;N° de série;Direction;Bureau;Acquisition;Prix;Garantie;Couleur
Ordinateurs fixes;;Poste du guichet;Marque fictive;Poste de bureau A;MDEMO-G001;DPAF;Accueil;15/03/{year};420 000;;noir
Écrans;;Écran du guichet;Marque fictive;Écran F;MDEMO-G002;DPAF;Accueil;15/03/{year};95 000;;noir
Ordinateurs fixes;{code};;;;;;;;;31/12/{after};
Vidéoprojecteurs;;Projecteur de la salle de réunion;Marque fictive;;MDEMO-G003;;;32/03/{year};cher;;
"""


@demo_part("import d’actifs", position=114)
def an_import() -> None:
    """A table that was checked and waits for the DSI to agree."""
    ministry = Ministry.objects.get(acronym="MDEMO")
    asset = Asset.objects.filter(ministry=ministry).order_by("code").first()
    if asset is None or AssetImport.objects.filter(ministry=ministry, kind=AssetImportKind.TABLE).exists():
        return
    year = clock.today().year - 1
    table = TABLE.format(year=year, after=year + 3, code=asset.code)
    file = SimpleUploadedFile("parc-du-guichet-fictif.csv", table.encode())
    check_table(ministry=ministry, upload=file, by=User.objects.filter(email="dsi@mdemo.test").first())


@demo_part("campagne d’inventaire", position=112)
def stocktakes() -> None:
    """A campaign of the DSI of the demonstration, half done."""
    if Stocktake.objects.exists():
        return
    ministry = Ministry.objects.get(acronym="MDEMO")
    row = STOCKTAKES.add(
        ministry=ministry, title="Inventaire annuel (fictif)", structure=None, site="", is_fictitious=True, by=None
    )
    for line in row.lines.select_related("asset").order_by("asset__code")[:8]:
        note_seen(row.pk, code=line.asset.code, by=None)
    note_seen(row.pk, code="Vidéoprojecteur sans étiquette", note="Salle de réunion", by=None)


def _licences(ministry: Ministry) -> None:
    """An inventory of an agent, invented, then what was bought of what it found."""
    dsi = User.objects.filter(email="dsi@mdemo.test").first()
    files = [
        SimpleUploadedFile(f"poste-{number}.json", json.dumps(_agent_file(number)).encode()) for number in range(1, 4)
    ]
    run_import(check_agent_files(ministry=ministry, uploads=files, by=dsi).pk, by=dsi)
    today = clock.today()
    common: dict[str, Any] = {"funding": FundingSource.STATE, "supplier": "", "source": FICTITIOUS, "price": None}
    for title, words, seats, days in (
        ("Suite bureautique fictive", "suite bureautique", 2, 40),
        ("Antivirus fictif", "antivirus", 50, 300),
        ("Logiciel de cartographie fictif", "", 1, -12),
    ):
        LICENCES.add(
            ministry=ministry,
            title=title,
            publisher="Éditeur fictif",
            software_name=words,
            seats=seats,
            bought_on=today - timedelta(days=400),
            ends_on=today + timedelta(days=days),
            alert_days=60,
            **common,
            is_fictitious=True,
            by=None,
        )


def _agent_file(number: int) -> dict[str, Any]:
    names = ("Suite bureautique fictive 5", "Antivirus fictif", "Navigateur fictif")
    softwares = [{"name": name, "version": f"{number}.0", "publisher": "Éditeur fictif"} for name in names]
    return {
        "deviceid": f"poste-fictif-{number}-2026-01-05-08-00-00",
        "itemtype": "Computer",
        "content": {
            "versionclient": "Agent fictif",
            "hardware": {"name": f"Poste fictif {number}", "memory": 8192, "chassis_type": "Desktop"},
            "bios": {"smanufacturer": "Marque fictive", "smodel": "Poste de bureau A", "ssn": f"FICTIF-{number:04d}"},
            "operatingsystem": {"full_name": "Système fictif 12"},
            "softwares": softwares,
        },
    }
