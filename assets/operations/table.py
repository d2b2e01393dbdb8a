"""Assets that come in by a table: all its lines or none; those that the register holds already are left as they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, Row, folded, read_table
from foundation.common.tables.values import day_of, number_of
from foundation.journal.record import record_each
from foundation.registers.enums import RegisterAct
from ministries.models import Ministry
from plans.operations.lines import refuse_lines
from steering.enums import FundingSource

from ..enums import AssetState, Management
from ..models import Asset, AssetCategory
from ..rules import can_keep_asset
from .moving import first_move
from .numbering import next_codes

if TYPE_CHECKING:
    from foundation.accounts.models import User

MOST_LINES = 5_000
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
    Column("purchased_on", "acquis le", ("date d’achat", "date d’acquisition", "acquisition", "achat")),
    Column("price", "prix (FCFA)", ("prix", "valeur", "montant", "coût", "prix d’achat")),
    Column("funding", "source de financement", ("financement",)),
    Column("funder", "bailleur ou ligne budgétaire", ("bailleur", "ligne budgétaire")),
    Column("supplier", "fournisseur et marché", ("fournisseur", "marché")),
    Column("warranty_until", "garantie jusqu’au", ("fin de garantie", "garantie")),
    Column("source", "source"),
)
TEXTS = ("name", "manufacturer", "model_name", "serial", "site", "holder", "funder", "supplier", "source")
DAYS, WORDED = (
    ("purchased_on", "warranty_until"),
    {"state": AssetState, "management": Management, "funding": FundingSource},
)
LONGEST = {column.name: column.max_length or 0 for column in Asset._meta.fields}
LABELS = {column.name: column.label for column in COLUMNS}


@dataclass(frozen=True)
class Imported:
    added: tuple[Asset, ...]
    known: int  # lines that the register held already
    read_as: str
    ignored: tuple[str, ...]  # headers that are no column of ours

    @property
    def added_codes(self) -> tuple[str, ...]:
        return tuple(row.code for row in self.added)


class _Reader:
    """What the words of a table mean for one ministry; `refused` grows as lines are read."""

    def __init__(self, ministry: Ministry) -> None:
        self.ministry = ministry
        self.categories = {folded(row.name): row for row in AssetCategory.objects.order_by("pk")}
        self.structures = {
            folded(word): row for row in ministry.structures.order_by("-pk") for word in (row.name, row.acronym) if word
        }
        self.refused: list[str] = []

    def read(self, row: Row) -> dict[str, Any]:
        said = row.values
        values: dict[str, Any] = {name: " ".join(said.get(name, "").split()) for name in TEXTS}
        for name, value in values.items():
            if len(value) > LONGEST[name]:
                self._refuse(row, name, f"{len(value)} caractères, {LONGEST[name]} au plus")
        values["category"] = self._row_named(row, "category", self.categories)
        values["structure"] = self._row_named(row, "structure", self.structures)
        for name, choices in WORDED.items():
            values[name] = self._word(row, name, choices)
        values["state"] = values["state"] or AssetState.IN_USE
        for name in DAYS:
            values[name] = self._tried(row, name, lambda text: day_of(text, is_end=False))
        price = self._tried(row, "price", lambda text: number_of(text, is_whole=True))
        values["price"] = None if price is None else int(price)
        if price is not None and not 0 <= price <= 10**15:
            self._refuse(row, "price", "le prix va de 0 à un million de milliards")
        if values["purchased_on"] and values["warranty_until"] and values["warranty_until"] < values["purchased_on"]:
            self._refuse(row, "warranty_until", "la garantie finit avant l’acquisition")
        return values

    def _refuse(self, row: Row, name: str, why: str) -> None:
        self.refused.append(f"Ligne {row.line}, {LABELS[name]} : {why}.")

    def _row_named(self, row: Row, name: str, known: Mapping[str, Any]) -> Any:
        text = row.values.get(name, "").strip()
        if not text:
            if name == "category":
                self._refuse(row, name, "il manque la catégorie")
            return None
        found = known.get(folded(text))
        if found is None:
            self._refuse(row, name, f"« {text[:80]} » n’est pas au portail")
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


@transaction.atomic
def import_assets(
    *, ministry: Ministry, upload: UploadedFile | None = None, lines: str = "", by: "User | None"
) -> Imported:
    """Add the assets of a table; the same file sent twice adds nothing the second time."""
    if by is not None and not can_keep_asset(by, Asset(scope_id=ministry.scope_id)):
        raise InvalidInput({"ministry": [can_keep_asset.sentence]})
    if (upload is None) == (not lines.strip()):
        raise InvalidInput({"upload": ["Déposez un tableau, ou collez ses lignes : l’un des deux."]})
    name = "upload" if upload is not None else "lines"
    table = read_table(upload if upload is not None else lines, columns=COLUMNS, most_rows=MOST_LINES, name=name)  # type: ignore[arg-type]
    reader = _Reader(ministry)
    found = [(row, reader.read(row)) for row in table.rows]
    if not found:
        raise InvalidInput({name: ["Aucune ligne sous les titres du tableau."]})
    reader.refused += _twice(found)
    refuse_lines(name, reader.refused)
    new = _new(ministry, found)
    codes = next_codes(ministry, len(new)) if new else []
    rows = [
        Asset(scope_id=ministry.scope_id, ministry=ministry, code=code, is_fictitious=ministry.is_fictitious, **values)
        for code, values in zip(codes, new, strict=True)
    ]
    with constraints_as_refusals(Asset):
        Asset.objects.bulk_create(rows, batch_size=500)
    first_move(rows, by=by, reason=f"Tableau importé ({table.read_as})"[:2000])
    record_each(RegisterAct.ADD, ((row, {"name": row.title, "serial": row.serial}) for row in rows), by=by)
    return Imported(tuple(rows), len(found) - len(new), table.read_as, table.ignored)


def _twice(found: Sequence[tuple[Row, dict[str, Any]]]) -> list[str]:
    """The lines whose make and serial stand higher in the same table."""
    seen: dict[tuple[str, str], int] = {}
    said = []
    for row, values in found:
        if values["serial"]:
            key = (folded(values["serial"]), folded(values["manufacturer"]))
            if key in seen:
                said.append(f"Ligne {row.line}, {LABELS['serial']} : il est déjà à la ligne {seen[key]}.")
            seen.setdefault(key, row.line)
    return said


def _alike(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What two assets without a serial share when they are written the same."""
    return tuple(folded(str(values[name] or "")) for name in ("name", "manufacturer", "model_name", "site", "holder"))


def _new(ministry: Ministry, found: Sequence[tuple[Row, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The lines that the register does not hold: by their number, by make and serial, else as many as are missing."""
    rows = Asset.objects.filter(scope_id=ministry.scope_id)
    codes, serials, plain = set(), set(), Counter[tuple[str, ...]]()
    for row in rows.only("code", "serial", "name", "manufacturer", "model_name", "site", "holder").iterator():
        codes.add(row.code)
        if row.serial:
            serials.add((folded(row.serial), folded(row.manufacturer)))
        else:
            plain[_alike(vars(row))] += 1
    new = []
    for row, values in found:
        if row.values.get("code", "").strip() in codes:
            continue
        if values["serial"]:
            if (folded(values["serial"]), folded(values["manufacturer"])) in serials:
                continue
        elif plain[_alike(values)] > 0:
            plain[_alike(values)] -= 1
            continue
        new.append(values)
    return new
