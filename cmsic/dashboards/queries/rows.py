"""The rows behind a figure, as cells of text: each app says the columns of its own (`show_rows`)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.common.facts import fact
from foundation.common.figures import SHOWN_ROWS
from foundation.common.keyset import capped_count

ROWS_SHOWN = 200


@dataclass(frozen=True)
class TableRow:
    href: str = fact("page de la fiche", help_text="page de la fiche ; elle finit par son identifiant")
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowTable:
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: int
    shown: int = fact("lignes montrées", help_text=f"{ROWS_SHOWN} au plus ; le reste est à l’adresse de `href`")


def table_of(rows: QuerySet, limit: int) -> RowTable | None:
    """Return the first rows as text cells; None for a kind of row that has no page of its own."""
    known = SHOWN_ROWS.get(rows.model)
    if known is None:
        return None
    if not rows.query.order_by:
        rows = rows.order_by("pk")
    lines = tuple(TableRow(known.address(row), tuple(form(row) for _, form in known.columns)) for row in rows[:limit])
    return RowTable(
        tuple(label for label, _ in known.columns),
        lines,
        capped_count(rows) if len(lines) == limit else len(lines),
        len(lines),
    )
