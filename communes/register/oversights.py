from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of
from foundation.registers.register import Register, Words

from ..models import Oversight
from ..rules import can_keep_oversight
from .common import CRUMBS, FICTITIOUS

OVERSIGHTS: Register = Register(
    name="commune-oversights",
    model=Oversight,
    fields=("ministry", "valid_from", "valid_to", "source"),
    owner="ministry",
    keeps=can_keep_oversight,
    words=Words(
        "ministère chargé des communes",
        none="Aucun ministère n’est dit chargé des communes",
        new="Enregistrer un ministère",
        added="Ses agents lisent le suivi de toutes les communes.",
    ),
    title="Ministères chargés des communes",
    noun=("ministère", "ministères"),
    state="Leurs agents lisent le suivi de toutes les communes, comme l’ASIN ; ils n’y écrivent pas.",
    empty="Tant qu’aucun n’est enregistré, seule l’ASIN lit le suivi de toutes les communes.",
    columns=(
        Column("Ministère", "ministry.name", lambda row: Cell(row.ministry.name, OVERSIGHTS.href(row)), width="wide"),
        column_of(Oversight, "valid_from"),
        column_of(Oversight, "valid_to"),
        column_of(Oversight, "source", sort="source"),
        FICTITIOUS,
    ),
    sorts={"source": Sort(SortKey("source"))},
    default="source",
    file="ministeres-charges-des-communes",
    finds=(),
    crumbs=CRUMBS,
    icon="ministries",
)
app_name, urlpatterns = OVERSIGHTS.name, OVERSIGHTS.urlpatterns
