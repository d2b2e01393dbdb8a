"""What a column may give: its field, the titles under which ministries write it, how its cells are read and bounded.

The labels are those of the models; a field is declared here once, for the guess, the page, the row and the API.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from foundation.common.tables import folded, since_1900
from foundation.common.tables.values import TIMES as MULTIPLIERS
from foundation.common.tables.values import francs_of, number_of
from foundation.common.typography import integer, short_date
from projects.enums import ProjectKind, ProjectNature, Rating, Stage
from projects.models import Project, StatusUpdate

from .models import ImportRun, Observation


class Kind(StrEnum):
    TEXT = "text"
    LONG = "long"
    DAY = "day"
    END = "end"
    FRANCS = "francs"
    NUMBER = "number"
    PERCENT = "percent"
    TRUTH = "truth"
    CHOICE = "choice"
    RATING = "rating"
    MINISTRY = "ministry"


class Part(StrEnum):
    """Which rows of the portal a field goes to."""

    KEY = "le projet"
    SHEET = "la fiche"
    STATE = "où en est le projet"
    BASELINE = "la référence initiale"
    EDITION = "ce que dit l’édition"


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: Kind
    part: Part
    aliases: tuple[str, ...] = ()
    longest: int = 0
    choices: type[TextChoices] | None = None
    synonyms: Mapping[str, str] | None = None

    @property
    def has_words(self) -> bool:
        """Its cells hold words of a closed list, which may be matched by hand."""
        return self.kind in (Kind.CHOICE, Kind.MINISTRY)


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _of(model: Any, part: Part, prefix: str = "") -> Callable[..., Field]:
    def made(name: str, kind: Kind, *aliases: str, **more: Any) -> Field:
        column = model._meta.get_field(name)
        longest = column.max_length or 0
        return Field(prefix + name, _label(model, name), kind, part, aliases, longest, **more)

    return made


_key, _sheet = _of(Project, Part.KEY), _of(Project, Part.SHEET)
_state, _baseline = _of(Project, Part.STATE), _of(Project, Part.BASELINE)
_seen = _of(Observation, Part.EDITION, "seen_")
STAGES = {
    **{"en projet": "identified", "idee": "identified", "a venir": "identified", "planifie": "approved"},
    **{"valide": "approved", "depose": "submitted", "demarre": "running", "en execution": "running"},
    **{"execution": "running", "encours": "running", "acheve": "done", "termine": "done", "realise": "done"},
    **{"cloture": "done", "fini": "done", "production": "in_operation", "en service": "in_operation"},
    **{"exploitation": "in_operation", "suspendu": "suspended", "arrete": "abandoned", "annule": "abandoned"},
}
FIELDS: tuple[Field, ...] = (
    _key("title", Kind.TEXT, "projet", "nom du projet", "titre", "nom", "libellé", "intitulé du projet", "désignation"),
    _key("code", Kind.TEXT, "code projet", "code du portail", "identifiant"),
    _key("ministry", Kind.MINISTRY, "ministère", "sigle du ministère", "porteur", "institution", "structure porteuse"),
    _sheet("kind", Kind.CHOICE, "type de ligne", choices=ProjectKind),
    _sheet("nature", Kind.CHOICE, "type de projet", "catégorie", choices=ProjectNature),
    _sheet("objectives", Kind.LONG, "objectif", "description", "description et objectifs", "objectifs du projet"),
    _sheet("beneficiaries", Kind.LONG, "bénéficiaire", "cible", "usagers"),
    _sheet("sponsor", Kind.TEXT, "bailleur", "financement", "source de financement", "programme de financement", "ptf"),
    _sheet("supplier", Kind.TEXT, "fournisseur", "titulaire du marché", "entreprise"),
    _sheet("pag_axis", Kind.TEXT, "axe", "axe pag", "pilier du pag"),
    _sheet("sdsi_action", Kind.TEXT, "sdsi"),
    _state("stage", Kind.CHOICE, "statut", "état", "phase", "étape", choices=Stage, synonyms=STAGES),
    _state("progress", Kind.PERCENT, "avancement", "taux d’avancement", "taux d’exécution physique", "% d’avancement"),
    _state("actual_start", Kind.DAY, "date de démarrage", "démarré le", "date de début", "début réel"),
    _state("actual_end", Kind.END, "date d’achèvement", "terminé le", "fin réelle"),
    _state("actual_cost", Kind.FRANCS, "coût effectif", "coût réel", "dépenses", "montant décaissé"),
    _state("forecast_start", Kind.DAY, "début estimé", "nouveau début"),
    _state("forecast_end", Kind.END, "fin estimée", "nouvelle fin", "date de fin estimée", "fin révisée"),
    _state("forecast_cost", Kind.FRANCS, "coût estimé", "coût actualisé", "coût révisé"),
    _state("own_rating", Kind.RATING, "note du dsi", "confiance", "confiance du dsi"),
    Field(
        "narrative",
        _label(StatusUpdate, "narrative"),
        Kind.LONG,
        Part.STATE,
        ("commentaires", "observations", "observation", "remarques"),
        4000,
    ),
    _baseline("planned_start", Kind.DAY, "début prévisionnel", "date de début prévue", "démarrage prévu"),
    _baseline("planned_end", Kind.END, "fin prévisionnelle", "date de fin prévue", "échéance", "date de fin"),
    _baseline(
        "planned_cost", Kind.FRANCS, "coût prévu", "budget", "montant", "coût", "coût prévisionnel", "coût total"
    ),
    _seen("cost", Kind.NUMBER, "coût complet estimé"),
    _seen("duration", Kind.NUMBER, "durée", "durée du projet en années", "durée (années)", "durée en années"),
    _seen("start", Kind.DAY, "début"),
    _seen("end", Kind.END, "fin"),
    _seen("is_shared", Kind.TRUTH, "interministériel", "projet inter-ministériel", "projet interministériel"),
    _seen("phase", Kind.TEXT, "phase du projet en cours"),
)
BY_NAME = {field.name: field for field in FIELDS}
SHEET = tuple(field.name for field in FIELDS if field.part == Part.SHEET)
STATE = tuple(field.name for field in FIELDS if field.part == Part.STATE and field.name != "narrative")
BASELINE = tuple(field.name for field in FIELDS if field.part == Part.BASELINE)
EDITION = tuple(field.name for field in FIELDS if field.part == Part.EDITION)
# Written by our own file of refused rows, and never read back.
REFUSED_COLUMNS = ("Ligne d’origine", "Motif du refus")


def _names(field: Field) -> list[str]:
    return [folded(name) for name in (field.label, field.name, *field.aliases)]


TITLES = {name: field.name for field in reversed(FIELDS) for name in _names(field)}
KNOWN = frozenset(TITLES)
DAYS = frozenset(title for title, name in TITLES.items() if BY_NAME[name].kind in (Kind.DAY, Kind.END))


# A title and a remark: « Coût estimé (millions FCFA) », « Budget en milliards de francs CFA », « Stade (à choisir) ».
REMARK = re.compile(r"(?P<title>.+?)(?:\s*[(\[](?P<inside>.+)[)\]]|,? en (?P<after>.+))")


def _unit_in(words: str) -> int | None:
    """What amounts under this unit are counted in, None where it is none of ours: « M€ », « à vérifier »."""
    told = words.strip().removeprefix("en ").replace("francs cfa", "fcfa")
    if re.search(r"[\d%]", told) or (told in MULTIPLIERS and len(told) <= len("mds")):
        return None  # « (m) » alone may be metres
    try:
        one = francs_of(f"1 {told}")
    except ValueError:
        return None
    return int(one) if one is not None else None


def _remarked(title: str) -> tuple[str, int | None]:
    """The field that a title with a remark names, and the unit of its amounts."""
    found = REMARK.fullmatch(title)
    name = TITLES.get(found["title"], "") if found else ""
    if not found or not name:
        return "", None
    kind, remark = BY_NAME[name].kind, found["inside"] or found["after"]
    if kind == Kind.FRANCS:
        unit = _unit_in(remark)
        return ("", None) if unit is None else (name, unit)
    # A number counted in something else is another number; a remark between parentheses changes no word and no day.
    return ("", None) if kind == Kind.NUMBER or not found["inside"] else (name, None)


def guessed(headers: list[str]) -> tuple[list[str], int]:
    """The field of each column, empty where none is sure, and what the amounts are counted in (1: francs). Each field
    once, the first column that names it and nothing more; amounts in another unit than the first that says one are
    left out.
    """
    left_out = {folded(name) for name in REFUSED_COLUMNS}
    titles = [folded(header) for header in headers]
    columns: list[str] = []
    for title in titles:
        name = "" if title in left_out else TITLES.get(title, "")
        columns.append("" if name in columns else name)
    factor: int | None = None
    for place, title in enumerate(titles):
        if title in left_out or title in TITLES:
            continue
        name, unit = _remarked(title)
        if name and name not in columns and (unit is None or factor in (None, unit)):
            columns[place], factor = name, factor if unit is None else unit
    return columns, factor or 1


# A workbook that goes out to be filled in: its locked keys, then what is filled in, in the order of the columns.
VERSION, WORKBOOK = "Version au départ", "Classeur"
NOTHING_KNOWN = "non renseigné"
FILLED = (
    *("stage", "progress", "own_rating", "forecast_start", "forecast_end", "forecast_cost", "actual_start"),
    *("actual_end", "actual_cost", "narrative", "kind", "nature", "objectives", "beneficiaries", "sponsor", "supplier"),
    *("pag_axis", "sdsi_action", *BASELINE),
)
ALWAYS_SAID = frozenset(("stage", "kind"))

OPENED = ("ministry", "edition", "as_of", "source", "comment")
TIMES = {1: "comme les lignes", 1_000: "en milliers de cette unité", 1_000_000: "en millions de cette unité"}
CODECS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "ancien codage DOS (850)"}
CODECS |= {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16 (gros-boutiste)"}
LEFT_OUT = "-"
MOST = 10_000_000  # projects that a source says it counts


def field_choices() -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [(LEFT_OUT, "laissée de côté")]
    for part in Part:
        groups.append((part.value, [(field.name, field.label) for field in FIELDS if field.part == part]))
    return groups


def is_amount(field: Field) -> bool:
    """Whether its values are added up: one that stands for several lines cannot be read in each."""
    return field.kind == Kind.FRANCS or field.name == "seen_cost"


def told_value(name: str, value: Any) -> str:
    """A value as the journal keeps it (a day is 2026-12-31, a choice its code), as a person reads it."""
    field = BY_NAME[name]
    if value in (None, ""):
        return NOTHING_KNOWN
    if field.kind in (Kind.DAY, Kind.END):
        return short_date(date.fromisoformat(value))
    if field.kind == Kind.FRANCS:
        return f"{integer(value)} FCFA"
    if field.kind == Kind.PERCENT:
        return f"{value} %"
    if field.kind == Kind.RATING:
        return str(Rating(value).label)
    return str(field.choices(value).label) if field.choices is not None else str(value)


def checked_separator(sign: str, refusal: type[Exception]) -> str:
    """The sign between two cells, as the page and the API take it."""
    if sign not in ("", "tab") and (len(sign) != 1 or sign.isalnum() or sign in '"\r\n'):
        raise refusal("Donnez un seul signe, ni lettre ni chiffre ni guillemet, ou « tab ».")
    return sign


def as_elsewhere(run: ImportRun) -> dict[int, Callable[[str], str]]:
    """By their place, what rewrites the cells that mean something else in this file than in any other: day numbers
    counted from 1904, progress from 0 to 1.
    """
    kinds = {place: BY_NAME[name].kind for place, name in enumerate(run.columns) if name}
    found: dict[int, Callable[[str], str]] = {}
    for place, kind in kinds.items():
        if kind in (Kind.DAY, Kind.END) and run.read_as.is_1904:
            found[place] = since_1900
        # Never in the workbook that the portal sends out: its column says 0 to 100.
        elif kind == Kind.PERCENT and run.workbook_id is None and _is_of_one(run, place):
            found[place] = _of_a_hundred
    return found


def _is_of_one(run: ImportRun, place: int) -> bool:
    """Whether the first lines tell that a whole column goes from 0 to 1: else « 1 » could be 1 % or 100 %."""
    said = [number for _, cells in run.sample for cell in cells[place : place + 1] if (number := _bare(cell))]
    return any(number < 1 for number in said) and max(said) <= 1


def _bare(text: str) -> Decimal | None:
    """The number of a cell without the sign of a percentage."""
    try:
        return None if "%" in text else number_of(text)
    except ValueError:
        return None


def _of_a_hundred(text: str) -> str:
    value = _bare(text)
    return text if value is None else f"{(value * 100).normalize():f} %"
