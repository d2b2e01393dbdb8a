"""The one reader of every table that comes in: CSV in any encoding, XLSX, ODS, or what was pasted.

    table = read_table(upload, columns=(Column("name", "nom", aliases=("nom et prénoms",), is_required=True), …))
    for row in table.rows:      # one at a time: nothing is kept
        row.line, row.values["name"]

Whatever cannot be read raises `InvalidInput` with a French sentence that names the cell; the rows are read as they are
asked for, so the sentence may come while they are walked. What was guessed (`table.read_as`) is for the page to show.

A file whose columns are not known beforehand is looked at first (`guess`), then walked as one says (`walk`).
"""

from .guessing import Raw, Reading, Seen, guess, look, walk
from .reading import Column, Row, Table, as_text, folded, read_table, since_1900

__all__ = [
    "Column",
    "Raw",
    "Reading",
    "Row",
    "Seen",
    "Table",
    "as_text",
    "folded",
    "guess",
    "look",
    "read_table",
    "since_1900",
    "walk",
]
