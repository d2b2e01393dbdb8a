"""XLSX and ODS, one row at a time, with nothing believed of what they say about their own size.

XLSX goes through openpyxl, which streams. No kept library streams an ODS: odfpy builds a tree of the whole file, and
python-calamine a dense rectangle up to the last cell before any limit can be set (an XLSX of 4,843 bytes with two cells
asked for 550 GB and aborted the process). An ODS row is plain enough to be read with the standard library.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any
from xml.etree import ElementTree

from ..typography import plural

MOST_PARTS = 2_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 150  # a table of equal lines packs well; a bomb, thousands of times
MOST_SLOTS = 2_000_000  # cells walked, empty ones included
MOST_LINES = 100_000  # lines walked, blank ones included: openpyxl gives one for each that a far row number leaves out
MOST_MERGES = 20_000
MOST_WIDTH = 20_000  # cells of one row, before any is looked at: spreadsheets stop at 16,384
MOST_REACH = 200  # how far to the right anything is looked at: no table has more columns
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    NotImplementedError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)

Line = tuple[int, list[str]]


class Spread(str):
    """The value of a cell merged over several lines, in each of them: a word is that of each, an amount of all."""

    __slots__ = ()


class Unreadable(Exception):
    """The end of a sentence that begins with « Ce fichier ne se lit pas : »."""


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be, unpacked: of a table typed in a page, unless said otherwise."""

    unpacked: int = MOST_UNPACKED
    slots: int = MOST_SLOTS
    lines: int = MOST_LINES


EVERYDAY = Limits()
LARGE = Limits(unpacked=400_000_000, slots=8_000_000, lines=250_000)


@dataclass(frozen=True)
class Sheet:
    read_as: str
    lines: Iterator[Line]
    name: str = ""
    names: tuple[str, ...] = ()  # of the sheets that are shown
    notes: tuple[str, ...] = ()  # what the reader did, to be told to whoever sent it
    is_1904: bool = False  # its day numbers are counted from 1904


def is_packed(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04")


def open_sheet(content: bytes, *, name: str = "", limits: Limits = EVERYDAY, is_whole: bool = False) -> Sheet:
    """The sheet of this name, else the first that is shown.

    `is_whole`: days are written as 2016-08-03, which no order of day and month changes; a value stands in each of the
    cells merged into one; a formula that was never computed is refused, where it would read as an empty cell.
    A number shown as a percentage reads as « 50 % », whatever the file keeps.
    """
    archive = _opened(content, limits)
    parts = set(archive.namelist())
    if "content.xml" in parts and archive.read("mimetype").startswith(ODS_TYPE):
        names = _ods_names(archive) if is_whole else ()
        chosen = name if name in names else ""
        lines = _ods_lines(archive, chosen, is_whole=is_whole)
        return Sheet("ODS", _whole(lines, limits), chosen or next(iter(names), ""), names)
    if "xl/workbook.xml" in parts:
        return _xlsx_sheet(archive, content, name, limits, is_whole=is_whole)
    raise Unreadable("ce n’est pas un tableau. Enregistrez-le en XLSX, en ODS ou en CSV.")


def _opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Read the directory first, then every part of XML once: sizes, proportion, and no declaration of entities."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if (
            len(entries) > MOST_PARTS
            or unpacked > limits.unpacked
            or any(entry.file_size > MOST_RATIO * max(entry.compress_size, 20_000) for entry in entries)
            or unpacked > MOST_RATIO * max(len(content), 20_000)
        ):
            raise Unreadable("il devient démesuré une fois décompressé. Gardez-en la feuille utile.")
        if any(entry.flag_bits & 1 for entry in entries) or b"manifest:encryption-data" in (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        ):
            raise Unreadable("il est protégé par un mot de passe. Retirez la protection.")
        if len({entry.filename for entry in entries}) != len(entries):
            raise Unreadable("sa structure est anormale. Enregistrez-le de nouveau.")
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels")):
                _refuse_declarations(archive, entry)
    except DAMAGED:
        raise Unreadable("il est abîmé. Enregistrez-le de nouveau.") from None
    return archive


