"""XLSX and ODS, one row at a time, with nothing believed of what they say about their own size.

XLSX goes through openpyxl, which streams. No kept library streams an ODS: odfpy builds a tree of the whole file, and
python-calamine a dense rectangle up to the last cell before any limit can be set (an XLSX of 4,843 bytes with two cells
asked for 550 GB and aborted the process). An ODS row is plain enough to be read with the standard library.
"""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook

MOST_PARTS = 2_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 150  # a table of equal lines packs well; a bomb, thousands of times
MOST_SLOTS = 2_000_000  # cells walked, empty ones included
MOST_LINES = 100_000  # lines walked, blank ones included: openpyxl gives one for each that a far row number leaves out
MOST_WIDTH = 20_000  # cells of one row, before any is looked at: spreadsheets stop at 16,384
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


class Unreadable(Exception):
    """The end of a sentence that begins with « Ce fichier ne se lit pas : »."""


@dataclass(frozen=True)
class Sheet:
    read_as: str
    lines: Iterator[Line]


def is_packed(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04")


def open_sheet(content: bytes) -> Sheet:
    """The first sheet that is shown."""
    archive = _opened(content)
    names = set(archive.namelist())
    if "content.xml" in names and archive.read("mimetype").startswith(ODS_TYPE):
        return Sheet("ODS", _whole(_ods_lines(archive)))
    if "xl/workbook.xml" in names:
        return Sheet("XLSX", _whole(_xlsx_lines(content)))
    raise Unreadable("ce n’est pas un tableau. Enregistrez-le en XLSX, en ODS ou en CSV.")


def _opened(content: bytes) -> zipfile.ZipFile:
    """Read the directory first, then every part of XML once: sizes, proportion, and no declaration of entities."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if (
            len(entries) > MOST_PARTS
            or unpacked > MOST_UNPACKED
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


def _whole(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines, with the limit on cells, and a sentence in place of whatever a damaged file makes a parser raise."""
    slots = walked = 0
    try:
        for number, cells in lines:
            walked += 1
            slots += len(cells)
            if slots > MOST_SLOTS or walked > MOST_LINES:
                raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
            yield number, cells
    except DAMAGED:
        raise Unreadable("il est abîmé. Enregistrez-le de nouveau.") from None


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know: nothing of the cells
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise Unreadable("il n’a pas de feuille visible.")
    sheet.reset_dimensions()
    number = 0
    rows = sheet.iter_rows()
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        number += 1
        if len(row) > MOST_WIDTH:
            raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
        yield number, [shown(cell.value) for cell in row]


def shown(value: Any) -> str:
    """A value as one would type it: whole numbers without a point, days as in the forms."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.strftime("%d/%m/%Y") if midnight else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def _ods_lines(archive: zipfile.ZipFile) -> Iterator[Line]:
    number, inside, width = 0, 0, 0
    path: list[ElementTree.Element] = []
    with archive.open("content.xml") as part:
        for event, element in ElementTree.iterparse(part, events=("start", "end")):  # noqa: S314 - declarations are refused before
            if event == "start":
                path.append(element)
                inside += element.tag == f"{TABLE}table"
                width += element.tag in CELLS
                if width > MOST_WIDTH:
                    raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
                continue
            path.pop()
            if element.tag == f"{TABLE}table":
                inside -= 1
                if not inside:
                    return  # the first sheet is read; the others may hold anything
            elif element.tag == f"{TABLE}table-row" and inside == 1:
                cells = _ods_cells(element)
                repeated = int(element.get(f"{TABLE}number-rows-repeated", 1))
                path[-1].remove(element)
                width = 0
                if not cells:
                    number += repeated
                    continue
                for _ in range(repeated):
                    number += 1
                    yield number, list(cells)


def _ods_cells(row: ElementTree.Element) -> list[str]:
    """The cells up to the last one that holds something: a sheet goes on with empty ones to its far edge."""
    cells: list[str] = []
    empty = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        value = _ods_value(cell)
        if not value:
            empty += repeated
            continue
        if len(cells) + empty + repeated > MOST_WIDTH:
            raise Unreadable("sa feuille est démesurée. Gardez-en les lignes et les colonnes utiles.")
        cells += [""] * empty + [value] * repeated
        empty = 0
    return cells


def _ods_value(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return shown(float(cell.get(f"{OFFICE}value", "nan")))
    if kind == "boolean":
        return shown(cell.get(f"{OFFICE}boolean-value") == "true")
    if kind == "date":
        return shown(datetime.fromisoformat(cell.get(f"{OFFICE}date-value", "")))
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
