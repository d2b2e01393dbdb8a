"""Real institutions: ministries of today and their predecessors, départements, communes.

Facts and their sources only.
"""

import csv
import re
from datetime import date
from pathlib import Path

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope
from foundation.common.contractions import of
from ministries.enums import Precision
from ministries.models import Commune, Departement, Ministry, MinistryName, MinistrySuccession

DATA = Path(__file__).parent / "data"

# (start of the predecessor's name, its end, start of the successor's name, what is known of the link)
SUCCESSIONS = [
    (
        "Ministère des Affaires étrangères et de la Coopération",
        "Ministère des Affaires étrangères",
        "2023-04-01",
        "la Coopération passe au MEF",
        "lanouvelletribune.info, avril 2023",
    ),
    (
        "Ministère de l’Intérieur et de la Sécurité publique",
        "Ministre délégué auprès du Président de la République chargé de l’Intérieur",
        "2026-05-24",
        "",
        "décret 2026-314",
    ),
    (
        "Ministère du Plan et du Développement",
        "Ministère du Développement et de la Coordination",
        "2021-05-25",
        "succession déduite des intitulés",
        "lanation.bj, mai 2021",
    ),
    (
        "Ministère du Travail, de la Fonction publique et des Affaires sociales",
        "Ministère du Travail et de la Fonction publique",
        "2017-10-27",
        "",
        "rfi.fr, 29 octobre 2017",
    ),
    (
        "Ministère du Travail, de la Fonction publique et des Affaires sociales",
        "Ministère des Affaires Sociales et de la Microfinance",
        "2017-10-27",
        "",
        "rfi.fr, 29 octobre 2017",
    ),
    (
        "Ministère du Travail et de la Fonction publique",
        "Ministre délégué auprès du MEF chargé du budget et de la fonction publique",
        "2026-05-24",
        "pour la fonction publique ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère des Affaires Sociales et de la Microfinance",
        "Ministère de la Famille et de l’Action sociale",
        "2026-05-24",
        "pour l’action sociale ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère des Affaires Sociales et de la Microfinance",
        "Ministre délégué auprès du MEF chargé des finances et de la microfinance",
        "2026-05-24",
        "pour la microfinance ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère des Enseignements secondaire, technique",
        "Ministère de l’Enseignement secondaire",
        "2026-05-24",
        "pour l’enseignement secondaire ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère de l’Économie numérique et de la Communication",
        "Ministère du Numérique et de la Digitalisation",
        "2019-09-05",
        "date déduite du remaniement",
        "numerique.gouv.bj ; lanationbenin.info",
    ),
    (
        "Ministère de l’Économie numérique et de la Communication",
        "Ministère de la Communication et de la Poste",
        "2019-09-05",
        "date déduite du remaniement",
        "afrik.com, mai 2021",
    ),
    (
        "Ministère du Numérique et de la Digitalisation",
        "Ministère de la Transformation Digitale",
        "2026-05-24",
        "",
        "décret 2026-314 ; site du ministère",
    ),
    (
        "Ministère du Numérique et de la Digitalisation",
        "Ministère de la Communication, chargé des Médias",
        "2026-05-24",
        "pour les médias ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère du Cadre de vie et du Développement durable",
        "Ministère du Cadre de vie et des Transports",
        "2023-04-17",
        "fusion",
        "wikinews, avril 2023",
    ),
    (
        "Ministère des Infrastructures et des Transports",
        "Ministère du Cadre de vie et des Transports",
        "2023-04-17",
        "fusion",
        "wikinews, avril 2023",
    ),
    (
        "Ministère de l’Énergie",
        "Ministère de l’Énergie, de l’Eau et des Mines",
        "2023-04-17",
        "fusion",
        "wikinews, avril 2023",
    ),
    (
        "Ministère de l’Eau et des Mines",
        "Ministère de l’Énergie, de l’Eau et des Mines",
        "2023-04-17",
        "fusion",
        "wikinews, avril 2023",
    ),
    (
        "Ministère de l’Industrie et du Commerce",
        "Ministère du Commerce intérieur",
        "2026-05-24",
        "pour le commerce intérieur ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère de l’Industrie et du Commerce",
        "Ministère du Tourisme et du Commerce extérieur",
        "2026-05-24",
        "pour l’industrie et le commerce extérieur ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère du Tourisme, de la Culture et des Arts",
        "Ministère du Tourisme et du Commerce extérieur",
        "2026-05-24",
        "pour le tourisme ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    (
        "Ministère du Tourisme, de la Culture et des Arts",
        "Ministère de la Culture, des Arts et du Patrimoine",
        "2026-05-24",
        "pour la culture ; succession déduite des intitulés",
        "décret 2026-314",
    ),
    ("Ministère des Sports", "Ministère des Sports et de l’Engagement civique", "2026-05-24", "", "décret 2026-314"),
]

