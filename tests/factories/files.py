"""Files as people send them: PDF with pages of text or scans, pictures."""

import io
from typing import Any

import pikepdf
from PIL import Image

from foundation.common.models import Level
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import CONTENT_TYPES
from foundation.documents.operations.storing import store_bytes


def picture_of(words: str, *, size: tuple[int, int] = (1240, 1754), kind: str = "JPEG") -> bytes:
    """A picture as heavy as a scan: no two are alike."""
    grain = Image.effect_noise(size, 30)
    grain.putpixel((0, 0), sum(words.encode()) % 255)
    out = io.BytesIO()
    grain.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind, **({"quality": 55} if kind == "JPEG" else {}))
    return out.getvalue()


def pdf_of(
    words: str, pages: int = 1, *, scan: bytes = b"", rotate: int = 0, bookmark: str = "", **options: Any
) -> bytes:
    """A PDF of some pages, each saying its words and number; with `scan`, each a picture over the whole page."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        image = None
        if scan:
            image = pdf.make_stream(
                scan, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1240, Height=1754, BitsPerComponent=8
            )
            image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(595, 842))
            resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            if image is not None:
                resources.XObject = pikepdf.Dictionary(I=image)
            page.obj.Resources = resources
            drawn = "q 595 0 0 842 0 0 cm /I Do Q " if image is not None else ""
            page.contents_add(f"{drawn}BT /F 12 Tf 70 700 Td ({words} {number}) Tj ET".encode("latin-1"))
            if rotate:
                page.obj.Rotate = rotate
        if bookmark:
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(bookmark, pages - 1))
        out = io.BytesIO()
        pdf.save(out, **options)
        return out.getvalue()


def stored(content: bytes, name: str) -> StoredFile:
    return store_bytes(
        content,
        name=name,
        content_type=CONTENT_TYPES[name.rpartition(".")[2]],
        scope=None,
        by=None,
        level=Level.PERSONAL,
    )
