"""The register of monthly deadlines: for all ministries, or for one."""

from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of
from foundation.registers.register import Register, Words

from .models import Deadline
from .rules import can_keep_deadline


def whose(row: Deadline) -> str:
    return row.ministry.short_name if row.ministry else "tous les ministères"


DEADLINES: Register = Register(
    name="deadlines",
    model=Deadline,
    fields=("ministry", "due_day", "remind_before", "first_month", "source"),
    keeps=can_keep_deadline,
    words=Words(
        "échéance mensuelle",
        none="Aucune échéance mensuelle",
        new="Fixer une échéance",
        added="L’échéance est fixée : la campagne du mois s’ouvre demain matin, si son jour n’est pas passé.",
    ),
    title="Échéances mensuelles",
    noun=("échéance", "échéances"),
    state="Le jour du mois où les projets de chaque ministère sont à jour. Sans échéance, il n’y a pas de campagne.",
    empty="Aucun texte lu ne fixe ce jour : il est à fixer par l’ASIN, pour tous ou ministère par ministère.",
    columns=(
        Column("Ministère", lambda row: whose(row), lambda row: Cell(whose(row), DEADLINES.href(row))),
        column_of(Deadline, "due_day", sort="day", numeric=True),
        column_of(Deadline, "remind_before", numeric=True),
        column_of(Deadline, "first_month"),
        column_of(Deadline, "source"),
        column_of(Deadline, "is_fictitious", on_page=False),
    ),
    sorts={"day": Sort("due_day", int), "since": Sort("first_month", date.fromisoformat)},
    default="day",
    file="echeances",
    finds=("source",),
    position=101,
    named_by=("ministry",),
    crumbs=(("Accueil", "/"), ("Projets", "/projets/"), ("Campagnes", "/campagnes/")),
    icon="projects",
)
app_name, urlpatterns, ROUTES = DEADLINES.name, DEADLINES.urlpatterns, DEADLINES.routes
