"""The register of assets: what each one is, where it is, and the acts of its life."""

from collections.abc import Iterator, Mapping
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, api_act, one_of
from foundation.common.database import SortKey
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.facts import ReasonForm, ReasonInput
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Filters, chosen, column_of, columns_of, days_of
from foundation.common.requests import Request
from foundation.common.typography import amount, known, short_date
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from .. import operations
from ..api.acts import import_table, renewal
from ..api.inputs import PlaceInput
from ..enums import LEFT, STATE_TONES, AssetAct, AssetState, Management
from ..forms import ASSET, PLACE, PlaceForm, in_office
from ..models import Asset, AssetCategory
from ..models.asset import SORT_WARRANTY
from ..operations.moving import acting
from ..queries.agent import SECTIONS, differences, said_of
from ..queries.asset_list import UNDATED, WARRANTIES, by_warranty, held_undated, matching
from ..rules import can_keep_asset
from ..workflow import ASSET_WORKFLOW
from .common import CRUMBS, import_buttons, tabs

Act = AssetAct


class AssetFilter(Filters):
    q = django_filters.CharFilter(
        label="Mots, numéro ou série", method=lambda rows, name, value: matching(rows, value), max_length=200
    )
    ministry = MinistryChoice()
    category = django_filters.ModelChoiceFilter(
        label="Catégorie",
        queryset=lambda request: AssetCategory.objects.order_by(SortKey("name"), "pk"),
        empty_label="toutes les catégories",
    )
    state = chosen("État", AssetState, "tous les états")
    management = chosen("Mode de gestion", Management, "tous")
    warranty = chosen(
        "Garantie", WARRANTIES, "peu importe", lambda rows, value: by_warranty(rows, value, clock.today())
    )
    since, until = days_of("purchased_on")
    undated = chosen("Acquisition", UNDATED, "toutes", held_undated)
    structure = django_filters.UUIDFilter(label="Structure", field_name="structure_id", widget=forms.HiddenInput)


def check(values: Mapping[str, Any]) -> None:
    structure = values.get("structure")
    if structure is not None and structure.scope_id != getattr(values.get("ministry"), "scope_id", structure.scope_id):
        raise InvalidInput({"structure": ["Cette structure est d’un autre ministère que l’actif."]})


class AssetRegister(Register):
    """Besides a plain register: a number given once, and the move by which the asset comes in."""

    @transaction.atomic
    def add(self, *, by: User | None, **values: Any) -> Any:
        code = operations.next_codes(values["ministry"], 1)[0]
        row = super().add(**values, code=code, by=by)
        operations.first_move([row], by=by)
        return row


def above(request: Request, found: Filters) -> dict[str, Any]:
    return tabs("assets:list") | {
        "labels_href": f"{reverse('assets:labels')}?{request.GET.urlencode()}",
        "import_buttons": import_buttons(request.user),
    }


WORDS: dict[Act, tuple[str, str]] = {  # the button, and what is said once it is pressed
    Act.RECEIVE: ("Recevoir", "L’actif est en stock."),
    Act.ASSIGN: ("Mettre en service", "L’actif est en service, là où vous l’avez dit."),
    Act.MOVE: ("Déplacer", "Le mouvement est gardé avec l’ancien lieu et l’ancien détenteur."),
    Act.SEND_BACK: ("Remettre en stock", "L’actif est en stock : il peut servir ailleurs."),
    Act.REPAIR: ("Envoyer en réparation", "L’actif est en réparation ; remettez-le en service à son retour."),
    Act.LOSE: ("Déclarer introuvable", "L’actif est introuvable ; la prochaine campagne peut le retrouver."),
    Act.FIND: ("Retrouvé", "L’actif est retrouvé et en stock."),
    Act.RETIRE: ("Réformer", "L’actif est réformé : il reste au registre, avec son histoire."),
    Act.REINSTATE: ("Annuler la réforme", "L’actif est de nouveau en stock."),
}
PLACED = (Act.RECEIVE, Act.ASSIGN, Act.MOVE, Act.SEND_BACK, Act.FIND)  # those that say where the asset is
FIRST = (Act.ASSIGN, Act.MOVE, Act.FIND, Act.RECEIVE)


