"""The subsystems of X-Road, which the ASIN ties to platforms."""

import django_filters

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen
from foundation.registers.register import Register, Words

from ..enums import LISTING
from ..models import Member, Subsystem
from ..rules import can_keep_lists
from .common import CRUMBS, tabs
from .members import LISTED, by_listing


class SubsystemFilter(Filters):
    words = ("code", "member__name", "member__code")
    q = django_filters.CharFilter(label="Sous-système ou membre", method="by_words")
    member = django_filters.ModelChoiceFilter(
        label="Membre", queryset=Member.objects.order_by("name", "pk"), empty_label="tous les membres"
    )
    tied = chosen(
        "Plateforme",
        [("none", "à rattacher"), ("known", "rattachée")],
        "peu importe",
        lambda rows, value: rows.filter(platform__isnull=value == "none"),
    )
    state = chosen("État", LISTING, "tous", by_listing)


SUBSYSTEMS: Register = Register(
    name="xroad-subsystems",
    model=Subsystem,
    fields=("member", "code", "platform"),
    keeps=can_keep_lists,
    offers={
        "member": lambda rows: rows.order_by("name", "pk"),
        "platform": lambda rows: rows.select_related("ministry").order_by("name", "pk"),
    },
    words=Words(
        "sous-système X-Road",
        none="Aucun sous-système",
        new="Ajouter un sous-système",
        added="Le sous-système est au registre.",
    ),
    title="Sous-systèmes X-Road",
    noun=("sous-système", "sous-systèmes"),
    state="Sous quel nom chaque plateforme échange : sans ce rattachement, un échange observé n’est celui de personne.",
    empty="Importez une liste de membres ou un journal : les sous-systèmes y sont nommés.",
    columns=(
        Column(
            "Sous-système",
            str,
            lambda row: Cell(row.code or "—", SUBSYSTEMS.href(row), note=row.member.identifier),
            width="wide",
        ),
        Column("Membre", lambda row: str(row.member), sort="member"),
        Column("Plateforme", lambda row: row.platform.name if row.platform else ""),
        *LISTED,
    ),
    filters=SubsystemFilter,
    sorts={"member": Sort("member__name")},
    default="member",
    file="sous-systemes-x-road",
    finds=(),  # found with their member
    crumbs=CRUMBS,
    icon="projects",
    list_template="systems/list.html",
    list_more=lambda request, found: tabs("xroad-subsystems:list"),
)
app_name, urlpatterns, ROUTES = SUBSYSTEMS.name, SUBSYSTEMS.urlpatterns, SUBSYSTEMS.routes