def _refuse_declarations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    last = b""
    with archive.open(entry) as part:
        while piece := part.read(65_536):
            window = last + piece
            # Office writes UTF-8: a nul here is another encoding, under which a declaration could hide.
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"\x00" in piece:
                raise Unreadable("il contient une déclaration dangereuse. Enregistrez-le de nouveau.")
            last = piece[-10:]


def _whole(lines: Iterator[Line], limits: Limits) -> Iterator[Line]:
    """The lines, with the limit on cells, and a sentence in place of whatever a damaged file makes a parser raise."""
    slots = walked = 0
    try:
        for number, cells in lines:
            walked += 1
            slots += len(cells)
            if slots > limits.slots or walked > limits.lines:
                raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
            yield number, cells
    except DAMAGED:
        raise Unreadable("il est abîmé. Enregistrez-le de nouveau.") from None


def _xlsx_sheet(archive: zipfile.ZipFile, content: bytes, name: str, limits: Limits, *, is_whole: bool) -> Sheet:
    from openpyxl import load_workbook  # with numpy a tenth of a second and 20 MB, that the others need not pay
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know: nothing of the cells
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        except DAMAGED:
            raise Unreadable("il est abîmé. Enregistrez-le de nouveau.") from None
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Unreadable("il n’a pas de feuille visible.")
    names = tuple(str(sheet.title) for sheet in visible)
    sheet = visible[names.index(name)] if name in names else visible[0]
    inside = _inside_xlsx(archive, sheet._worksheet_path)
    if inside.width > MOST_REACH + 1:
        raise _too_wide(inside.width)
    if not is_whole:
        inside = Inside(width=inside.width)
    if inside.uncomputed:
        raise Unreadable(
            f"la cellule {inside.uncomputed} contient une formule dont le résultat n’est pas enregistré. Ouvrez-le dans"
            " le tableur et enregistrez-le, ou remplacez les formules par leurs valeurs."
        )
    lines = _xlsx_lines(sheet, inside.width, is_whole=is_whole)
    if inside.merged:
        lines = _unmerged(lines, inside)
    is_1904 = book.epoch == CALENDAR_MAC_1904
    return Sheet("XLSX", _whole(lines, limits), str(sheet.title), names, inside.notes, is_1904)


def _too_wide(width: int) -> Unreadable:
    return Unreadable(
        f"sa feuille a plus de {MOST_REACH} colonnes, jusqu’à {letters(width - 1)}. Gardez les colonnes utiles, et"
        " effacez ce qui est loin à droite."
    )


