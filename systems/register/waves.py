"""The waves of the move to the national cloud; the ASIN keeps them, everybody reads them."""

from datetime import date

from django.db.models import Count

from foundation.common.keyset import Sort
from foundation.common.lists import Column, column_of, columns_of
from foundation.registers.register import Register, Words

from ..models import Wave
from ..rules import can_keep_lists
from .common import CRUMBS, tabs

WAVES: Register = Register(
    name="waves",
    model=Wave,
    fields=("name", "starts_on", "ends_on", "note", "source"),
    keeps=can_keep_lists,
    words=Words(
        "vague de migration",
        none="Aucune vague",
        new="Ajouter une vague",
        added="La vague est dans la liste : chaque passage au cloud peut la choisir.",
    ),
    title="Vagues de migration",
    noun=("vague", "vagues"),
    state="Les plateformes qui vont ensemble au cloud national, et quand.",
    empty="L’ASIN ajoute ici les vagues que les passages au cloud proposent.",
    columns=(
        column_of(Wave, "name", href=lambda row: WAVES.href(row), width="wide"),
        column_of(Wave, "starts_on", label="Début", sort="starts"),
        column_of(Wave, "ends_on", label="Fin"),
        Column("Plateformes", "landing_count", numeric=True),
        *columns_of(Wave, "note", "source", "is_fictitious"),
    ),
    sorts={"starts": Sort("starts_on", date.fromisoformat)},
    default="starts",
    file="vagues-de-migration",
    finds=(),  # a short list, read on the board
    prepare=lambda rows: rows.annotate(landing_count=Count("landings")),
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("waves:list"),
)
app_name, urlpatterns, ROUTES = WAVES.name, WAVES.urlpatterns, WAVES.routes
