from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.accounts.rules import can_see_person
from foundation.common import clock
from foundation.common.acts import Crumb, address_of, form_page, one_of, page_act, page_new, page_of
from foundation.common.contractions import of
from foundation.common.database import SortKey
from foundation.common.exports import csv_response
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.requests import Request
from foundation.common.typography import capitalize_first, short_date
from ministries.extensions import gather
from ministries.forms import ClosingForm
from ministries.queries import dated
from ministries.views.government import HOME, from_today

from ..extensions import blockers_of, page_panels, sessions_of
from ..filters import CommissionFilter
from ..forms import CommissionForm, EditCommissionForm
from ..models import Commission, Mandate
from ..operations import close_commission, create_commission, edit_commission
from ..queries import SeatLine, commissions_for, composition, rule_lines, statute_on
from ..rules import can_close_commission, can_create_commission, can_manage_commission

LIST = [HOME, ("Commissions", "/commissions/")]
COMMISSION = attrgetter("commission")  # what the rules of its seats and versions are about
_address = address_of("commissions:detail")
visible = one_of(Commission, "ministry", "scope", "founded_by")


def crumbs(commission: Commission, *after: Crumb, anchor: str = "") -> list[Crumb]:
    return [*LIST, (commission.code, _address(commission) + anchor), *after]


def _buttons(user: User) -> list[Button]:
    buttons = [Button("Personnes", reverse("people:list"), tone="quiet")]
    if can_create_commission(user):
        buttons.append(Button("Créer sans l’assistant", reverse("commissions:new"), tone="quiet"))
        buttons.append(Button("Démarrer une commission", reverse("commissions:start"), tone="primary", icon="plus"))
    return buttons


def _state(row: Commission) -> Cell:
    return Cell(f"dissoute le {short_date(row.closed_on)}", tone="neutral") if row.closed_on else Cell("en fonction")


COMMISSIONS = ListPage(
    title="Commissions",
    state="Commissions ministérielles (CMSIC) et organes nationaux que vous pouvez voir.",
    noun=("commission", "commissions"),
    rows=lambda user: commissions_for(user, clock.today()),
    filters=CommissionFilter,
    columns=(
        Column(
            "Commission",
            "name",
            lambda row: Cell(
                row.name,
                _address(row),
                note=capitalize_first(row.get_kind_display())
                + (", fictive (démonstration)" if row.is_fictitious else ""),
            ),
            sort="name",
            width="wide",
        ),
        Column("Code", "code", sort="code"),
        Column("Nature", "get_kind_display", on_page=False),
        Column(
            "Ministère",
            "ministry.name",
            lambda row: (
                Cell(row.ministry.short_name, reverse("ministries:detail", args=[row.ministry_id]))
                if row.ministry
                else Cell("organe national")
            ),
        ),
        Column("Créée le", "founded_on", on_page=False),
        Column("Dissoute le", "closed_on", on_page=False),
        Column("Sièges", "seat_count", lambda row: Cell(row.seat_count or ""), numeric=True),
        Column(
            "Sièges vacants", "vacant_count", lambda row: Cell(row.vacant_count if row.seat_count else ""), numeric=True
        ),
        Column("État", lambda row: _state(row).text, _state, in_files=False),
    ),
    sorts={"name": Sort(SortKey("name")), "code": Sort("code")},
    default="name",
    file="commissions",
    empty=Empty(
        "Aucune commission pour vous",
        "Vous verrez ici celles où vous siégez et celle de votre ministère. Si l’une manque, demandez à son secrétaire"
        " de vous y nommer.",
    ),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="commissions",
)


@page_of("commissions/commission.html", visible)
def commission(request: Request, row: Commission) -> dict[str, Any]:
    today = clock.today()
    statute = statute_on(row, today)
    return {
        "commission": row,
        "today": today,
        "composition": composition(row, today),
        "sees": partial(can_see_person, request.user),
        "statute": statute,
        "rules": rule_lines(statute) if statute else [],
        "versions": list(row.statutes.select_related("legal_text").order_by("-number", "pk")),
        "panels": gather(page_panels, row, request.user),
        "has_sessions": bool(sessions_of([row])[row.pk]),
        "can_manage": can_manage_commission(request.user, row) and row.closed_on is None,
        "can_close": can_close_commission(request.user, row) and row.closed_on is None,
    }


def _name(mandate: Mandate | None, nobody: str = "") -> str:
    return mandate.person.titled_name if mandate else nobody


COMPOSITION: dict[str, Callable[[SeatLine], Any]] = {
    "Rang": lambda line: line.seat.position,
    "Fonction": lambda line: line.seat.label,
    "Rôle": lambda line: line.seat.get_role_display(),
    "Voix délibérative": lambda line: line.seat.has_vote,
    "Titulaire": lambda line: _name(line.titular, "vacant"),
    "Suppléant": lambda line: _name(line.substitute),
    "Par intérim": lambda line: _name(line.interim),
    "Depuis le": lambda line: line.titular and line.titular.valid_from,
    "Article": lambda line: line.seat.article,
}


@require_safe
def composition_export(request: Request, pk: UUID) -> HttpResponse:
    row = visible(request, pk)
    lines = composition(row, clock.today()).lines
    rows = ([value(line) for value in COMPOSITION.values()] for line in lines)
    return csv_response(f"composition-{row.code}.csv", [*COMPOSITION], rows)


new = page_new(
    create_commission,
    rule=can_create_commission,
    form=CommissionForm,
    page=lambda: form_page(
        "Créer une commission",
        "Créer la commission",
        LIST,
        "Créer",
        intro="Ayez sous les yeux l’acte qui la crée : ajoutez-le d’abord à la bibliothèque des textes.",
    ),
    said=lambda row: f"La commission {row.code} est créée. Saisissez maintenant ses règles, puis ses sièges.",
    to=_address,
)
edit = page_act(
    edit_commission,
    fetch=visible,
    rule=can_manage_commission,
    form=EditCommissionForm,
    filled=True,
    page=lambda row: form_page(
        f"Modifier la fiche {of(row.code)}", "Enregistrer", crumbs(row), "Modifier", version=row.version
    ),
    said="La fiche de la commission est à jour.",
)
close = page_act(
    close_commission,
    fetch=visible,
    rule=can_close_commission,
    form=ClosingForm,
    options=from_today,
    page=lambda row: form_page(
        f"Dissoudre la commission {row.code}",
        "Dissoudre la commission",
        crumbs(row),
        "Dissoudre",
        intro="Les mandats et les droits qui en découlent prennent fin le même jour. Les sessions, décisions et"
        " procès-verbaux restent lisibles.",
        template="commissions/close.html",
        extra={"blockers": blockers_of(row)},
    ),
    said=lambda row: f"La commission {row.code} est dissoute à partir du {dated(row.closed_on)}. Ses papiers restent.",
)
