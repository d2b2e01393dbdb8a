from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of, columns_of
from foundation.common.typography import percent, short_date
from foundation.registers.register import Register, Words

from ..filters import OfCommuneFilter
from ..models import CommuneReading
from ..queries.follow import share
from .common import COMMUNE, FICTITIOUS, kept


def used(row: CommuneReading) -> Cell:
    if row.agents is None:
        return Cell(None)
    return Cell(f"{row.addresses} sur {row.agents}", note=percent(share(row.addresses, row.agents)))


READINGS: Register = Register(
    model=CommuneReading,
    fields=("commune", "read_on", "agents", "addresses", "connection", "speed", "source"),
    words=Words(
        "relevé de la commune",
        none="Aucun relevé",
        new="Enregistrer un relevé",
        added="Le relevé est daté ; le précédent reste lisible.",
    ),
    title="Relevés des communes",
    noun=("relevé", "relevés"),
    state="Les agents, les adresses professionnelles dont ils se servent et la connexion de la mairie, à une date.",
    empty="Les adresses en usage et la connexion des communes apparaîtront ici, relevé par relevé.",
    columns=(
        Column("Constaté le", "read_on", lambda row: Cell(short_date(row.read_on), READINGS.href(row)), sort="read"),
        COMMUNE,
        Column("Adresses en usage", "addresses", used),
        column_of(CommuneReading, "agents", on_page=False),
        column_of(CommuneReading, "connection"),
        column_of(CommuneReading, "speed", numeric=True),
        *columns_of(CommuneReading, "source"),
        FICTITIOUS,
    ),
    filters=OfCommuneFilter,
    sorts={"read": Sort("read_on", date.fromisoformat)},
    default="-read",
    file="releves-des-communes",
    finds=(),
    **kept("commune-readings"),
)
app_name, urlpatterns = READINGS.name, READINGS.urlpatterns
