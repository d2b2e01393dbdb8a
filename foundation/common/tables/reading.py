"""From what was sent to rows under the columns that were asked for."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from ..characters import HIDDEN
from ..exceptions import InvalidInput
from .encodings import decoded
from .sheets import MOST_REACH, Line, Unreadable, is_packed, letters, open_sheet

MOST_BYTES = 10_000_000
MOST_COLUMNS = MOST_REACH
SEPARATORS = {";": "« ; »", ",": "« , »", "\t": "tabulations", "|": "« | »"}
SEPARATOR_LINE = re.compile(r"\A\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
# Marks of where a line may break, and of nothing else: two names that differ by one are the same name.
BREAKS = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What a spreadsheet writes where a formula failed.
FORMULA_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!")
)
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")  # days since 30 December 1899: how a spreadsheet keeps them
LOST = "\ufffd"


def folded(text: str) -> str:
    """Case, accents, apostrophes and spaces forgotten: « Le Secrétaire  général » is « le secretaire general »."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").replace(".", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).lower().split())


@dataclass(frozen=True)
class Column:
    """A column that may stand in the table, under its label or one of its other names, in any order."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_day: bool = False  # the day numbers of an old Macintosh, counted from 1904, are rewritten as those of others
    is_address: bool = False  # of mail or of the web: every character that nobody sees is taken out


@dataclass(frozen=True)
class Row:
    line: int  # in what was sent, the header being the first
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    read_as: str  # what was guessed, for the person who sent it: « CSV, Windows-1252, séparateur « ; » »
    ignored: tuple[str, ...]  # the headers that are none of the columns asked for
    rows: Iterator[Row] = field(compare=False)


def read_table(
    file: BinaryIO | bytes | str, *, columns: Sequence[Column], most_rows: int = 10_000, name: str = "file"
) -> Table:
    """Read a table under a header, from a file or from pasted text; raise InvalidInput under `name` when it is none.

    The rows are read while one walks them, and may raise then too. Blank lines are passed over but counted.
    """
    try:
        read_as, lines, is_1904 = _opened(file)
        walked = _checked(lines, most_rows)
        _, header = next(walked, (1, []))
    except Unreadable as refusal:
        raise _refusal(name, str(refusal)) from None
    if not header:
        raise _refusal(name, "Aucune ligne : collez le tableau, ou déposez le fichier.")
    names, ignored = _named(header, columns, name)
    readers: dict[str, Callable[[str], str]] = {column.name: _address for column in columns if column.is_address}
    if is_1904:
        readers |= {column.name: since_1900 for column in columns if column.is_day}
    return Table(read_as, ignored, _rows(walked, names, readers, name))


def as_text(file: BinaryIO | bytes | str, *, name: str = "file") -> tuple[str, str]:
    """The same table as plain CSV, line for line, to be corrected in the page; and what was guessed of the file."""
    out = io.StringIO()
    try:
        read_as, lines, _ = _opened(file)
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        last = 0
        for number, cells in _checked(lines, most_rows=10_000):
            out.write("\n" * (number - last - 1))
            writer.writerow([" ".join(cell.split()) for cell in cells])
            last = number
    except Unreadable as refusal:
        raise _refusal(name, str(refusal)) from None
    return out.getvalue(), read_as


def _refusal(name: str, sentence: str) -> InvalidInput:
    return InvalidInput({name: [sentence]})


def _opened(file: BinaryIO | bytes | str) -> tuple[str, Iterator[Line], bool]:
    """How it is written, its lines, and whether its day numbers are counted from 1904."""
    if isinstance(file, str):
        return *_csv_lines(file, ""), False
    content = file if isinstance(file, bytes) else file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Ce fichier dépasse {MOST_BYTES // 1_000_000} Mo. Gardez-en les lignes utiles.")
    try:
        if is_packed(content):
            sheet = open_sheet(content)
            return sheet.read_as + (", calendrier de 1904" if sheet.is_1904 else ""), sheet.lines, sheet.is_1904
        if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
            raise Unreadable("ce format n’est pas lu, ou il est protégé. Enregistrez-le en XLSX, en ODS ou en CSV.")
    except Unreadable as refusal:
        raise Unreadable(f"Ce fichier ne se lit pas : {refusal}") from None
    text, encoding = decoded(content)
    if "\x00" in text:
        raise Unreadable("Ce fichier n’est pas un CSV. Dans le tableur, enregistrez-le au format CSV, XLSX ou ODS.")
    return *_csv_lines(text, encoding), False


def _csv_lines(text: str, encoding: str) -> tuple[str, Iterator[Line]]:
    text = text.lstrip("\ufeff")
    said = SEPARATOR_LINE.match(text)
    skipped = 1 if said else 0
    text = (text[said.end() :] if said else text).replace("\r\n", "\n").replace("\r", "\n")
    separator = said[1] if said else _separator(text)
    name = f"séparateur {SEPARATORS.get(separator, f'« {separator} »')}"
    lines = numbered(
        io.StringIO(text), separator, skipped, where=lambda number: "", cure="Corrigez-le dans le tableur."
    )
    return ", ".join(filter(None, ("CSV", encoding, name))), lines


def _separator(text: str) -> str:
    """The sign that the header holds most often, outside what it quotes."""
    head = text.lstrip("\n").split("\n", 1)[0]
    bare = re.sub(r'"[^"]*"', "", head)
    return max(SEPARATORS, key=bare.count)


def numbered(
    lines: Iterable[str], separator: str, skipped: int, *, where: Callable[[int], str], cure: str
) -> Iterator[Line]:
    """The lines of a CSV, each with the number that a reader of the file sees; `where` and `cure` complete what is said
    of one that cannot be read.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start + skipped, cells
            start = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"Ce tableau ne se lit pas{where(start + skipped)} : un guillemet n’est pas fermé, ou une cellule est"
            f" démesurée. {cure}"
        ) from None


