"""A table of assets, read line by line: what each line says, which asset it speaks of, what it would change.

A line that names an asset that the register holds, by its number or by make and serial, corrects what it says of it;
its state, its place and its holder change by their own acts. The others are new, each written once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, Row, folded, read_table
from foundation.common.tables.values import day_of, francs_of
from ministries.models import Ministry, Structure
from steering.enums import FundingSource

from ..enums import AssetState, Management
from ..models import Asset, AssetCategory

MOST_LINES = 5_000
OFFERED = 12  # of the categories or structures told to whoever named another
COLUMNS = (
    Column("category", "catégorie", ("type", "nature", "famille"), is_required=True),
    Column("code", "numéro", ("numéro du portail", "code")),
    Column("name", "désignation", ("nom", "libellé", "poste", "équipement")),
    Column("manufacturer", "marque", ("constructeur", "fabricant")),
    Column("model_name", "modèle", ("modele", "référence")),
    Column("serial", "numéro de série", ("n° de série", "série", "serial", "sn", "s/n")),
    Column("state", "état", ("statut", "situation")),
    Column("structure", "structure", ("direction", "service", "entité")),
    Column("site", "site", ("lieu", "bureau", "localisation", "emplacement")),
    Column("holder", "détenteur", ("utilisateur", "affecté à", "bénéficiaire")),
    Column("management", "mode de gestion", ("gestion", "mode")),
    Column("purchased_on", "acquis le", ("date d’achat", "date d’acquisition", "acquisition", "achat"), is_day=True),
    Column("price", "prix (FCFA)", ("prix", "valeur", "montant", "coût", "prix d’achat")),
    Column("funding", "source de financement", ("financement",)),
    Column("funder", "bailleur ou ligne budgétaire", ("bailleur", "ligne budgétaire")),
    Column("supplier", "fournisseur et marché", ("fournisseur", "marché")),
    Column("warranty_until", "garantie jusqu’au", ("fin de garantie", "garantie"), is_day=True),
    Column("source", "source"),
)
TEXTS = ("name", "manufacturer", "model_name", "serial", "site", "holder", "funder", "supplier", "source")
DAYS, WORDED = (
    ("purchased_on", "warranty_until"),
    {"state": AssetState, "management": Management, "funding": FundingSource},
)
LONGEST = {column.name: column.max_length or 0 for column in Asset._meta.fields}
LABELS = {column.name: column.label for column in COLUMNS}


KEYS = ("category", "structure")
CORRECTED = ("category", *(name for name in TEXTS if name not in ("site", "holder")), "management", "funding")
CORRECTED += ("purchased_on", "warranty_until", "price")
BY_ACTS = ("state", "structure", "site", "holder")


@dataclass
class TableLine:
    """A line of the table: what it says, or why it is refused."""

    number: int
    values: dict[str, Any]
    refusals: list[str] = field(default_factory=list)


def _offered(known: Mapping[str, Any]) -> str:
    """What is told to whoever named another."""
    names = sorted({str(each) for each in known.values()}, key=folded)[:OFFERED]
    return f". Celles du portail : {' ; '.join(names)}" if names else ""


class _Reader:
    """What the words of a table mean for one ministry; `refused` holds what is wrong of the line that is read."""

    def __init__(self, ministry: Ministry) -> None:
        self.ministry = ministry
        self.categories = {folded(row.name): row for row in AssetCategory.objects.order_by("pk")}
        self.structures = {
            folded(word): row for row in ministry.structures.order_by("-pk") for word in (row.name, row.acronym) if word
        }
        self.offered = {"category": _offered(self.categories), "structure": _offered(self.structures)}
        self.refused: list[str] = []

    def read(self, row: Row) -> TableLine:
        self.refused, said = [], row.values
        values: dict[str, Any] = {name: " ".join(said.get(name, "").split()) for name in TEXTS}
        for name, value in values.items():
            if len(value) > LONGEST[name]:
                self._refuse(row, name, f"{len(value)} caractères, {LONGEST[name]} au plus")
        values["category"] = self._row_named(row, "category", self.categories)
        values["structure"] = self._row_named(row, "structure", self.structures)
        for name, choices in WORDED.items():
            values[name] = self._word(row, name, choices)
        for name in DAYS:
            values[name] = self._tried(row, name, lambda text: day_of(text, is_end=False))
        price = self._tried(row, "price", francs_of)
        values["price"] = None if price is None else int(price)
        if price is not None and not 0 <= price <= 10**15:
            self._refuse(row, "price", "le prix va de 0 à un million de milliards")
        if values["purchased_on"] and values["warranty_until"] and values["warranty_until"] < values["purchased_on"]:
            self._refuse(row, "warranty_until", "la garantie finit avant l’acquisition")
        return TableLine(row.line, values | {"code": said.get("code", "").strip()}, self.refused)

    def _refuse(self, row: Row, name: str, why: str) -> None:
        self.refused.append(f"{LABELS[name]} : {why}.")

    def _row_named(self, row: Row, name: str, known: Mapping[str, Any]) -> Any:
        text = row.values.get(name, "").strip()
        if not text:
            if name == "category":
                self._refuse(row, name, "il manque la catégorie")
            return None
        found = known.get(folded(text))
        if found is None:
            self._refuse(row, name, f"« {text[:80]} » n’est pas au portail{self.offered[name]}")
        return found

    def _word(self, row: Row, name: str, choices: Any) -> str:
        text = row.values.get(name, "").strip()
        if not text:
            return ""
        words = {folded(label): value for value, label in choices.choices} | {folded(value): value for value in choices}
        found = words.get(folded(text))
        if found is None:
            offered = ", ".join(label for _, label in choices.choices)
            self._refuse(row, name, f"« {text[:60]} » n’est pas l’une des valeurs : {offered}")
        return found or ""

    def _tried(self, row: Row, name: str, reads: Any) -> Any:
        text = row.values.get(name, "").strip()
        try:
            return reads(text)
        except ValueError:
            self._refuse(row, name, f"« {text[:60]} » ne se lit pas")
            return None


def read_lines(
    ministry: Ministry, upload: UploadedFile | None, lines: str
) -> tuple[list[TableLine], str, tuple[str, ...]]:
    """The lines of a table, how it was read, and its titles that are no column of ours."""
    if (upload is None) == (not lines.strip()):
        raise InvalidInput({"upload": ["Déposez un tableau, ou collez ses lignes : l’un des deux."]})
    name = "upload" if upload is not None else "lines"
    sent: Any = upload if upload is not None else lines
    table = read_table(sent, columns=COLUMNS, most_rows=MOST_LINES, name=name)
    reader = _Reader(ministry)
    found = [reader.read(row) for row in table.rows]
    if not found:
        raise InvalidInput({name: ["Aucune ligne sous les titres du tableau."]})
    _refuse_twice(found)
    return found, table.read_as, table.ignored


def _refuse_twice(found: Sequence[TableLine]) -> None:
    """Refuse the lines whose number, or make and serial, stand higher in the same table."""
    seen: dict[tuple[str, ...], int] = {}
    for line in found:
        code, serial = folded(line.values["code"]), folded(line.values["serial"])
        keys: list[tuple[str, ...]] = [("code", code)] if code else []
        keys += [("serial", serial, folded(line.values["manufacturer"]))] if serial else []
        for key in keys:
            if key in seen:
                line.refusals.append(f"{LABELS[key[0]]} : il est déjà à la ligne {seen[key]}.")
            seen.setdefault(key, line.number)


def packed_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says, in words that JSON keeps."""
    return {
        name: str(value.pk) if name in KEYS and value else value.isoformat() if name in DAYS and value else value
        for name, value in values.items()
    }