def letters(place: int) -> str:
    """The name that spreadsheets give a column: A, …, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True)
class Inside:
    """What the cells of a sheet do not say when they are read by value."""

    merged: tuple[tuple[int, int, int, int], ...] = ()  # first line, first place, last line, last place
    width: int = 0  # up to the last column that holds something
    formulas: int = 0
    uncomputed: str = ""  # the first cell whose formula has no result

    @property
    def notes(self) -> tuple[str, ...]:
        told = []
        if self.merged:
            told.append(f"{plural(len(self.merged), 'fusion', 'fusions')} de cellules : la valeur est lue dans chacune")
        if self.formulas:
            told.append(f"{plural(self.formulas, 'formule')} : le dernier résultat enregistré est lu")
        return tuple(told)


FORMULA = re.compile(rb"<f[\s>/]")
# Without a result. A text that was computed and is empty has an empty result, and says that it is a text.
UNCOMPUTED = re.compile(
    rb'<c\s(?![^>]*\bt="str"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*<v)[^>]*?r="([A-Z]+[0-9]+)"[^>]*>'
    rb"\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
USED = re.compile(rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3})[0-9]+"[^>]*(?<!/)>')


def _inside_xlsx(archive: zipfile.ZipFile, path: str) -> Inside:
    merged: list[tuple[int, int, int, int]] = []
    used: set[bytes] = set()
    formulas, uncomputed, rest = 0, "", b""
    with archive.open(path.lstrip("/")) as part:
        while piece := part.read(1_000_000):
            text = rest + piece
            cut = max(text.rfind(b"</c>") + 4, text.rfind(b"/>") + 2)
            whole, rest = (text[:cut], text[cut:]) if cut > 4 else (b"", text)
            rest = rest[-2_000_000:]
            formulas += len(FORMULA.findall(whole))
            used.update(USED.findall(whole))
            if not uncomputed and (found := UNCOMPUTED.search(whole)):
                uncomputed = found[1].decode()
            for first, top, last, bottom in MERGED.findall(whole):
                merged.append((int(top), _place(first), int(bottom), _place(last)))
                if len(merged) > MOST_MERGES:
                    raise Unreadable("il a trop de cellules fusionnées. Défusionnez-les dans le tableur.")
    return Inside(tuple(merged), max(map(_place, used), default=MOST_REACH) + 1, formulas, uncomputed)


def _place(name: bytes) -> int:
    place = 0
    for letter in name:
        place = 26 * place + letter - 64
    return place - 1


@dataclass(frozen=True)
class Block:
    """A merged cell: its first and last places, its last line, its value."""

    left: int
    right: int
    bottom: int
    value: str


class Merged:
    """The merged cells that reach the line being read, from left to right. Each step costs what it gives: the file says
    how far they go, and could say anything.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def add(self, number: int, block: Block) -> None:
        if any(self.over(number, block.left, block.right)):
            raise Unreadable("ses cellules fusionnées se chevauchent. Défusionnez-les dans le tableur.")
        self.blocks.insert(bisect_left(self.blocks, block.left, key=attrgetter("left")), block)

    def over(self, number: int, first: int, last: int) -> list[Block]:
        """Those that cover some of these places; the ones that ended above are forgotten on the way."""
        start = bisect_left(self.blocks, first, key=attrgetter("right"))
        end = start
        while end < len(self.blocks) and self.blocks[end].left <= last:
            end += 1
        found = [block for block in self.blocks[start:end] if block.bottom >= number]
        if len(found) < end - start:
            self.blocks[start:end] = found
        return found


def _unmerged(lines: Iterator[Line], inside: Inside) -> Iterator[Line]:
    """Repeat the value of each merged cell in all those that it covers, within the columns that hold something."""
    begins: dict[int, list[tuple[int, int, int, int]]] = {}
    for block in inside.merged:
        begins.setdefault(block[0], []).append(block)
    held = Merged()
    for number, cells in lines:
        for _, left, bottom, right in begins.get(number, ()):
            value = cells[left] if left < len(cells) else ""
            if value:
                right = max(left, min(right, inside.width - 1))
                held.add(number, Block(left, right, bottom, Spread(value) if bottom > number else value))
        for each in held.over(number, 0, MOST_WIDTH):
            cells += [""] * (each.right + 1 - len(cells))
            cells[each.left : each.right + 1] = [each.value] * (each.right + 1 - each.left)
        yield number, cells


def _xlsx_lines(sheet: Any, width: int, *, is_whole: bool) -> Iterator[Line]:
    """Up to the last column that holds something: a cell that is only coloured, far to the right, makes no row long."""
    sheet.reset_dimensions()
    number, percents = 0, _percents(sheet.parent)
    rows = sheet.iter_rows(max_col=width, values_only=not percents)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        number += 1
        if percents:
            row = [_percented(cell, percents) for cell in row]
        yield number, [value if isinstance(value, str) else shown(value, iso=is_whole) for value in row]


# What a number format writes as it stands.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


def _percents(book: Any) -> frozenset[str]:
    """The number formats of a workbook that show a percentage."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    formats = {*book._number_formats, *(BUILTIN_FORMATS.get(each.numFmtId, "") for each in book._cell_styles)}
    return frozenset(each for each in formats if "%" in LITERAL.sub("", each))


def _percented(cell: Any, percents: frozenset[str]) -> Any:
    value = cell.value
    if type(value) in (int, float) and cell.number_format in percents:
        return percentage(value)
    return value


def percentage(value: float) -> str:
    return f"{shown(float(value * 100))} %"


def shown(value: Any, *, iso: bool = False) -> str:
    """A value as one would type it: numbers with the 15 figures that a spreadsheet shows, and no point when they are
    whole; days as in the forms, or year first.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{Decimal(f'{value or 0:.15g}'):f}"
    if isinstance(value, datetime):
        day = value.date().isoformat() if iso else value.strftime("%d/%m/%Y")
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat() if iso else value.strftime("%d/%m/%Y")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def _ods_names(archive: zipfile.ZipFile) -> tuple[str, ...]:
    names, inside = [], 0
    with archive.open("content.xml") as part:
        for event, element in ElementTree.iterparse(part, events=("start", "end")):  # noqa: S314 - declarations are refused before
            if element.tag != f"{TABLE}table":
                if event == "end":
                    element.clear()
                continue
            inside += 1 if event == "start" else -1
            if event == "start" and inside == 1:
                names.append(element.get(f"{TABLE}name", ""))
    return tuple(names)


