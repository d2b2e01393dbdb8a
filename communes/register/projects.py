from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of, columns_of
from foundation.common.typography import percent
from foundation.registers.register import Register, Words

from ..enums import SITUATION_TONES, Situation
from ..filters import CommuneProjectFilter
from ..models import CommuneProject
from .common import COMMUNE, FICTITIOUS, kept


def situation(row: CommuneProject) -> Cell:
    known = Situation(row.situation)
    return Cell(known.label, tone=SITUATION_TONES[known], note=row.note)


PROJECTS: Register = Register(
    model=CommuneProject,
    fields=("commune", "title", "framework", "situation", "progress", "started_on", "ended_on", "note", "source"),
    words=Words(
        "projet de la commune",
        none="Aucun projet",
        new="Enregistrer un projet",
        added="Le projet est à la cartographie ; il se met à jour avec le trimestre de la commune.",
    ),
    title="Projets des communes",
    noun=("projet", "projets"),
    state="La cartographie des projets numériques des communes : à venir, en cours, réalisés.",
    empty="Les projets numériques des communes apparaîtront ici.",
    columns=(
        column_of(CommuneProject, "title", href=lambda row: PROJECTS.href(row), sort="title", width="wide"),
        COMMUNE,
        column_of(CommuneProject, "framework"),
        Column("Situation", "get_situation_display", situation),
        Column("Avancement (%)", "progress", lambda row: Cell(percent(row.progress)), numeric=True),
        *columns_of(CommuneProject, "started_on", "ended_on", "note", "source"),
        FICTITIOUS,
    ),
    filters=CommuneProjectFilter,
    sorts={"title": Sort(SortKey("title"))},
    default="title",
    file="projets-des-communes",
    finds=("title", "framework", "note"),
    position=81,
    **kept("commune-projects"),
)
app_name, urlpatterns = PROJECTS.name, PROJECTS.urlpatterns
