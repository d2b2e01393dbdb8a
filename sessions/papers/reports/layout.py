"""How the papers of a session are laid out, from their frozen content alone."""

import re
from typing import Any

from markupsafe import Markup, escape

from foundation.common.typography import nbsp
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document

from ..enums import ATTENDANCE, PV, PV_DRAFT, STATEMENT

# Never broken after a slash. What an unbreakable space binds to it (« n° ») goes with it: WeasyPrint 70 breaks the line
# after each word before an unbreakable box that begins where no line may end.
REFERENCE = re.compile(r"[^ \n<>]*\b\d+(?:-\d+)?/[A-Z]{2,}(?:/[A-Z0-9-]+)+")
ADDRESS = re.compile(r"https?://[^\s<]*[^\s<.,;:)]")
NOT_KNOWN = re.compile(r"non renseignée?s?")


def said(text: str) -> Markup:
    """A sentence with French spaces, what nobody knows set in muted italics."""
    marked = NOT_KNOWN.sub(r'<em class="unknown">\g<0></em>', str(escape(nbsp(text))))
    marked = ADDRESS.sub(r'<span class="address">\g<0></span>', marked)
    return Markup(REFERENCE.sub(r'<span class="reference-number">\g<0></span>', marked))


def pv_html(document: Document, *, code: str = "") -> str:
    pv: dict[str, Any] = document.content
    frame = Frame(
        title=pv["title"],
        ministry=pv["letterhead"]["ministry"],
        organ=pv["letterhead"]["commission"],
        reference=pv_reference(pv),
        is_specimen=pv["is_fictitious"],
        code=code,
    )
    return paper_html("pdf/pv.html", frame, pv=pv, shift=0, said=said, fingerprint=document.content_sha256)


def attendance_html(document: Document, *, code: str = "") -> str:
    sheet: dict[str, Any] = document.content
    heading = sheet["letterhead"]
    frame = Frame(
        title=sheet["title"],
        ministry=heading["ministry"],
        organ=heading["commission"],
        reference="",
        is_specimen=sheet["is_fictitious"],
        code=code,
    )
    return paper_html("pdf/attendance_sheet.html", frame, sheet=sheet, said=said)


def statement_html(document: Document, *, code: str = "") -> str:
    sheet: dict[str, Any] = document.content
    heading = sheet["letterhead"]
    frame = Frame(
        title=sheet["title"],
        ministry=heading["ministry"],
        organ=heading["commission"],
        reference="",
        is_specimen=sheet["is_fictitious"],
        code=code,
    )
    return paper_html("pdf/presence_statement.html", frame, sheet=sheet, said=said)


def printed_organ(letterhead: dict[str, str]) -> str:
    """The commission under its ministry, which the paper does not name twice."""
    return Frame(title="", ministry=letterhead["ministry"], organ=letterhead["commission"]).printed_organ


def pv_reference(pv: dict[str, Any]) -> str:
    """What stands under the letterhead: the number, or why there is none."""
    if pv["status"] == "final":
        return str(pv["reference"])
    return (
        "Procès-verbal reconstitué, numéro non renseigné"
        if pv["status"] == "reconstituted"
        else "Projet de procès-verbal, sans numéro"
    )


def pv_paper() -> Paper:
    return Paper(PV, "procès-verbal", pv_html)


def pv_draft_paper() -> Paper:
    return Paper(PV_DRAFT, "projet de procès-verbal", pv_html)


def attendance_paper() -> Paper:
    return Paper(ATTENDANCE, "feuille d’émargement", attendance_html)


def statement_paper() -> Paper:
    return Paper(STATEMENT, "état de présence", statement_html)