def _ods_lines(archive: zipfile.ZipFile, name: str = "", *, is_whole: bool = False) -> Iterator[Line]:
    number, inside, width, is_chosen = 0, 0, 0, True
    path: list[ElementTree.Element] = []
    held = Merged()
    with archive.open("content.xml") as part:
        for event, element in ElementTree.iterparse(part, events=("start", "end")):  # noqa: S314 - declarations are refused before
            if event == "start":
                path.append(element)
                inside += element.tag == f"{TABLE}table"
                width += element.tag in CELLS
                if element.tag == f"{TABLE}table" and inside == 1:
                    is_chosen = not name or element.get(f"{TABLE}name") == name
                if width > MOST_WIDTH:
                    raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
                continue
            path.pop()
            if element.tag == f"{TABLE}table":
                inside -= 1
                if not inside and is_chosen:
                    return  # one sheet is read; the others may hold anything
            elif element.tag == f"{TABLE}table-row" and inside == 1:
                cells = _ods_cells(element, number + 1, held, is_whole=is_whole) if is_chosen else []
                repeated = int(element.get(f"{TABLE}number-rows-repeated", 1))
                path[-1].remove(element)
                width = 0
                if not cells:
                    number += repeated
                    continue
                for _ in range(repeated):
                    number += 1
                    yield number, list(cells)


def _ods_cells(row: ElementTree.Element, number: int, held: Merged, *, is_whole: bool) -> list[str]:
    """The cells up to the last one that holds something: a sheet goes on with empty ones to its far edge."""
    cells: list[str] = []
    place = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        after = place + repeated
        if is_whole and cell.tag == CELLS[1]:
            for each in held.over(number, place, after - 1):
                left, right = max(each.left, place), min(each.right + 1, after)
                cells += [""] * (left - len(cells)) + [each.value] * (right - left)
        elif value := _ods_value(cell, iso=is_whole):
            if after > MOST_WIDTH:
                raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
            if after > MOST_REACH:
                raise _too_wide(after)
            if is_whole and (block := _ods_block(cell, number, place, repeated, value)):
                held.add(number, block)
                value = block.value
            cells += [""] * (place - len(cells)) + [value] * repeated
        place = after
    return cells


def _ods_block(cell: ElementTree.Element, number: int, place: int, repeated: int, value: str) -> Block | None:
    """What this cell is merged with; several neighbours merged downwards may be written as one cell, repeated."""
    down = int(cell.get(f"{TABLE}number-rows-spanned", 1))
    across = int(cell.get(f"{TABLE}number-columns-spanned", 1))
    if down <= 1 and across <= 1:
        return None
    right = max(place + repeated, min(place + across, MOST_REACH)) - 1
    return Block(place, right, number + down - 1, Spread(value) if down > 1 else value)


def _ods_value(cell: ElementTree.Element, *, iso: bool = False) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        value = float(cell.get(f"{OFFICE}value", "nan"))
        return percentage(value) if kind == "percentage" else shown(value)
    if kind == "boolean":
        return shown(cell.get(f"{OFFICE}boolean-value") == "true")
    if kind == "date":
        return shown(datetime.fromisoformat(cell.get(f"{OFFICE}date-value", "")), iso=iso)
    return "\n".join(_ods_text(paragraph) for paragraph in cell.findall(f"{TEXT}p"))


def _ods_text(element: ElementTree.Element) -> str:
    """The words of a paragraph; an annotation is not part of them."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            parts.append(" " * min(int(child.get(f"{TEXT}c", 1)), 100))
        elif child.tag == f"{TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{OFFICE}annotation":
            parts.append(_ods_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
