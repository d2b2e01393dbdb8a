"""Read the words of a file sent by somebody, in a process of its own with limits. No Django here, no secret in its
environment.

    python -m foundation.documents.extraction PATH EXTENSION      prints {"text": "…", "pages": n, "cut": false} or
    {"finding": "…"}

A finding completes « Texte illisible : <finding> ».
"""

import json
import re
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
CPU = 120  # seconds
MAX_PAGES = 2000
MAX_CHARACTERS = 2_000_000
LEAST_LETTERS = 15  # per page, on average: a scan often carries a stamp or a page number as text
LEAST_SHARE = 0.5  # of letters and digits among what is not blank: below, the fonts do not say their letters

Words = tuple[str, int]


class Finding(Exception):
    """Why no word can be read."""


def read_pdf(path: Path) -> Words:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path, strict=False)
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
        raise Finding("le PDF est abîmé") from None
    parts, size = [], 0
    for number in range(min(count, MAX_PAGES)):
        try:
            part = reader.pages[number].extract_text()
        except (
            PyPdfError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            ArithmeticError,
            NotImplementedError,
        ):
            part = ""  # one page that cannot be read does not hide the others
        parts.append(part)
        size += len(part)
        if size > MAX_CHARACTERS:
            break
    return "\n\n".join(parts), count


def read_docx(path: Path) -> Words:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        body = docx.Document(str(path)).element.body
    except (OpcError, ValueError, KeyError, AttributeError, OSError):
        raise Finding("le fichier DOCX est abîmé") from None
    # Tables, lists, links and insertions under revision are all paragraphs somewhere below; deletions under revision
    # bear another name.
    return "\n".join(_docx_paragraphs(body)), 1


def _docx_paragraphs(body: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    spaces = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    for paragraph in body.iter(qn("w:p")):
        yield "".join(spaces.get(piece.tag) or piece.text or "" for piece in paragraph.iter(qn("w:t"), *spaces))


READERS: dict[str, Callable[[Path], Words]] = {"pdf": read_pdf, "docx": read_docx}


def clean(text: str) -> str:
    """One space between words, two ends of line at most, a word cut at the end of a line made whole, nothing the
    database refuses.
    """
    text = re.sub(
        r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]",
        "",
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n"),
    )
    text = text.replace("\u00ad", "").replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\ufb00", "ff")
    text = re.sub(r"(?<=[^\W\d_])-\n(?=[a-zà-öø-ÿœ])", "", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def read(path: Path, extension: str) -> dict[str, object]:
    """Return the words; raise Finding when there is none that one could search."""
    text, pages = READERS[extension](path)
    text = clean(text)
    letters = sum(character.isalnum() for character in text)
    if letters < LEAST_LETTERS * max(1, min(pages, MAX_PAGES)):
        raise Finding("scan sans texte" if extension == "pdf" else "document sans texte")
    if letters < LEAST_SHARE * sum(not character.isspace() for character in text):
        raise Finding("les polices du PDF ne disent pas quelles lettres elles dessinent")
    return {"text": text[:MAX_CHARACTERS], "pages": pages, "cut": len(text) > MAX_CHARACTERS or pages > MAX_PAGES}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, object] = {}
    try:
        answer = read(Path(sys.argv[1]), sys.argv[2])
    except Finding as finding:
        answer = {"finding": str(finding)}
    except (MemoryError, RecursionError):
        answer = {"finding": "sa lecture demande trop de mémoire"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