def acts(user: User, row: Asset) -> list[Button]:
    if not can_keep_asset(user, row):
        return []
    found = ASSET_WORKFLOW.actions_from(AssetState(row.state))
    first = next((act for act in FIRST if act in found), None)
    return [
        Button(WORDS[act][0], reverse(f"assets:{act.value}", args=[row.pk]), "primary" if act == first else "quiet")
        for act in (*([first] if first else []), *(act for act in found if act != first))
    ]


def state_cell(row: Asset) -> Cell:
    return Cell(AssetState(row.state).label, tone=STATE_TONES[AssetState(row.state)])


def warranty_cell(row: Asset) -> Cell:
    if row.warranty_until is None:
        return Cell("")
    return Cell(short_date(row.warranty_until), note="finie" if row.warranty_until < clock.today() else "")


def facts_of(row: Asset) -> Iterator[tuple[str, Cell]]:
    """All that its columns say, those of the files too: its page is where they are read."""
    for column in ASSETS.columns:
        cell = column.cell(row)
        yield column.label, Cell(cell.text, "" if cell.href == ASSETS.href(row) else cell.href, cell.tone)


def shown_beside(row: Asset, user: User) -> dict[str, Any]:
    said = said_of(row)
    return {
        "facts": [*facts_of(row)],
        "moves": list(row.moves.order_by("-at", "-pk")),
        "labels_href": f"{reverse('assets:labels')}?q={row.code}",
        "handover_href": reverse("assets:handover", args=[row.pk]) if row.holder and row.state not in LEFT else "",
        "said": said,
        "sections": SECTIONS,
        "differences": differences(row) if said else [],
        "software_count": row.installations.count(),
        "software_href": f"{reverse('assets:software')}?asset={row.pk}",
        "files_href": f"{reverse('assets:files')}?asset={row.pk}",
    }


ASSETS: AssetRegister = AssetRegister(
    name="assets",
    model=Asset,
    fields=ASSET,
    owner="ministry",
    once=("ministry", "state", *PLACE),
    keeps=can_keep_asset,
    check=check,
    words=Words(
        "actif informatique",
        none="Aucun actif informatique",
        new="Enregistrer un actif",
        added="L’actif est au registre avec son numéro : imprimez son étiquette.",
    ),
    title="Parc informatique",
    noun=("actif", "actifs"),
    state="Chaque appareil, son numéro, son lieu, son détenteur ; chaque mouvement reste écrit.",
    empty="Enregistrez un actif, importez un tableau ou les fichiers de l’agent d’inventaire.",
    columns=(
        Column("Numéro", "code", lambda row: Cell(row.code, ASSETS.href(row)), sort="code"),
        Column("Actif", "title", lambda row: Cell(row.title, note=_make(row)), width="wide"),
        column_of(Asset, "ministry", shown=lambda row: Cell(row.ministry.short_name, note=_fictitious(row))),
        column_of(Asset, "category", on_page=False),
        Column("État", "get_state_display", state_cell),
        Column("Lieu", "place", lambda row: Cell(known(row.short_place), note=row.holder), width="wide"),
        column_of(Asset, "holder", on_page=False),
        column_of(Asset, "warranty_until", shown=warranty_cell, sort="warranty"),
        *columns_of(Asset, "manufacturer", "model_name", "serial", "structure", "site", "management", "purchased_on"),
        Column("Prix (FCFA)", "price", lambda row: Cell(amount(row.price)), numeric=True, on_page=False),
        *columns_of(Asset, "funding", "funder", "supplier", "source", "device_id", "last_seen_on", "is_fictitious"),
    ),
    filters=AssetFilter,
    sorts={
        "code": Sort("code"),
        "warranty": Sort(SORT_WARRANTY, lambda text: serializers.DateField().to_internal_value(text)),
    },
    default="code",
    file="parc-informatique",
    finds=(),
    prepare=lambda rows: rows.defer("search"),
    also_shown={
        "code": serializers.CharField(read_only=True, label="numéro"),
        "last_seen_on": serializers.DateField(read_only=True, allow_null=True, label="vu le"),
        "device_id": serializers.CharField(read_only=True, label="identifiant de l’agent"),
    },
    offers={"structure": in_office, "category": lambda rows: rows.order_by(SortKey("name"), "pk")},
    offers_to=lambda user, rows: (
        rows.filter(scope_id__in=user.access.scopes()) if hasattr(rows.model, "scope") else rows
    ),
    crumbs=CRUMBS,
    icon="projects",
    place="les appareils, leur lieu, leurs licences, leur renouvellement",
    list_template="assets/list.html",
    list_more=above,
    row_template="assets/asset.html",
    row_more=shown_beside,
    acts=acts,
    api_acts={
        act.value: (
            api_act(acting(act, operations.place), rule=can_keep_asset, takes=PlaceInput)
            if act in PLACED
            else api_act(acting(act, operations.change_state), rule=can_keep_asset, takes=ReasonInput)
        )
        for act in WORDS
    }
    | {"import_table": import_table, "renewal": renewal},
)


