"""HTML to PDF/A-3a and PDF/UA-1, by one door.

WeasyPrint runs in a child forked from a warm process: a text that eats memory or time ends that child only (ADR 0012).
Nothing is fetched but `data:` and the assets listed here; only the fonts of the repository exist.
"""

import gc
import logging
import os
import warnings
import zlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from foundation.common.exceptions import Refused

from .child import BROKEN, DONE, TOO_LONG, Child, ChildEnded

FONTS = settings.BASE_DIR / "static" / "fonts" / "pdf"
PAPER = settings.BASE_DIR / "templates" / "pdf" / "paper.css"
ASSETS = {"specimen.svg": (settings.BASE_DIR / "templates" / "pdf" / "specimen.svg", "image/svg+xml")}
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="family" mode="append" binding="weak"><string>Inter</string></edit></match>
</fontconfig>
"""
# PDF/A asks that the namespace of PDF/UA be declared; PDF/UA asks for its part.
UA_METADATA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""  # noqa: E501
WARM_UP = (
    '<html lang="fr"><title>x</title><h1>É</h1><p>a <b>b</b> <i>c</i> <strong>d</strong></p><table><thead><tr><th'
    ' scope="col">e<tbody><tr><td>f</table>'
)

LARGEST = 2_000_000  # signs of a page to lay out, some five hundred pages: past it a worker would be held for minutes

# Data ending in CR, then the writer's LF: read as one end of line, the stream is one byte shorter than it says
# (PDF/A-3, 6.1.7.1).
AMBIGUOUS_END = b"\r\nendstream"


class RenderingFailed(Exception):
    """The child ended without a PDF, for a reason that may not come back."""


class TooHeavy(Refused):
    """The text asks for more memory or time than a paper may take. Another attempt would end the same way."""


def render_pdf(
    html: str,
    *,
    title: str,
    attachment: tuple[str, bytes] | None = None,
    language: str = "fr",
    moment: datetime | None = None,
    timeout: float = 180,
) -> bytes:
    """Lay out one HTML page as PDF/A-3a and PDF/UA-1; raise TooHeavy, before anything is laid out, for a text without
    end, and past the limits of settings.PDF_LIMITS.

    The same page, attachment and moment give the same bytes.
    """
    if len(html) > LARGEST:
        raise TooHeavy(
            f"Impossible de composer le document : son texte compte {len(html) // 1_000} milliers de signes, et un"
            f" papier en prend {LARGEST // 1_000} au plus. Raccourcissez ses textes les plus longs, ou joignez-les en"
            " annexe."
        )
    warm_up()
    try:
        outcome, answer = _child.ask((html, title, attachment, language, moment), settings.PDF_LIMITS, timeout)
    except (ChildEnded, TimeoutError) as error:
        raise RenderingFailed(str(error)) from error
    if outcome == DONE:
        return answer
    if outcome == BROKEN:
        raise RenderingFailed(answer.decode("utf-8", "replace"))
    raise TooHeavy(
        f"Impossible de composer le document : il demande plus de {'temps' if outcome == TOO_LONG else 'mémoire'} qu’un"
        " document ne doit en prendre. Allégez son texte ou ses tableaux, puis redemandez-le ; rien d’autre n’est"
        " touché."
    )


def _asked(request: tuple[str, str, tuple[str, bytes] | None, str, datetime | None]) -> bytes:
    html, title, attachment, language, moment = request
    return _render(html, title=title, attachment=attachment, language=language, moment=moment)


_child = Child(_asked)


def dismiss() -> None:
    """End the child that renders; the next rendering forks another from this process as it then is."""
    _child.end()


@cache
def warm_up() -> None:
    """Load WeasyPrint, the fonts and our stylesheet once for the process; the child that renders is forked
    from there.
    """
    _prepare_fonts()
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        _render(WARM_UP, title="x")
    gc.collect()
    gc.freeze()


def _prepare_fonts() -> None:
    folder = Path(settings.DATA_DIR) / "fontconfig"
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "fonts.conf"
    text = FONTCONFIG.format(fonts=FONTS, cache=folder / "cache")
    if not configuration.exists() or configuration.read_text() != text:
        temporary = folder / f"fonts.{os.getpid()}"
        temporary.write_text(text)
        temporary.replace(configuration)
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    logging.getLogger("fontTools").setLevel(logging.WARNING)


@cache
def _stylesheet(changed_at: float) -> Any:
    import weasyprint

    return weasyprint.CSS(string=PAPER.read_text(encoding="utf-8"), url_fetcher=_fetcher())


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetsOnly(URLFetcher):
        """Refuses all but inline data and the assets of the house: by default a page could embed any file of the
        server.
        """

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == "asset" and name in ASSETS:
                path, content_type = ASSETS[name]
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})
            if scheme == "data":
                return super().fetch(url, headers)
            raise ValueError("only data: and asset: may be fetched")

    return AssetsOnly(allowed_protocols=["data"], allow_redirects=False)


def _render(
    html: str,
    *,
    title: str,
    attachment: tuple[str, bytes] | None = None,
    language: str = "fr",
    moment: datetime | None = None,
) -> bytes:
    moment = moment or timezone.now()
    for padding in range(8):
        pdf = _write(html, title, attachment, language, moment, padding)
        if AMBIGUOUS_END not in pdf:
            return pdf
    raise RenderingFailed("a stream ends in CR")


def _write(
    html: str, title: str, attachment: tuple[str, bytes] | None, language: str, moment: datetime, padding: int
) -> bytes:
    """`padding` moves the bytes of the tables that are written after the finisher, one time in two hundred."""
    import pydyf
    import weasyprint

    def finisher(document: Any, pdf: Any) -> None:
        if padding:
            pdf.catalog["CMSICPadding"] = padding
        for item in pdf.objects:
            if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
                # From part 2 on WeasyPrint compresses it; plain is valid under every reading of the norm.
                item.compress = False
                xmp = b"".join(part if isinstance(part, bytes) else part.data for part in item.stream)
                item.stream = [xmp.replace(b"</rdf:RDF>", UA_METADATA + b"</rdf:RDF>", 1)]
            elif isinstance(item, pydyf.Stream):
                _settle(item)

    files = None
    if attachment is not None:
        name, content = attachment
        files = [
            weasyprint.Attachment(
                string=content,
                name=name,
                description="Contenu figé",
                relationship="Source",
                created=moment,
                modified=moment,
                url_fetcher=_fetcher(),
            )
        ]
    options: dict[str, Any] = {
        "pdf_variant": "pdf/a-3a",
        "attachments": files,
        "pdf_identifier": b"cmsic",
        "stylesheets": [_stylesheet(PAPER.stat().st_mtime)],
    }
    document = weasyprint.HTML(string=html, url_fetcher=_fetcher()).render(**options)
    document.metadata.title, document.metadata.lang, document.metadata.generator = title, language, "Portail CMSIC"
    document.metadata.created = document.metadata.modified = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return document.write_pdf(finisher=finisher, **options)


def _settle(stream: Any) -> None:
    """Compress a stream now, once.

    When its data then end in CR (its checksum decides, at every level), write them in hexadecimal.
    """
    import pydyf

    data = b"\n".join(pydyf._to_bytes(part) for part in stream.stream)
    if stream.compress:
        data = zlib.compress(data, 9)
        stream.extra["Filter"] = "/FlateDecode"
        stream.compress = False
    if data.endswith(b"\r"):
        data = data.hex().encode() + b">"
        inner = stream.extra.get("Filter")
        stream.extra["Filter"] = pydyf.Array(["/ASCIIHexDecode", inner]) if inner else "/ASCIIHexDecode"
        if "DecodeParms" in stream.extra:
            stream.extra["DecodeParms"] = pydyf.Array(["null", stream.extra["DecodeParms"].data])
    stream.stream = [data]
