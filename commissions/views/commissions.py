from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.database import SortKey
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.typography import capitalize_first, long_date, short_date
from ministries.extensions import gather
from ministries.forms import ClosingForm
from ministries.views.government import HOME, from_today, require_form

from ..extensions import blockers_of, page_panels, sessions_of
from ..filters import CommissionFilter
from ..forms import CommissionForm, EditCommissionForm
from ..models import Commission
from ..operations import close_commission, create_commission, edit_commission
from ..queries import commissions_for, composition, rule_lines, statute_on
from ..rules import can_close_commission, can_create_commission, can_manage_commission


def crumbs(commission: Commission, *after: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        HOME,
        ("Commissions", reverse("commissions:list")),
        (commission.code, reverse("commissions:detail", args=[commission.pk])),
        *after,
    ]


def visible(request: HttpRequest, pk: UUID) -> Commission:
    return get_object_or_404(
        Commission.objects.visible_to(request.user).select_related("ministry", "scope", "founded_by"), pk=pk
    )


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
            lambda row: row.name,
            lambda row: Cell(
                row.name,
                reverse("commissions:detail", args=[row.pk]),
                note=capitalize_first(row.get_kind_display())
                + (", fictive (démonstration)" if row.is_fictitious else ""),
            ),
            sort="name",
            width="wide",
        ),
        Column("Code", lambda row: row.code, sort="code"),
        Column("Nature", lambda row: row.get_kind_display(), on_page=False),
        Column(
            "Ministère",
            lambda row: row.ministry.name if row.ministry else "",
            lambda row: (
                Cell(row.ministry.short_name, reverse("ministries:detail", args=[row.ministry_id]))
                if row.ministry
                else Cell("organe national")
            ),
        ),
        Column("Créée le", lambda row: row.founded_on, on_page=False),
        Column("Dissoute le", lambda row: row.closed_on, on_page=False),
        Column("Sièges", lambda row: row.seat_count, lambda row: Cell(row.seat_count or ""), numeric=True),
        Column(
            "Sièges vacants",
            lambda row: row.vacant_count,
            lambda row: Cell(row.vacant_count if row.seat_count else ""),
            numeric=True,
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


@require_safe
def commission(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible(request, pk)
    today = clock.today()
    statute = statute_on(row, today)
    context = {
        "commission": row,
        "today": today,
        "composition": composition(row, today),
        "statute": statute,
        "rules": rule_lines(statute) if statute else [],
        "versions": list(row.statutes.select_related("legal_text").order_by("-number", "pk")),
        "panels": gather(page_panels, row, request.user),
        "has_sessions": bool(sessions_of([row])[row.pk]),
        "can_manage": can_manage_commission(request.user, row) and row.closed_on is None,
        "can_close": can_close_commission(request.user, row) and row.closed_on is None,
    }
    return render(request, "commissions/commission.html", context, using="jinja2")


@require_safe
def composition_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible(request, pk)
    header = [
        "Rang",
        "Fonction",
        "Rôle",
        "Voix délibérative",
        "Titulaire",
        "Suppléant",
        "Par intérim",
        "Depuis le",
        "Article",
    ]
    rows = (
        [
            line.seat.position,
            line.seat.label,
            line.seat.get_role_display(),
            line.seat.has_vote,
            line.titular.person.titled_name if line.titular else "vacant",
            line.substitute.person.titled_name if line.substitute else "",
            line.interim.person.titled_name if line.interim else "",
            line.titular.valid_from if line.titular else None,
            line.seat.article,
        ]
        for line in composition(row, clock.today()).lines
    )
    return csv_response(f"composition-{row.code}.csv", header, rows)


@require_form
def new(request: HttpRequest) -> HttpResponse:
    require(can_create_commission, request.user)

    def act(form: forms.Form) -> str:
        row = create_commission(**form.cleaned_data, by=request.user)
        messages.success(
            request, f"La commission {row.code} est créée. Saisissez maintenant ses règles, puis ses sièges."
        )
        return reverse("commissions:detail", args=[row.pk])

    page = FormPage(
        title="Créer une commission",
        submit="Créer la commission",
        cancel_href=reverse("commissions:list"),
        breadcrumb=[HOME, ("Commissions", reverse("commissions:list")), ("Créer", "")],
        intro="Ayez sous les yeux l’acte qui la crée : ajoutez-le d’abord à la bibliothèque des textes.",
    )
    return serve_form(request, CommissionForm, page, act, user=request.user)


def _address(row: Commission) -> str:
    return reverse("commissions:detail", args=[row.pk])


edit = page_act(
    edit_commission,
    fetch=visible,
    rule=can_manage_commission,
    form=EditCommissionForm,
    options=lambda request, row: {"instance": row},
    page=lambda row: FormPage(
        title=f"Modifier la fiche de {row.code}",
        submit="Enregistrer",
        cancel_href=_address(row),
        breadcrumb=crumbs(row, ("Modifier", "")),
        version=row.version,
    ),
    said="La fiche de la commission est à jour.",
    to=_address,
)
close = page_act(
    close_commission,
    fetch=visible,
    rule=can_close_commission,
    form=ClosingForm,
    options=from_today,
    page=lambda row: FormPage(
        title=f"Dissoudre la commission {row.code}",
        submit="Dissoudre la commission",
        cancel_href=_address(row),
        breadcrumb=crumbs(row, ("Dissoudre", "")),
        intro=(
            "Les mandats et les droits qui en découlent prennent fin le même jour. Les sessions, décisions et"
            " procès-verbaux restent lisibles."
        ),
        template="commissions/close.html",
        extra={"blockers": blockers_of(row)},
    ),
    said=lambda row: (
        f"La commission {row.code} est dissoute à partir du {long_date(row.closed_on, weekday=False)}. Ses papiers"
        " restent."
    ),
    to=_address,
)
