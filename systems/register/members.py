"""The members of X-Road, as its lists name them; the ASIN ties them to ministries."""

from typing import Any

import django_filters

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of, columns_of
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..enums import LISTING
from ..models import Member
from ..rules import can_keep_lists
from .common import CRUMBS, tabs

BY_STATE = {
    "listed": lambda rows: rows.filter(is_listed=True, removed_on=None),
    "removed": lambda rows: rows.filter(removed_on__isnull=False),
    "unlisted": lambda rows: rows.filter(is_listed=False),
}


def by_listing(rows: Any, value: str) -> Any:
    return BY_STATE[value](rows)


class MemberFilter(Filters):
    words = ("name", "code")
    q = django_filters.CharFilter(label="Nom ou code", method="by_words")
    ministry = MinistryChoice()
    state = chosen("État", LISTING, "tous", by_listing)


def state_of(row: Any) -> str:
    return "removed" if row.removed_on else "listed" if row.is_listed else "unlisted"


def state_cell(row: Any) -> Cell:
    state = state_of(row)
    tone = {"listed": "good", "removed": "neutral", "unlisted": "attention"}[state]
    return Cell(dict(LISTING)[state], tone=tone)


LISTED = (
    Column("État", lambda row: dict(LISTING)[state_of(row)], state_cell),
    *columns_of(Member, "seen_on", "removed_on", "is_fictitious"),
)
MEMBERS: Register = Register(
    name="xroad-members",
    model=Member,
    fields=("instance", "member_class", "code", "name", "ministry"),
    keeps=can_keep_lists,
    words=Words(
        "membre X-Road",
        none="Aucun membre",
        new="Ajouter un membre",
        added="Le membre est au registre ; une liste importée le confirmera.",
    ),
    title="Membres X-Road",
    noun=("membre", "membres"),
    state="Les institutions de la plateforme d’interopérabilité, telles que ses listes les nomment.",
    empty="Importez une liste de membres : chacun y entre, et en sort quand la liste ne le nomme plus.",
    columns=(
        Column(
            "Membre", str, lambda row: Cell(str(row), MEMBERS.href(row), note=row.identifier), sort="name", width="wide"
        ),
        *columns_of(Member, "instance", "member_class", "code"),
        column_of(Member, "ministry", shown=lambda row: Cell(row.ministry.short_name if row.ministry else "")),
        *LISTED,
    ),
    filters=MemberFilter,
    sorts={"name": Sort("name")},
    default="name",
    file="membres-x-road",
    finds=("name", "code"),
    position=29,
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("xroad-members:list"),
)
app_name, urlpatterns, ROUTES = MEMBERS.name, MEMBERS.urlpatterns, MEMBERS.routes
