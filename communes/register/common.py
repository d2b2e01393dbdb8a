"""What the registers of the communes share: the column of their commune, the way back, who keeps them."""

from typing import Any

from django.urls import reverse

from foundation.common.lists import Cell, Column

from ..rules import can_keep_commune

CRUMBS = (("Accueil", "/"), ("Communes", "/communes/"), ("Suivi des communes", "/suivi-des-communes/"))
FICTITIOUS = Column("Fictif", "is_fictitious", on_page=False, on_row=False)


def commune_cell(row: Any) -> Cell:
    return Cell(
        row.commune.name,
        reverse("ministries:commune", args=[row.commune_id]),
        note="fictif (démonstration)" if row.is_fictitious else "",
    )


COMMUNE = Column("Commune", "commune.name", commune_cell)


def kept(name: str) -> dict[str, Any]:
    """What every register that a commune keeps says alike."""
    return {
        "name": name,
        "owner": "commune",
        "keeps": can_keep_commune,
        "once": ("commune",),
        "crumbs": CRUMBS,
        "icon": "territories",
    }