def _make(row: Asset) -> str:
    make = f"{row.manufacturer} {row.model_name}".strip()
    told = (make if make != row.title else "", str(row.category) if str(row.category) != row.title else "", row.serial)
    return " · ".join(part for part in told if part)


def _fictitious(row: Asset) -> str:
    return "fictif" if row.is_fictitious else ""


@require_safe
def by_label(request: Request, number: str) -> HttpResponse:
    """Where the code of a label leads: the page of the asset."""
    row = get_object_or_404(Asset.objects.visible_to(request.user).only("pk"), code=number)
    return HttpResponseRedirect(ASSETS.href(row))


@require_safe
def handover(request: Request, pk: Any) -> HttpResponse:
    """What the holder of an asset signs when it is handed to him, as a paper."""
    row = fetched(request, pk)
    if not row.holder or row.state in LEFT:
        raise Refused("Impossible d’établir la fiche de remise : cet actif n’a pas de détenteur. Mettez-le en service.")
    from ..reports import handover_pdf

    headers = {"Content-Disposition": f'attachment; filename="remise-{row.code}.pdf"'}
    return HttpResponse(handover_pdf(row), content_type="application/pdf", headers=headers)


fetched = one_of(Asset, "ministry", "category", "structure")
on_asset = acts_on(
    fetch=fetched,
    to=ASSETS.href,
    crumbs=lambda row, here: [*CRUMBS, (ASSETS.title, ASSETS.list_href()), (row.code, ASSETS.href(row)), (here, "")],
    rule=can_keep_asset,
)


def _page(act: Act) -> Any:
    label, said = WORDS[act]
    words: dict[str, Any] = {"title": f"{label} : {{row.code}}", "submit": label, "here": label, "intro": "{row.title}"}
    if act in PLACED:
        own: dict[str, Any] = {
            "form": PlaceForm,
            "options": lambda request, row: {"instance": row, "user": request.user},
        }
        return on_asset(acting(act, operations.place), said=said, **words, **own)
    return on_asset(acting(act, operations.change_state), said=said, form=ReasonForm, **words)


urlpatterns = [
    *ASSETS.urlpatterns,
    path("e/<str:number>", by_label, name="label"),
    path("<uuid:pk>/remise.pdf", handover, name="handover"),
    *(path(f"<uuid:pk>/{act.value.removesuffix('_asset')}", _page(act), name=act.value) for act in WORDS),
]
