"""Small files made at load, with real text in them: a note in PDF, an act in DOCX. Each says that it is fictitious."""

import io
import zipfile
from collections.abc import Sequence
from textwrap import wrap
from uuid import UUID
from xml.sax.saxutils import escape

from foundation.accounts.models import Scope, User
from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import CONTENT_TYPES
from foundation.documents.operations.storing import store_bytes

NOTICE = "Pièce fictive, pour la démonstration : elle n’engage aucune administration."


def store_pdf(
    name: str, title: str, paragraphs: Sequence[str], *, scope: Scope, commission_id: UUID | None, by: User | None
) -> StoredFile:
    content = pdf(title, [NOTICE, *paragraphs])
    return store_bytes(
        content,
        name=name,
        content_type=CONTENT_TYPES["pdf"],
        scope=scope,
        by=by,
        commission_id=commission_id,
        level=Level.PERSONAL,
    )


def store_docx(name: str, title: str, paragraphs: Sequence[str], *, scope: Scope, by: User | None) -> StoredFile:
    return store_bytes(
        docx(title, [NOTICE, *paragraphs]), name=name, content_type=CONTENT_TYPES["docx"], scope=scope, by=by
    )


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """One page a list of 40 lines, in the Helvetica that every reader has: no font to embed, nothing to lay out."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*wrap(paragraph, 88), ""]
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids"
        f" [{' '.join(f'{4 + 2 * rank} 0 R' for rank in range(len(pages)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for rank, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents"
            f" {5 + 2 * rank} 0 R >>".encode()
        )
        words = b"\n".join(b"(%s) Tj T*" % _shown(line) for line in page)
        drawn = b"BT /F1 11 Tf 16 TL 71 771 Td\n%s\nET" % words
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _assembled(objects)


def _shown(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def docx(title: str, paragraphs: Sequence[str]) -> bytes:
    """The three parts that a word processor needs to open a text."""
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>' for words in (title, *paragraphs)
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
            f' PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
            ' Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            # A fixed date: the same demo twice is the same file, stored once.
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), part)
    return out.getvalue()