def _checked(lines: Iterable[Line], most_rows: int) -> Iterator[Line]:
    """The lines that hold something, cell by cell: nothing hidden, nothing lost, nothing beyond the limits."""
    count = 0
    lines = iter(lines)
    while True:
        try:
            number, cells = next(lines)
        except StopIteration:
            return
        except Unreadable as refusal:
            sentence = str(refusal)
            raise Unreadable(
                sentence if sentence.startswith("Ce ") else f"Ce fichier ne se lit pas : {sentence}"
            ) from None
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > most_rows + 1:
            raise Unreadable(f"Ce tableau a plus de {most_rows} lignes. Vérifiez le fichier, ou découpez-le.")
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"Ce tableau a plus de {MOST_COLUMNS} colonnes (ligne {number}). Gardez les colonnes utiles."
            )
        yield number, [_cell(cell, number, place) for place, cell in enumerate(cells)]


def _cell(cell: str, number: int, place: int) -> str:
    cell = without_breaks(cell)
    found = LOST if LOST in cell else (hidden[0] if (hidden := HIDDEN.search(cell)) else "")
    if found or "\x00" in cell:
        kind = "illisible" if found == LOST or "\x80" <= found <= "\x9f" else "invisible"
        raise Unreadable(
            f"La cellule {letters(place)}{number} contient un caractère {kind}"
            f" (U+{ord(found or chr(0)):04X}) : « {_around(cell)} ». Retapez-la, ou enregistrez le tableau en UTF-8."
        )
    if cell.strip() in FORMULA_ERRORS:
        raise Unreadable(
            f"La cellule {letters(place)}{number} contient une formule en erreur ({cell.strip()})."
            " Corrigez-la dans le tableur."
        )
    return cell


def without_breaks(cell: str) -> str:
    return BREAKS.sub("", cell)


def _around(cell: str) -> str:
    return HIDDEN.sub("\u25a1", cell.replace(LOST, "\u25a1").replace("\x00", "\u25a1"))[:40]


def _named(header: list[str], columns: Sequence[Column], name: str) -> tuple[list[str], tuple[str, ...]]:
    known = {folded(label): column for column in columns for label in (column.label, *column.aliases)}
    found = [known.get(folded(cell)) for cell in header]
    present = [column.name for column in found if column]
    if missing := [column.label for column in columns if column.is_required and column.name not in present]:
        raise _refusal(
            name,
            f"La première ligne ne nomme pas de colonne « {' » ni « '.join(missing)} ». Partez du modèle :"
            f" {' ; '.join(column.label for column in columns)}.",
        )
    for column in columns:
        if present.count(column.name) > 1:
            both = [cell for cell, each in zip(header, found, strict=True) if each is column]
            raise _refusal(name, f"Deux colonnes disent la même chose (« {' » et « '.join(both)} »). Gardez-en une.")
    ignored = tuple(cell for cell, column in zip(header, found, strict=True) if column is None and cell.strip())
    return [column.name if column else "" for column in found], ignored


def _rows(
    lines: Iterator[Line], names: list[str], readers: Mapping[str, Callable[[str], str]], refused_under: str
) -> Iterator[Row]:
    try:
        for number, cells in lines:
            padded = cells + [""] * (len(names) - len(cells))
            values = {name: readers.get(name, _words)(cell) for name, cell in zip(names, padded, strict=False) if name}
            yield Row(number, values)
    except Unreadable as refusal:
        raise _refusal(refused_under, str(refusal)) from None


def _words(cell: str) -> str:
    return " ".join(cell.split())


def since_1900(text: str) -> str:
    """A day number counted from 1904, as spreadsheets count it elsewhere; any other text as it is."""
    serial = SERIAL.fullmatch(text.strip())
    return str(int(serial[1]) + 1462) if serial else _words(text)


def _address(cell: str) -> str:
    return "".join(character for character in cell if unicodedata.category(character) != "Cf").strip()
