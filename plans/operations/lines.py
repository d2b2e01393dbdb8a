"""Lines that somebody pastes, or a table that he sends: one title a line, or columns under a header."""

import re
from collections.abc import Collection, Sequence

from django.core.files.uploadedfile import UploadedFile

from foundation.common.exceptions import InvalidInput
from foundation.common.tables import Column, Row, folded, read_table

MOST_LINES = 500
BULLET = re.compile(r"^[-–•*▪·]\s+")


def rows_of(lines: str, upload: UploadedFile | None, columns: Sequence[Column]) -> list[Row]:
    """The rows of a file, or of what was pasted. The first column is the title: alone, it needs no header."""
    if upload is not None and lines.strip():
        raise InvalidInput({"upload": ["Collez des lignes ou déposez un fichier, l’un des deux."]})
    title = columns[0]
    if upload is not None:
        rows = list(read_table(upload.read(), columns=columns, most_rows=MOST_LINES, name="upload").rows)
    elif _has_header(lines, title):
        rows = list(read_table(lines, columns=columns, most_rows=MOST_LINES, name="lines").rows)
    else:
        texts = ((number, BULLET.sub("", line.strip())) for number, line in enumerate(lines.splitlines(), start=1))
        rows = [Row(number, {title.name: " ".join(text.split())}) for number, text in texts if text]
    name = "upload" if upload is not None else "lines"
    if not rows:
        raise InvalidInput({name: ["Aucune ligne : collez-en au moins une, ou déposez le tableau."]})
    if len(rows) > MOST_LINES:
        raise InvalidInput({name: [f"{len(rows)} lignes : {MOST_LINES} au plus à la fois. Découpez l’envoi."]})
    return rows


def _has_header(lines: str, title: Column) -> bool:
    """Whether the first line names several columns, the title among them."""
    first = next((line for line in lines.splitlines() if line.strip()), "")
    cells = [folded(cell.strip().strip('"')) for cell in re.split(r"[;,\t|]", first)]
    return len(cells) > 1 and bool({folded(name) for name in (title.label, *title.aliases)} & set(cells))


def refuse_lines(name: str, found: Collection[str]) -> None:
    """Refuse all of them when some cannot be kept, with what is wrong of each."""
    if found:
        said = list(found)
        more = [f"… et {len(said) - 10} autres lignes à corriger."] if len(said) > 10 else []
        raise InvalidInput({name: [*said[:10], *more, "Rien n’a été enregistré."]})


def titles_refused(rows: Sequence[Row], name: str, most: int, known: Collection[str], what: str) -> list[str]:
    """The lines without a title, with one too long, or with one that is there already."""
    seen, said = set(known), []
    for row in rows:
        text = row.values.get(name, "")
        if not text:
            said.append(f"Ligne {row.line} : il manque {what}.")
        elif len(text) > most:
            said.append(f"Ligne {row.line} : {len(text)} caractères, {most} au plus.")
        elif folded(text) in seen:
            said.append(f"Ligne {row.line} : « {text[:80]} » y est déjà.")
        seen.add(folded(text))
    return said
