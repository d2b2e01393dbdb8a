"""How the rows behind a figure are shown: a few columns for each kind of row, the first one being its link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commissions.models import Commission, Mandate, Seat
from foundation.common.facts import fact
from foundation.common.keyset import capped_count
from foundation.common.typography import known, plural, short_amount, short_date
from projects.enums import Colour, Stage
from projects.models import Project
from recommendations.enums import RecommendationState
from recommendations.models import Recommendation

Column = tuple[str, Callable[[Any], str]]


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


COLUMNS: dict[type, tuple[Callable[[Any], str], tuple[Column, ...]]] = {
    Commission: (
        lambda row: reverse("commissions:detail", args=[row.pk]),
        (
            ("Commission", lambda row: f"{row.code} · {row.ministry.name if row.ministry else row.name}"),
            ("Sessions tenues", lambda row: str(getattr(row, "held", "–"))),
            ("Sessions dues", lambda row: known(getattr(row, "due", None))),
            ("Première session", lambda row: short_date(row.first_on) if hasattr(row, "first_on") else "–"),
            (
                "Délai du procès-verbal",
                lambda row: plural(row.pv_after.days, "jour") if getattr(row, "pv_after", None) is not None else "–",
            ),
            ("Procès-verbaux attendus", lambda row: str(getattr(row, "pv_missing", "–"))),
        ),
    ),
    Seat: (
        lambda row: reverse("commissions:detail", args=[row.commission_id]),
        (("Siège", lambda row: row.label), ("Commission", lambda row: row.commission.code)),
    ),
    Mandate: (
        lambda row: reverse("commissions:seat", args=[row.seat_id]),
        (
            ("Siège", lambda row: row.seat.label),
            ("Titulaire", lambda row: row.person.full_name),
            ("Commission", lambda row: row.seat.commission.code),
            ("Fin du mandat", lambda row: short_date(row.valid_to)),
        ),
    ),
    Project: (
        lambda row: reverse("projects:detail", args=[row.pk]),
        (
            ("Projet", lambda row: f"{row.code} · {row.title}"),
            ("Stade", lambda row: Stage(row.stage).label),
            ("Signal", lambda row: Colour(row.colour).label),
            ("Fin prévue", lambda row: short_date(row.planned_end)),
            ("Coût prévu", lambda row: short_amount(row.planned_cost)),
            ("À jour jusqu’au", lambda row: short_date(row.fresh_until)),
        ),
    ),
    Recommendation: (
        lambda row: reverse("recommendations:detail", args=[row.pk]),
        (
            ("Recommandation", lambda row: row.text),
            ("Destinataire", lambda row: known(row.addressee_label)),
            ("Échéance", lambda row: short_date(row.due_on)),
            ("État", lambda row: RecommendationState(row.state).label),
        ),
    ),
}


def table_of(rows: QuerySet, limit: int) -> RowTable | None:
    """Return the first rows as text cells; None for a kind of row that has no page of its own."""
    if rows.model not in COLUMNS:
        return None
    address, columns = COLUMNS[rows.model]
    if not rows.query.order_by:
        rows = rows.order_by("pk")
    lines = tuple(TableRow(address(row), tuple(form(row) for _, form in columns)) for row in rows[:limit])
    return RowTable(
        tuple(label for label, _ in columns),
        lines,
        capped_count(rows) if len(lines) == limit else len(lines),
        len(lines),
    )
