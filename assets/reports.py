"""The papers of the assets: the statement of a campaign of inventory, what the holder of an asset signs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.common.exceptions import Refused
from foundation.common.typography import known, short_date, shortened
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html
from foundation.documents.models import Document

from .enums import STATEMENT_PAPER
from .queries.stocktakes import PRINTED, statement_of

if TYPE_CHECKING:
    from .models import Asset, Stocktake, StocktakeLine

SCHEMA = "cmsic/etat-d-inventaire/1"
LONGEST = 270  # signs of the title of a campaign in that of its paper
WORDS = 150  # signs of a cell: three thousand lines of such stay within what a paper takes


@dataclass(frozen=True)
class StatementLine:
    code: str
    title: str
    place: str  # of its sheet
    seen_at: str
    state: str
    note: str


@dataclass(frozen=True)
class StatementContent:
    schema: str
    stocktake_id: str
    title: str
    reference: str
    ministry: str
    organ: str
    is_fictitious: bool
    opened_on: str
    closed_on: str
    site: str
    expected: int
    confirmed: int
    share: int | None
    missing_count: int
    missing: tuple[StatementLine, ...]
    found_count: int
    found: tuple[StatementLine, ...]
    waiting_count: int
    waiting: tuple[StatementLine, ...]
    noted_by: tuple[str, ...]


def build_statement(row: "Stocktake") -> StatementContent:
    """Read once, when the campaign is closed (4 queries); needs `with_counts`."""
    closed_on = row.closed_on or row.opened_on
    told = statement_of(row, PRINTED)
    return StatementContent(
        schema=SCHEMA,
        stocktake_id=str(row.pk),
        title=f"État d’inventaire : {shortened(row.title, LONGEST)}",
        reference=f"{shortened(row.ministry.short_name)}/INVENTAIRE/{closed_on.isoformat()}",
        ministry=str(row.ministry),
        organ=str(row.structure) if row.structure else "",
        is_fictitious=row.is_fictitious,
        opened_on=short_date(row.opened_on),
        closed_on=short_date(closed_on),
        site=row.site,
        expected=told.expected,
        confirmed=told.confirmed,
        share=told.share,
        missing_count=told.missing_count,
        missing=tuple(map(_line, told.missing)),
        found_count=told.found_count,
        found=tuple(map(_line, told.found)),
        waiting_count=told.waiting_count,
        waiting=tuple(map(_line, told.waiting)),
        noted_by=told.noted_by,
    )


def _line(line: "StocktakeLine") -> StatementLine:
    asset = line.asset
    code, title, place, state = "hors registre", line.label, "–", ""
    if asset is not None:
        code, title, place, state = asset.code, asset.title, known(asset.place), asset.get_state_display()
    title, place, seen_at, note = (shortened(text, WORDS) for text in (title, place, line.site, line.note))
    return StatementLine(code, title, place, seen_at, state, note)


def statement_html(document: Document, *, code: str = "") -> str:
    told: dict[str, Any] = document.content
    frame = Frame(
        told["title"],
        told["ministry"],
        organ=told["organ"],
        reference=told["reference"],
        is_specimen=told["is_fictitious"],
        code=code,
    )
    return paper_html("pdf/stocktake.html", frame, told=told)


def statement_paper() -> Paper:
    return Paper(STATEMENT_PAPER, "état d’inventaire", statement_html)


def handover_pdf(row: "Asset") -> bytes:
    """One page: made while one waits."""
    from foundation.documents.render import RenderingFailed, render_pdf

    title = f"Fiche de remise : {row.code}"
    organ = str(row.structure) if row.structure else ""
    frame = Frame(title, str(row.ministry), organ=organ, reference=row.code, is_specimen=row.is_fictitious)
    try:
        return render_pdf(paper_html("pdf/handover.html", frame, row=row), title=title, timeout=60)
    except RenderingFailed as error:
        raise Refused("Impossible de composer ce papier maintenant : redemandez-le plus tard.") from error
