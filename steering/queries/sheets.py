"""The funding of a ministry, in the workbook of its projects: read there, entered in the register."""

from typing import TYPE_CHECKING

from imports.extensions import ReadSheet

from ..models import FundingLine
from ..models.funding import AMOUNTS
from .amounts import LABELS

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from ministries.models import Ministry

SENTENCE = (
    "Feuille verrouillée, telle qu’elle était le jour de la sortie : elle n’est pas relue au retour. Un financement, et"
    " le motif d’un montant réservé, se saisissent au portail : « Projets », « Calendrier », « Financements »."
)
HEADER = ("Code", "Projet", "Année", "Source", "Bailleur ou ligne budgétaire")


def funding_sheet(ministry: "Ministry", user: "User") -> ReadSheet:
    """The lines of the projects that go out, each amount a number or why there is none (1 query)."""
    rows = FundingLine.objects.visible_to(user).filter(project__ministry=ministry, project__left_on=None)
    found = rows.select_related("project").order_by("project__code", "year", "source", "funder", "pk")
    lines = (
        (
            *(row.project.code, row.project.title, row.year, row.get_source_display(), row.funder),
            *(row.state(name).label if getattr(row, name) is None else getattr(row, name) for name in AMOUNTS),
            row.withheld_reason,
            row.reference,
        )
        for row in found.defer("search", "project__search")
    )
    amounts = tuple(f"{LABELS[name]} (FCFA)" for name in AMOUNTS)
    return ReadSheet("Financements", SENTENCE, (*HEADER, *amounts, "Motif de la réserve", "Source"), tuple(lines))
