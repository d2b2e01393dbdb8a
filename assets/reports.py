"""The statement of a campaign of inventory, as a paper."""

from typing import TYPE_CHECKING

from foundation.common.exceptions import Refused
from foundation.common.typography import long_date
from foundation.documents.layout import Frame, paper_html

from .queries.stocktakes import statement_of

if TYPE_CHECKING:
    from .models import Stocktake


def statement_html(row: "Stocktake") -> str:
    title = f"État d’inventaire : {row.title}"
    frame = Frame(
        title,
        str(row.ministry),
        organ=str(row.structure) if row.structure else "",
        reference=f"Campagne close le {long_date(row.closed_on, weekday=False)}",
        is_specimen=row.is_fictitious,
    )
    return paper_html("pdf/stocktake.html", frame, row=row, statement=statement_of(row))


def statement_pdf(row: "Stocktake") -> bytes:
    from foundation.documents.render import RenderingFailed, render_pdf

    try:
        return render_pdf(statement_html(row), title=f"État d’inventaire : {row.title}", timeout=60)
    except RenderingFailed as error:
        raise Refused("Impossible de composer l’état d’inventaire maintenant : redemandez-le plus tard.") from error
