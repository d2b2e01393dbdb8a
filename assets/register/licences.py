"""The register of licences: bought against installed, and their end."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import F
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of, columns_of
from foundation.common.typography import amount, plural, short_date
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..forms import LICENCE
from ..models import Licence
from ..models.licence import SORT_END
from ..queries.figures import address
from ..rules import can_keep_asset
from .common import CRUMBS, tabs

STANDINGS = [
    ("over", "dépassées"),
    ("ending", "finissent bientôt ou finies"),
    ("ended", "finies"),
    ("uncompared", "non comparées"),
]


def by_standing(rows: Any, asked: str) -> Any:
    if asked == "over":
        return rows.filter(seats__isnull=False, installed__gt=F("seats"))
    if asked == "ending":
        return rows.ending(clock.today())
    return rows.filter(ends_on__lt=clock.today()) if asked == "ended" else rows.filter(software_name="")


class LicenceFilter(Filters):
    words = ("title", "publisher", "software_name")
    q = django_filters.CharFilter(label="Mots", method="by_words", max_length=200)
    ministry = MinistryChoice()
    standing = chosen("Situation", STANDINGS, "toutes", by_standing)


def compared_cell(row: Licence) -> Cell:
    if row.installed is None:
        return Cell("non comparée")
    if row.lacking:
        return Cell(row.installed, tone="late", note=f"{plural(row.lacking, 'poste')} de trop")
    spare = row.seats - row.installed if row.seats is not None else None
    return Cell(row.installed, note=f"{plural(spare, 'poste libre', 'postes libres')}" if spare else "")


def end_cell(row: Licence) -> Cell:
    if row.ends_on is None:
        return Cell("sans fin connue")
    days = (row.ends_on - clock.today()).days
    if days < 0:
        return Cell(short_date(row.ends_on), tone="late", note="finie")
    near = days <= row.alert_days
    return Cell(
        short_date(row.ends_on), tone="attention" if near else "", note=f"dans {plural(days, 'jour')}" if near else ""
    )


def shown_beside(row: Licence, user: User) -> dict[str, Any]:
    asked = {"ministry": row.ministry_id}
    return {"software_href": address("assets:software", asked, q=row.software_name) if row.software_name else ""}


LICENCES: Register = Register(
    name="licences",
    model=Licence,
    fields=LICENCE,
    owner="ministry",
    keeps=can_keep_asset,
    words=Words(
        "licence",
        none="Aucune licence",
        new="Enregistrer une licence",
        added="La licence est au registre ; sa fin sera annoncée une fois, au jour dit.",
    ),
    title="Licences",
    noun=("licence", "licences"),
    state="Ce qui est acheté, face à ce que les agents trouvent installé, et la fin de chacune.",
    empty="Enregistrez les licences du ministère : leur fin est annoncée, les postes en trop sont montrés.",
    columns=(
        column_of(Licence, "title", href=lambda row: LICENCES.href(row), width="wide"),
        column_of(
            Licence,
            "ministry",
            shown=lambda row: Cell(row.ministry.short_name, note="fictif" if row.is_fictitious else ""),
        ),
        column_of(Licence, "seats", numeric=True),
        Column("Installée sur", "installed", compared_cell, numeric=True),
        column_of(Licence, "ends_on", shown=end_cell, sort="end"),
        *columns_of(Licence, "publisher", "software_name", "bought_on", "alert_days"),
        Column("Prix (FCFA)", "price", lambda row: Cell(amount(row.price)), numeric=True, on_page=False),
        *columns_of(Licence, "funding", "supplier", "source", "is_fictitious"),
    ),
    filters=LicenceFilter,
    sorts={"end": Sort(SORT_END, date.fromisoformat), "title": Sort(SortKey("title"))},
    default="end",
    file="licences",
    finds=(),
    prepare=lambda rows: rows.with_installed(),
    also_shown={
        "installed": serializers.IntegerField(read_only=True, allow_null=True, label="installée sur"),
        "lacking": serializers.IntegerField(read_only=True, label="postes de trop"),
    },
    crumbs=CRUMBS,
    icon="projects",
    list_template="assets/list.html",
    list_more=lambda request, found: tabs("licences:list"),
    row_template="assets/licence.html",
    row_more=shown_beside,
)
app_name, urlpatterns = LICENCES.name, LICENCES.urlpatterns