def unpacked_values(said: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same as rows and days (2 queries); a category or a structure that is gone since is none."""
    categories = AssetCategory.objects.in_bulk({each["category"] for each in said if each["category"]})
    structures = Structure.objects.in_bulk({each["structure"] for each in said if each["structure"]})
    known = {str(key): row for rows in (categories, structures) for key, row in rows.items()}
    for each in said:
        days = {name: day_of(each[name]) if each[name] else None for name in DAYS}
        yield {**each, **{name: known.get(each[name]) for name in KEYS}, **days}


def _alike(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What two assets without a serial share when they are written the same."""
    return tuple(folded(str(values[name] or "")) for name in ("name", "manufacturer", "model_name", "site", "holder"))


def assets_of(ministry: Ministry, lines: Sequence[Mapping[str, Any]]) -> list[Asset | bool | None]:
    """For each line the asset that it names, by its number or by make and serial; True where one that is written the
    same stands for it already; None where it is new.
    """
    rows = Asset.objects.filter(scope_id=ministry.scope_id)
    named: dict[tuple[str, ...], Any] = {}
    plain = Counter[tuple[str, ...]]()
    for row in rows.only("code", "serial", "name", "manufacturer", "model_name", "site", "holder").iterator():
        named[("code", folded(row.code))] = row.pk
        if row.serial:
            named[("serial", folded(row.serial), folded(row.manufacturer))] = row.pk
        else:
            plain[_alike(vars(row))] += 1
    keys = [_key_of(values, named) for values in lines]
    locked = rows.select_for_update(of=("self",)).select_related("category", "structure", "ministry").defer("search")
    known = {row.pk: row for row in locked.filter(pk__in=[key for key in keys if key]).order_by("pk")}
    found: list[Asset | bool | None] = []
    for values, key in zip(lines, keys, strict=True):
        if key is not None:
            found.append(known[key])
        elif not values["serial"] and plain[_alike(values)] > 0:
            plain[_alike(values)] -= 1
            found.append(True)
        else:
            found.append(None)
    return found


def _key_of(values: Mapping[str, Any], named: Mapping[tuple[str, ...], Any]) -> Any:
    by_code = named.get(("code", folded(values["code"]))) if values["code"] else None
    serial = ("serial", folded(values["serial"]), folded(values["manufacturer"]))
    return by_code or (named.get(serial) if values["serial"] else None)


def corrections_of(asset: Asset, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says otherwise than the register; an empty cell leaves what is known."""
    changed = {}
    for name in CORRECTED:
        now, was = values[name], getattr(asset, name)
        is_same_key = name in ("serial", "manufacturer") and folded(str(now)) == folded(str(was))
        if now not in (None, "") and now != was and not is_same_key:
            changed[name] = now
    return changed


def left_to_acts(asset: Asset, values: Mapping[str, Any]) -> list[str]:
    """What of a line is left as the register says, because an act of its own changes it."""
    told = [LABELS[name] for name in BY_ACTS if values[name] not in (None, "") and values[name] != getattr(asset, name)]
    return [f"{', '.join(told)} : comme au registre ; un mouvement se dit sur la page de l’actif."] if told else []
