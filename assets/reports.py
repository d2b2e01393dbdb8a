"""The papers of the assets: the statement of a campaign of inventory, what the holder of an asset signs."""

from typing import TYPE_CHECKING

from foundation.common.exceptions import Refused
from foundation.common.typography import long_date
from foundation.documents.layout import Frame, paper_html

from .queries.stocktakes import PRINTED, statement_of

if TYPE_CHECKING:
    from .models import Asset, Stocktake


def statement_html(row: "Stocktake") -> str:
    title = f"État d’inventaire : {row.title}"
    frame = Frame(
        title,
        str(row.ministry),
        organ=str(row.structure) if row.structure else "",
        reference=f"Campagne close le {long_date(row.closed_on, weekday=False)}",
        is_specimen=row.is_fictitious,
    )
    return paper_html("pdf/stocktake.html", frame, row=row, statement=statement_of(row, PRINTED))


def statement_pdf(row: "Stocktake") -> bytes:
    return _printed(statement_html(row), f"État d’inventaire : {row.title}")


def handover_pdf(row: "Asset") -> bytes:
    title = f"Fiche de remise : {row.code}"
    organ = str(row.structure) if row.structure else ""
    frame = Frame(title, str(row.ministry), organ=organ, reference=row.code, is_specimen=row.is_fictitious)
    return _printed(paper_html("pdf/handover.html", frame, row=row), title)


def _printed(html: str, title: str) -> bytes:
    from foundation.documents.render import RenderingFailed, render_pdf

    try:
        return render_pdf(html, title=title, timeout=60)
    except RenderingFailed as error:
        raise Refused("Impossible de composer ce papier maintenant : redemandez-le plus tard.") from error