ISO_CODES = {
    "Alibori": "AL",
    "Atacora": "AK",
    "Atlantique": "AQ",
    "Borgou": "BO",
    "Collines": "CO",
    "Couffo": "KO",
    "Donga": "DO",
    "Littoral": "LI",
    "Mono": "MO",
    "Ouémé": "OU",
    "Plateau": "PL",
    "Zou": "ZO",
}
DEPARTEMENT_ALIASES = {"Atacora": ["Atakora"], "Couffo": ["Kouffo"]}
SPELLINGS = [
    ("Boukombé", "Boukoumbé"),
    ("Péhunco", "Ouassa-Péhunco"),
    ("Toucountouna", "Toukountouna"),
    ("Klouékanmè", "Klouékanmey"),
    ("Les Aguégués", "Aguégués"),
    ("Sèmè-Kpodji", "Sèmè-Podji"),
]


def typographic(text: str) -> str:
    return text.replace("'", "’")


def read_date(text: str) -> tuple[date | None, Precision]:
    """2023-04-17 is a day, 2023-04 a month whose day was not found."""
    if not text:
        return None, Precision.DAY
    parts = [int(part) for part in text.split("-")]
    precision = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}[len(parts)]
    return date(*[*parts, 1, 1][:3]), precision


def load_ministries() -> None:
    with (DATA / "ministries.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            full = typographic(row["name"])
            name = re.sub(r"\s*\([^)]*\)$", "", full)
            starts, start_precision = read_date(row["valid_from"])
            ends, end_precision = read_date(row["valid_to"])
            if Ministry.objects.filter(name=name, valid_from=starts, is_fictitious=False).exists():
                continue
            scope = Scope.objects.create(kind=ScopeKind.MINISTRY, label=name)
            remark = full.removeprefix(name).strip(" ()")
            source = typographic(row["source"]) + (f" ; {remark}" if remark else "")
            ministry = Ministry.objects.create(
                scope=scope,
                name=name,
                acronym=row["acronym"],
                valid_from=starts,
                valid_from_precision=start_precision,
                valid_to=ends,
                valid_to_precision=end_precision,
                source=source,
            )
            MinistryName.objects.create(
                ministry=ministry, name=name, acronym=row["acronym"], valid_from=starts, valid_to=ends
            )
    for before, after, on, note, source in SUCCESSIONS:
        MinistrySuccession.objects.get_or_create(
            predecessor=find_ministry(before),
            successor=find_ministry(after),
            defaults={"on": date.fromisoformat(on), "note": note, "source": source},
        )


def find_ministry(start_of_name: str) -> Ministry:
    """Return the ministry whose name is this, or the only one whose name starts so."""
    exact = Ministry.objects.filter(name=start_of_name, is_fictitious=False).first()
    return exact or Ministry.objects.get(name__startswith=start_of_name, is_fictitious=False)


def load_territory() -> None:
    other_spelling = {}
    for first, second in SPELLINGS:
        other_spelling[first], other_spelling[second] = second, first
    with (DATA / "communes.csv").open(encoding="utf-8") as lines:
        rows = [(row["department"], typographic(row["commune"])) for row in csv.DictReader(lines)]
    departements = {
        name: Departement.objects.get_or_create(
            name=name, defaults={"iso_code": ISO_CODES[name], "aliases": DEPARTEMENT_ALIASES.get(name, [])}
        )[0]
        for name in dict.fromkeys(name for name, _ in rows)
    }
    there = set(Commune.objects.values_list("name", flat=True))
    communes = [
        Commune(
            scope=Scope(kind=ScopeKind.COMMUNE, label=f"Commune {of(name)}"),
            departement=departements[departement],
            name=name,
            aliases=[other_spelling[name]] if name in other_spelling else [],
        )
        for departement, name in rows
        if name not in there
    ]
    Scope.objects.bulk_create([commune.scope for commune in communes])
    Commune.objects.bulk_create(communes)


def national_scope(label: str) -> Scope:
    return Scope.objects.get_or_create(kind=ScopeKind.NATIONAL, label=label)[0]
