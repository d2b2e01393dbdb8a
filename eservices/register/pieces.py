"""The pieces that e-services ask for, each with the authority that holds it already."""

from typing import Any

from django.db.models import Q

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import known
from foundation.registers.register import Register, Words

from ..enums import Held
from ..models import AskedPiece
from ..queries.pieces import asked_pieces
from ..rules import can_keep_service
from .common import SERVICE_COLUMNS, PartFilter, of_services

NAMED = ~Q(holder=None) | ~Q(holder_name="")


class PieceFilter(PartFilter):
    words = ("name", "holder_name")
    held = chosen("Détention", Held, "toutes")
    holder = chosen(
        "Détenteur",
        [("named", "nommé"), ("unnamed", "pas nommé")],
        "peu importe",
        lambda rows, value: rows.filter(NAMED if value == "named" else ~NAMED),
    )


COMMON = of_services("service-pieces", "pieces")
SHOWN = 8


def above(request: Request, found: Filters) -> dict[str, Any]:
    """The ranking of what is asked again, before the list of pieces itself."""
    ranked = asked_pieces(request.user, clock.today())
    return dict(COMMON["list_more"](request, found)) | {"ranked": ranked[:SHOWN], "ranked_count": len(ranked)}


PIECES: Register = Register(
    model=AskedPiece,
    fields=("service", "name", "held", "holder", "holder_name", "note"),
    once=("service",),
    keeps=can_keep_service,
    words=Words(
        "pièce demandée",
        none="Aucune pièce demandée",
        new="Ajouter une pièce",
        added="La pièce est au registre, avec l’autorité qui la détient déjà si vous l’avez dite.",
    ),
    title="Pièces demandées",
    noun=("pièce", "pièces"),
    state="Ce que l’usager doit fournir, et l’autorité qui le détient déjà : « dites-le-nous une fois ».",
    empty="Les pièces que demandent les e-services apparaîtront ici.",
    columns=(
        column_of(AskedPiece, "name", href=lambda row: PIECES.href(row), sort="name"),
        *SERVICE_COLUMNS,
        Column("Détention", "get_held_display", lambda row: Cell(known(row.get_held_display()))),
        Column("Autorité qui la détient", "holder_told"),
        column_of(AskedPiece, "note", on_page=False),
        column_of(AskedPiece, "is_fictitious", on_page=False),
    ),
    filters=PieceFilter,
    sorts={"name": Sort(SortKey("name"))},
    default="name",
    finds=(),  # found by its e-service
    **(COMMON | {"list_more": above, "list_template": "eservices/pieces.html"}),
)
app_name, urlpatterns, ROUTES = PIECES.name, PIECES.urlpatterns, PIECES.routes
