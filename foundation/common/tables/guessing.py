"""How a file that somebody sent seems to be written: guessed, told, and read otherwise where he says so.

    seen = guess(path, known={"intitulé", …})       # reading, headers, first lines, what was done
    for line in walk(path, seen.reading): …          # one at a time, whatever the size

A cell that cannot be trusted does not stop the file: it is told with its line (`Raw.faults`).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from ..exceptions import InvalidInput
from ..typography import plural
from .encodings import ENCODINGS, MARKS, encoding_of, lost_as_controls
from .reading import FORMULA_ERRORS, LOST, MOST_COLUMNS, SEPARATOR_LINE, SEPARATORS, folded, numbered, without_breaks
from .sheets import LARGE, Line, Sheet, Spread, Unreadable, is_packed, letters, open_sheet
from .values import MARKUP, NEUTRALISED, ORDERS, is_in_figures, order_of

MOST_BYTES = 26_214_400
TRIED = (*SEPARATORS, "^", "~", ":")
SHOWN = 8  # lines of the preview
LOOKED = 2_000  # lines looked at to guess
HEADER_WITHIN = 25  # lines
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAMES = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}


@dataclass(frozen=True)
class Reading:
    """All that decides what the cells of a file are."""

    kind: str  # csv, xlsx or ods
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    header_line: int = 1
    date_order: str = "dmy"
    is_1904: bool = False  # the day numbers of a workbook made by an old Macintosh

    @property
    def told(self) -> str:
        parts = [self.kind.upper()]
        if self.kind == "csv":
            sign = NAMES.get(self.separator, f"« {self.separator} »")
            parts += [ENCODINGS.get(self.encoding, self.encoding), f"séparateur {sign}"]
        elif self.sheet:
            parts.append(f"feuille « {self.sheet} »")
        return ", ".join([*parts, f"titres à la ligne {self.header_line}", f"dates en {ORDERS[self.date_order]}"])


@dataclass(frozen=True)
class Raw:
    """A line of the file: its cells, the sentences of those that cannot be trusted, by their place, and the places of
    those that were merged with the line above or below.
    """

    line: int
    cells: list[str]
    faults: dict[int, str] = field(default_factory=dict)
    spread: frozenset[int] = frozenset()

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True)
class Seen:
    """A file as it is read: what its page shows."""

    reading: Reading
    headers: tuple[str, ...]
    sample: tuple[Raw, ...]
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def guess(path: Path, *, known: Collection[str] = (), days: Collection[str] = (), name: str = "file") -> Seen:
    """Find how a file is written; raise InvalidInput under `name` when it is no table that can be read.

    `days`: the titles of columns that hold days. Where one stands in the file, the order of day and month is theirs.
    """
    try:
        reading = _kind_of(path)
        found = _beginning(path, reading)
        known = {folded(word) for word in known}
        header = _header_line(found.lines, known)
        _refuse_turned(found.lines, known)
        dated = _days(found.lines, header, {folded(word) for word in days})
        order = order_of(dated)
        reading = replace(
            reading, sheet=found.sheet, header_line=header, date_order=order or "dmy", is_1904=found.is_1904
        )
        return _seen(reading, found, is_order_known=bool(order) or not dated)
    except Unreadable as refusal:
        raise InvalidInput({name: [_sentence(refusal)]}) from None


def look(path: Path, reading: Reading, *, name: str = "file") -> Seen:
    """The same file, read as one says."""
    try:
        return _seen(reading, _beginning(path, reading))
    except Unreadable as refusal:
        raise InvalidInput({name: [_sentence(refusal)]}) from None


def walk(path: Path, reading: Reading, *, most_rows: int = 200_000) -> Iterator[Raw]:
    """The lines below the header that hold something; raise InvalidInput where the file breaks."""
    count = 0
    try:
        for number, cells in _sheet(path, reading).lines:
            if number <= reading.header_line:
                continue
            while cells and not cells[-1].strip():
                cells.pop()
            if not cells:
                continue
            count += 1
            if count > most_rows:
                raise Unreadable(f"Ce tableau a plus de {most_rows} lignes. Découpez-le.")
            yield checked(number, cells)
    except Unreadable as refusal:
        raise InvalidInput({"file": [_sentence(refusal)]}) from None


def checked(number: int, cells: list[str]) -> Raw:
    faults: dict[int, str] = {}
    spread = frozenset(place for place, cell in enumerate(cells) if isinstance(cell, Spread))
    for place, cell in enumerate(cells):
        if cell.isascii() and cell.isprintable() and not cell.startswith(("#", "'")):
            continue
        cells[place] = cell = NEUTRALISED.sub("", without_breaks(cell))
        if found := (LOST if LOST in cell else "") or (hidden[0] if (hidden := HIDDEN.search(cell)) else ""):
            kind = "illisible" if found == LOST or "\x80" <= found <= "\x9f" else "invisible"
            faults[place] = f"La cellule contient un caractère {kind} (U+{ord(found):04X}). Retapez-la."
        elif cell.strip() in FORMULA_ERRORS:
            faults[place] = f"La cellule contient une formule en erreur ({cell.strip()}). Corrigez-la dans le tableur."
    return Raw(number, cells, faults, spread)


@dataclass(frozen=True)
class _Beginning:
    lines: list[Line]
    sheet: str
    sheets: tuple[str, ...]
    notes: tuple[str, ...]
    is_1904: bool


def _sentence(refusal: Unreadable) -> str:
    text = str(refusal)
    return text if text.startswith(("Ce ", "Les ")) else f"Ce fichier ne se lit pas : {text}"


def _kind_of(path: Path) -> Reading:
    content = _content(path)
    if is_packed(content):
        return Reading("ods" if b"opendocument.spreadsheet" in content[:200] else "xlsx")
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise Unreadable("ce format n’est pas lu, ou il est protégé. Enregistrez-le en XLSX, en ODS ou en CSV.")
    encoding, _ = encoding_of(content)
    start = list(islice(_text_lines(path, encoding), 60))
    if not any(line.strip() for line in start):
        raise Unreadable("Ce fichier est vide. Déposez celui qui contient le tableau.")
    if any("\x00" in line for line in start):
        raise Unreadable("Ce fichier n’est pas un CSV. Dans le tableur, enregistrez-le au format CSV, XLSX ou ODS.")
    said = SEPARATOR_LINE.match(start[0])
    return Reading("csv", encoding, said[1] if said else _separator("".join(start)))


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"Ce fichier dépasse {MOST_BYTES // 1_048_576} Mo. Gardez-en les lignes utiles.")
    return path.read_bytes()


def _separator(text: str) -> str:
    """The sign that cuts the most lines into the same number of cells."""
    best, kept = (0.0, 0), ";"
    for sign in TRIED:
        try:
            counts = Counter(len(cells) for cells in csv.reader(io.StringIO(text), delimiter=sign) if cells)
        except csv.Error:
            continue
        width, times = max(counts.items(), key=lambda each: (each[1] if each[0] > 1 else 0, each[0]))
        score = (times / counts.total(), width) if width > 1 else (0.0, 0)
        if (round(score[0], 1), score[1]) > best:
            best, kept = (round(score[0], 1), score[1]), sign
    return kept


def _text_lines(path: Path, encoding: str) -> Iterator[str]:
    """Lines that end in any way, the mark of the encoding taken off."""
    mark = next((mark for mark, codec, _ in MARKS if codec == encoding), b"")
    errors = "replace" if encoding.startswith("utf") else "surrogateescape"
    with path.open("rb") as raw:
        if raw.read(len(mark)) != mark:
            raw.seek(0)
        try:
            with io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None) as text:
                for line in text:
                    yield line if line.isascii() else lost_as_controls(line)
        except UnicodeError:
            raise Unreadable("Ce fichier n’est pas dans le codage choisi. Choisissez-en un autre.") from None


def _csv_lines(path: Path, reading: Reading) -> Iterator[Line]:
    lines = _text_lines(path, reading.encoding)
    first = next(lines, "")
    skipped = 1 if SEPARATOR_LINE.match(first) else 0

    def whole() -> Iterator[str]:
        if not skipped:
            yield first
        yield from lines

    yield from numbered(
        whole(),
        reading.separator,
        skipped,
        where=lambda number: f" à partir de la ligne {number}",
        cure="Corrigez-la dans le tableur, ou choisissez un autre séparateur.",
    )


def _sheet(path: Path, reading: Reading) -> Sheet:
    if reading.kind == "csv":
        return Sheet("CSV", _csv_lines(path, reading))
    return open_sheet(_content(path), name=reading.sheet, limits=LARGE, is_whole=True)


def _beginning(path: Path, reading: Reading) -> _Beginning:
    sheet = _sheet(path, reading)
    kept = [
        (number, cells) for number, cells in map(_narrow, islice(sheet.lines, LOOKED)) if any(map(str.strip, cells))
    ]
    if not kept:
        raise Unreadable("Ce tableau est vide. Choisissez une autre feuille, ou un autre fichier.")
    told = ("calendrier de 1904 : les numéros de jour sont comptés ainsi",) if sheet.is_1904 else ()
    return _Beginning(kept, sheet.name, sheet.names, sheet.notes + told, sheet.is_1904)


def _narrow(line: Line) -> Line:
    """A line without what is empty beyond the columns that a table may have; refused before more of it is looked at."""
    number, cells = line
    if len(cells) > MOST_COLUMNS:
        if any(cell.strip() for cell in cells[MOST_COLUMNS:]):
            raise Unreadable(
                f"Ce tableau a plus de {MOST_COLUMNS} colonnes (ligne {number}). Gardez les colonnes utiles."
            )
        del cells[MOST_COLUMNS:]
    return number, cells


def _days(lines: list[Line], header: int, known: Collection[str]) -> list[str]:
    """The cells whose figures are a day: those under a title known for it, else any with a year in four figures (a
    version or a number of article has none).
    """
    titles = next((cells for number, cells in lines if number == header), [])
    places = {place for place, title in enumerate(titles) if folded(title) in known}
    below = [cells for number, cells in lines if number > header]
    if places:
        return [cell for cells in below for place, cell in enumerate(cells) if place in places and is_in_figures(cell)]
    return [cell for cells in below for cell in cells if is_in_figures(cell, is_whole=True)]


def _header_line(lines: list[Line], known: Collection[str]) -> int:
    """The line that looks most like titles: names that are known, else short words, all different."""

    def score(cells: list[str]) -> tuple[int, int]:
        names = [folded(cell) for cell in cells if cell.strip()]
        words = {name for name in names if len(name) <= 60 and not re.fullmatch(r"[\d .,/%€:-]+", name)}
        return len(words & set(known)), len(words)

    near = [(number, *score(cells)) for number, cells in lines[:HEADER_WITHIN]]
    best_known = max(found for _, found, _ in near)
    if best_known >= 2:
        return next(number for number, found, _ in near if found == best_known)
    widest = max(words for _, _, words in near)
    return next(number for number, _, words in near if words >= max(1, 0.8 * widest))


def _refuse_turned(lines: list[Line], known: Collection[str]) -> None:
    """A sheet whose fields stand one below the other, with a column for each row."""
    across = max(len({folded(cell) for cell in cells} & set(known)) for _, cells in lines[:HEADER_WITHIN])
    down = len({folded(cells[0]) for _, cells in lines[:200] if cells} & set(known))
    if down >= 3 and down > across:
        raise Unreadable(
            "Ce tableau est tourné : ses titres se suivent de haut en bas dans la première colonne, et chaque fiche est"
            " une colonne. Dans le tableur, copiez-le, puis « Collage spécial », « Transposer », et déposez le"
            " résultat."
        )


def _seen(reading: Reading, found: _Beginning, *, is_order_known: bool = True) -> Seen:
    titles = next((cells for number, cells in found.lines if number == reading.header_line), None)
    if titles is None:
        raise Unreadable(f"Ce tableau n’a rien à la ligne {reading.header_line}. Donnez la ligne des titres.")
    width = max(len(titles), *(len(cells) for number, cells in found.lines if number > reading.header_line), 0)
    if width > MOST_COLUMNS:
        raise Unreadable(f"Ce tableau a plus de {MOST_COLUMNS} colonnes. Gardez les colonnes utiles.")
    headers, doubles = _headers(titles, width)
    below = [(number, cells) for number, cells in found.lines if number > reading.header_line]
    notes = list(found.notes)
    if reading.header_line > 1:
        above = reading.header_line - 1
        notes.append(f"{plural(above, 'ligne')} au-dessus des titres : {'laissée' if above == 1 else 'laissées'}")
    if doubles:
        notes.append(f"titres en double, numérotés : {', '.join(doubles)}")
    if marked := sum(bool(MARKUP.search(cell)) for _, cells in below for cell in cells):
        notes.append(f"{plural(marked, 'cellule')} avec des balises HTML : seul le texte est gardé")
    if not is_order_known:
        notes.append("rien ne dit si le jour vient avant le mois : l’ordre français est supposé, vérifiez-le")
    sample = tuple(checked(number, list(cells)) for number, cells in below[:SHOWN])
    return Seen(reading, headers, sample, found.sheets, tuple(notes))


def _headers(titles: list[str], width: int) -> tuple[tuple[str, ...], list[str]]:
    """A name for each column: the title, numbered where it stands twice, the letter where there is none."""
    names: list[str] = []
    doubles: list[str] = []
    for place in range(width):
        title = " ".join(titles[place].split()) if place < len(titles) else ""
        title = title or f"colonne {letters(place)}"
        if title in names:
            doubles.append(f"« {title} »")
            title = f"{title} ({sum(name == title or name.startswith(f'{title} (') for name in names) + 1})"
        names.append(title[:200])
    return tuple(names), doubles
