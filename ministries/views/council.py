from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common.acts import page_act
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..extensions import council_panels, gather
from ..filters import CouncilFilter
from ..forms import CouncilForm
from ..models import CouncilRecord
from ..operations import add_council_record, edit_council_record
from ..rules import can_manage_council
from .government import HOME, require_form

ISSUES = {None: Cell(""), True: Cell("approuvé", tone="good"), False: Cell("non approuvé", tone="late")}


def council_buttons(user: User) -> list[Button]:
    if not can_manage_council(user):
        return []
    return [Button("Enregistrer un point", reverse("ministries:new_council_record"), tone="primary", icon="plus")]


COUNCIL = ListPage(
    title="Conseil des ministres",
    state="Communications entendues et décisions prises, auxquelles des projets se rattachent.",
    noun=("point", "points"),
    rows=lambda user: CouncilRecord.objects.visible_to(user).select_related("ministry"),
    filters=CouncilFilter,
    columns=(
        Column(
            "Objet",
            lambda row: row.title,
            lambda row: Cell(
                row.title,
                reverse("ministries:council_record", args=[row.pk]),
                note="fictif (démonstration)" if row.is_fictitious else "",
            ),
            width="wide",
        ),
        Column(
            "Conseil du", lambda row: row.held_on, lambda row: Cell(long_date(row.held_on, weekday=False)), sort="day"
        ),
        Column("Nature", lambda row: row.get_kind_display()),
        Column(
            "Ministère",
            lambda row: row.ministry.name if row.ministry else "",
            lambda row: Cell(row.ministry.short_name if row.ministry else ""),
        ),
        Column("Approuvé", lambda row: row.approved, lambda row: ISSUES[row.approved]),
        Column("Contenu", lambda row: row.text, on_page=False),
        Column("Source", lambda row: row.source, on_page=False),
    ),
    sorts={"day": Sort("held_on", date.fromisoformat)},
    default="-day",
    file="conseil-des-ministres",
    empty=Empty(
        "Aucun point du Conseil enregistré",
        "Les communications et décisions qui concernent le numérique apparaîtront ici.",
        "Enregistrer un point",
        lambda user: reverse("ministries:new_council_record") if can_manage_council(user) else "",
    ),
    crumbs=(("Accueil", "/"), ("Textes", "/textes/")),
    buttons=council_buttons,
    icon="gavel",
)


PLACE = ("Conseil des ministres", "/conseil/")


def _address(row: CouncilRecord) -> str:
    return reverse("ministries:council_record", args=[row.pk])


def _record(request: HttpRequest, pk: UUID) -> CouncilRecord:
    return get_object_or_404(
        CouncilRecord.objects.visible_to(request.user).select_related("ministry", "legal_text"), pk=pk
    )


@require_safe
def council_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _record(request, pk)
    context = {
        "record": row,
        "panels": gather(council_panels, row, request.user),
        "can_manage": can_manage_council(request.user, row),
    }
    return render(request, "ministries/council_record.html", context, using="jinja2")


@require_form
def new_record(request: HttpRequest) -> HttpResponse:
    require(can_manage_council, request.user)

    def act(form: forms.Form) -> str:
        row = add_council_record(**form.cleaned_data, by=request.user)
        messages.success(request, "Le point du Conseil est enregistré ; des projets peuvent désormais s’y rattacher.")
        return _address(row)

    page = FormPage(
        title="Enregistrer un point du Conseil des ministres",
        submit="Enregistrer",
        cancel_href=reverse("ministries:council"),
        breadcrumb=[HOME, PLACE, ("Enregistrer", "")],
    )
    return serve_form(request, CouncilForm, page, act, user=request.user)


edit = page_act(
    edit_council_record,
    fetch=_record,
    rule=can_manage_council,
    form=CouncilForm,
    options=lambda request, row: {"user": request.user, "instance": row},
    page=lambda row: FormPage(
        title="Modifier ce point du Conseil",
        submit="Enregistrer",
        cancel_href=_address(row),
        breadcrumb=[HOME, PLACE, (row.title[:60], _address(row)), ("Modifier", "")],
        version=row.version,
    ),
    said="Le point du Conseil est à jour.",
    to=_address,
)
