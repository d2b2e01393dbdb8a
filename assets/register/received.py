"""What the agents said: the files taken, the software found on the assets."""

from datetime import datetime

import django_filters
from django import forms
from django.urls import reverse

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Empty, Filters, ListPage, chosen, column_of, columns_of
from foundation.common.typography import short_date
from ministries.filters import MinistryChoice

from ..enums import OUTCOME_TONES, FileOutcome
from ..models import AgentFile, Asset, Software
from ..queries.agent import sections_in_words
from .assets import ASSETS
from .common import CRUMBS, TAKE, import_buttons, listed, take_href


def _asset_cell(row: AgentFile) -> Cell:
    return Cell(str(row.asset), ASSETS.href(row.asset), note="fictif" if row.asset.is_fictitious else "")


class FileFilter(Filters):
    ministry = MinistryChoice()
    outcome = chosen("Effet", FileOutcome, "tous")
    asset = django_filters.UUIDFilter(label="Actif", field_name="asset_id", widget=forms.HiddenInput)


FILES = ListPage(
    title="Fichiers reçus",
    noun=("fichier d’agent", "fichiers d’agent"),
    rows=lambda user: AgentFile.objects.visible_to(user).select_related(
        "ministry", "asset", "asset__category", "asset_import"
    ),
    columns=(
        column_of(AgentFile, "received_at", sort="received", shown=lambda row: Cell(short_date(row.received_at))),
        Column("Actif", lambda row: str(row.asset), _asset_cell, width="wide"),
        column_of(AgentFile, "name"),
        Column(
            "Effet",
            "get_outcome_display",
            lambda row: Cell(FileOutcome(row.outcome).label, tone=OUTCOME_TONES[FileOutcome(row.outcome)]),
        ),
        Column("Parties changées", lambda row: sections_in_words(row.sections)),
        Column("Nature du fichier", lambda row: "partiel" if row.is_partial else "complet"),
        Column("Jamais gardé", lambda row: sections_in_words(row.left_out), on_page=False),
        Column("Import", lambda row: str(row.asset_import or ""), on_page=False),
        *columns_of(AgentFile, "ministry", "device_id", "item_type", "agent", "sha256", "by_name"),
    ),
    filters=FileFilter,
    sorts={"received": Sort("received_at", datetime.fromisoformat)},
    default="-received",
    file="fichiers-d-agent",
    empty=Empty(
        "Aucun fichier d’agent",
        "Déposez les fichiers JSON de l’agent GLPI : ils remplissent le parc, matériel et logiciels.",
        TAKE,
        take_href,
    ),
    crumbs=CRUMBS,
    buttons=import_buttons,
    state="Chaque fichier pris, ce qu’il a changé. Un fichier déposé deux fois ne compte qu’une fois.",
    **listed("asset-imports:list"),
)


class SoftwareFilter(Filters):
    words = spelled = ("name", "publisher")
    q = django_filters.CharFilter(label="Nom ou éditeur", method="by_words", max_length=200)
    ministry = MinistryChoice()
    asset = django_filters.UUIDFilter(label="Actif", field_name="installations__asset_id", widget=forms.HiddenInput)


SOFTWARE = ListPage(
    title="Logiciels installés",
    noun=("logiciel", "logiciels"),
    rows=lambda user: Software.objects.visible_to(user).select_related("ministry"),
    columns=(
        column_of(
            Software,
            "name",
            sort="name",
            width="wide",
            shown=lambda row: Cell(row.name, reverse("assets:installed", args=[row.pk]), note=row.publisher),
        ),
        column_of(Software, "publisher", on_page=False),
        column_of(Software, "ministry", shown=lambda row: Cell(row.ministry.short_name)),
        column_of(Software, "installed", numeric=True, sort="installed"),
    ),
    filters=SoftwareFilter,
    sorts={"name": Sort(SortKey("name")), "installed": Sort("installed", int)},
    default="name",
    file="logiciels",
    empty=Empty("Aucun logiciel", "Les logiciels viennent des fichiers de l’agent d’inventaire."),
    crumbs=CRUMBS,
    state="Tels que les agents les nomment, avec le nombre d’actifs où chacun est installé.",
    **listed("assets:software"),
)


def on_asset(asset: Asset) -> str:
    return f"{reverse('assets:software')}?asset={asset.pk}"
