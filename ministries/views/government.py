"""Ministries of a day, and the page of one of them."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import Crumb, Said, Warned, form_page, one_of, page_act, page_new, page_of
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Column, Empty, Filters, ListPage
from foundation.common.requests import Request

from ..extensions import gather, page_panels
from ..filters import GovernmentFilter, asked_day
from ..forms import MinistryForm, RenameForm, SuccessionForm
from ..models import Appointment, Ministry
from ..operations import create_ministry, rename_ministry, succeed_ministry
from ..operations.government import SuccessionOutcome
from ..queries import dated, functions_held, structure_tree, with_succession
from ..rules import can_change_government, can_delegate, can_manage_structures

HOME = ("Accueil", "/")
DETAIL = "ministries:detail"
visible_ministry = one_of(Ministry)


def from_today(request: Request, row: object) -> dict[str, Any]:
    """The form of an act that takes effect on a day: today unless another one is typed."""
    return {"initial": {"on": clock.today()}}


def _buttons(user: User) -> list[Button]:
    links = [("Communes", "communes"), ("Conseil des ministres", "council")]
    if can_change_government(user):
        links.append(("Nominations", "appointments"))
    buttons = [Button(label, reverse(f"ministries:{name}"), "quiet") for label, name in links]
    if can_change_government(user):
        buttons.append(Button("Créer un ministère", reverse("ministries:new"), "primary", "plus"))
    return buttons


def _that_day(request: Request, found: Filters) -> dict[str, Any]:
    form, day = asked_day(request)
    return {"form": form, "day": day, "today": clock.today(), "dated": dated}


GOVERNMENT = ListPage(
    title="Ministères",
    noun=("ministère", "ministères"),
    rows=with_succession,
    filters=GovernmentFilter,
    columns=(
        Column("Ministère", "name_then"),
        Column("Sigle", "acronym_then"),
        Column("Depuis", lambda row: dated(row.valid_from, row.valid_from_precision)),
        Column("Jusqu’au (exclu)", lambda row: dated(row.valid_to, row.valid_to_precision) if row.valid_to else ""),
        Column("Succède à", lambda row: " ; ".join(link.predecessor.name for link in row.preceded_by)),
        Column("Suivi de", lambda row: " ; ".join(link.successor.name for link in row.followed_by)),
        Column("Source", "source"),
    ),
    sorts={"name": Sort(SortKey("name_then"))},
    default="name",
    file="ministeres",
    empty=Empty("Aucun ministère connu"),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="ministries",
    size=200,
    is_short=True,
    template="ministries/list.html",
    more=_that_day,
)


def interim_act(user: User, held: Appointment) -> list[Button]:
    """A DSI gives his rights for a time, or takes them back."""
    if not can_delegate(user, held) or held.is_over(clock.today()):
        return []
    label, name = ("Annuler", "cancel_delegation") if held.interim_of_id else ("Confier", "delegate_appointment")
    return [Button(f"{label} l’intérim", reverse(f"ministries:{name}", args=[held.pk]), "quiet")]


def _named_then(request: Request, pk: UUID) -> Any:
    rows = Ministry.objects.visible_to(request.user).with_names_on(asked_day(request)[1])
    return get_object_or_404(rows, pk=pk)


@page_of("ministries/ministry.html", _named_then)
def ministry(request: Request, row: Any) -> dict[str, Any]:
    form, day = asked_day(request)
    functions = functions_held(row.scope_id, day)
    return {
        "form": form,
        "day": day,
        "today": clock.today(),
        "ministry": row,
        "dated": dated,
        "exists": (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to > day),
        "names": list(row.names.select_related("legal_text").order_by("valid_from", "pk")),
        "preceded_by": list(row.successions_in.select_related("predecessor").order_by("on", "pk")),
        "followed_by": list(row.successions_out.select_related("successor").order_by("on", "pk")),
        "tree": structure_tree(row, day),
        "functions": functions,
        "acts": {held.pk: interim_act(request.user, held) for held in functions},
        "panels": gather(page_panels, row, request.user),
        "can_change": can_change_government(request.user, row),
        "can_structure": can_manage_structures(request.user, row),
    }


def crumbs(row: Ministry | None = None, anchor: str = "") -> list[Crumb]:
    above = [HOME, ("Ministères", reverse("ministries:list"))]
    return [*above, (row.short_name, reverse(DETAIL, args=[row.pk]) + anchor)] if row else above


new_ministry = page_new(
    create_ministry,
    rule=can_change_government,
    form=MinistryForm,
    page=lambda: form_page(
        "Créer un ministère",
        "Créer le ministère",
        crumbs(),
        "Créer",
        intro="À faire quand un décret crée un département ministériel. Un simple changement de nom s’enregistre sur la"
        " fiche du ministère.",
    ),
    said=lambda row: f"« {row} » est créé. Enregistrez maintenant de quel ministère il prend la suite.",
    to=DETAIL,
)


def _renamed(row: Ministry) -> str:
    day = dated(row.names.get(valid_to=None).valid_from)
    return f"Le ministère s’appelle « {row} » depuis le {day}. Son ancien nom reste sur les pages d’avant cette date."


rename = page_act(
    rename_ministry,
    fetch=visible_ministry,
    rule=can_change_government,
    form=RenameForm,
    options=lambda request, row: {"initial": {"name": row.name, "acronym": row.acronym}},
    page=lambda row: form_page(
        f"Changer le nom de « {row.short_name} »",
        "Enregistrer le nouveau nom",
        crumbs(row),
        "Changer le nom",
        intro="L’institution reste la même : sa commission, ses projets et ses droits ne bougent pas.",
        version=row.version,
    ),
    said=_renamed,
)


def _followed(outcome: SuccessionOutcome) -> Said:
    return Warned(outcome.sentence) if outcome.left_behind else outcome.sentence


succeed = page_act(
    succeed_ministry,
    fetch=visible_ministry,
    rule=can_change_government,
    form=SuccessionForm,
    options=lambda request, row: {"predecessor": row},
    page=lambda row: form_page(
        f"Enregistrer le successeur de « {row.short_name} »",
        "Enregistrer la succession",
        crumbs(row),
        "Succession",
        intro="Rien n’est transféré d’office : la page dira ce qui reste rattaché à ce ministère, à reprendre un à un."
        " Pour une scission, enregistrez chaque successeur.",
    ),
    said=_followed,
)
