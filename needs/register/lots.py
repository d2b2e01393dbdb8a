"""The register of lots: needs that one solution may answer together."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common.acts import acts_on, api_act
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, column_of
from foundation.common.requests import Request
from foundation.common.typography import plural
from foundation.registers.register import Register, Words

from .. import operations
from ..api.inputs import LotNeeds
from ..enums import STATE_TONES, NeedState
from ..forms import LotForm
from ..models import Lot
from ..queries.panels import cost_words
from ..rules import can_rank
from .common import CRUMBS, CommissionChoice, tabs


class LotFilter(Filters):
    commission = CommissionChoice()


def needs_of(row: Lot, user: User) -> dict[str, Any]:
    rows = row.needs.select_related("structure").order_by("-year", "-number")
    return {"needs": list(rows), "tones": STATE_TONES, "states": dict(NeedState.choices)}


def acts(user: User, row: Lot) -> list[Button]:
    return (
        [Button("Choisir ses besoins", reverse("lots:fill", args=[row.pk]), "primary")] if can_rank(user, row) else []
    )


LOTS: Register = Register(
    name="lots",
    model=Lot,
    fields=("commission", "title", "purpose"),
    owner="commission",
    once=("commission",),
    keeps=can_rank,
    words=Words(
        "lot de besoins",
        none="Aucun lot de besoins",
        new="Créer un lot",
        added="Le lot est créé : choisissez les besoins qu’il réunit.",
    ),
    title="Lots de besoins",
    noun=("lot", "lots"),
    state="Les besoins qui vont ensemble : une seule solution, ou un seul marché, peut y répondre.",
    empty="Un lot réunit des besoins proches, pour chercher la solution qui répond à plusieurs.",
    columns=(
        column_of(Lot, "title", href=lambda row: LOTS.href(row), sort="title", width="wide"),
        column_of(
            Lot, "commission", shown=lambda row: Cell(row.commission.code, note="fictif" if row.is_fictitious else "")
        ),
        Column("Besoins", "need_count", numeric=True),
        Column(
            "Coût estimé",
            "cost",
            lambda row: Cell(cost_words(row.cost, row.unknown_count, row.need_count)),
            numeric=True,
        ),
        Column("Besoins sans coût estimé", "unknown_count", on_page=False),
        column_of(Lot, "purpose"),
        column_of(Lot, "is_fictitious", on_page=False),
    ),
    filters=LotFilter,
    sorts={"title": Sort(SortKey("title"))},
    default="title",
    file="lots-de-besoins",
    finds=("title", "purpose"),
    position=19,
    prepare=lambda rows: rows.with_sums(),
    also_shown={
        "need_count": serializers.IntegerField(read_only=True, label="besoins"),
        "cost": serializers.IntegerField(read_only=True, allow_null=True, label="somme des coûts estimés"),
        "unknown_count": serializers.IntegerField(read_only=True, label="besoins sans coût estimé"),
    },
    crumbs=CRUMBS,
    icon="projects",
    list_template="needs/list.html",
    list_more=lambda request, found: tabs("lots:list"),
    row_template="needs/lot.html",
    row_more=needs_of,
    acts=acts,
    api_acts={"fill": api_act(operations.fill_lot, rule=can_rank, takes=LotNeeds, name="fill")},
)


def fetch(request: Request, pk: UUID) -> Lot:
    found: Lot = get_object_or_404(LOTS.rows(request.user), pk=pk)
    return found


on_lot = acts_on(
    fetch=fetch,
    to=LOTS.href,
    crumbs=lambda row, here: [*CRUMBS, (LOTS.title, LOTS.list_href()), (row.title[:60], LOTS.href(row)), (here, "")],
    rule=can_rank,
)
app_name = LOTS.name
ROUTES = LOTS.routes
urlpatterns = [
    *LOTS.urlpatterns,
    path(
        "<uuid:pk>/besoins",
        on_lot(
            operations.fill_lot,
            form=LotForm,
            title="Les besoins du lot « {row.title} »",
            submit="Enregistrer",
            here="Choisir ses besoins",
            options=lambda request, row: {"lot": row},
            said=lambda row: f"Le lot réunit {plural(row.needs.count(), 'besoin')}.",
        ),
        name="fill",
    ),
]
