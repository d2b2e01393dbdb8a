from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require
from foundation.common.typography import capitalize_first, long_date, short_date

from ..filters import AppointmentFilter
from ..forms import AppointmentForm, ClosingForm, DelegationForm
from ..models import Appointment, Ministry
from ..operations import appoint, cancel_delegation, delegate_appointment, end_appointment
from ..rules import can_appoint, can_delegate, can_end_appointment, can_manage_appointments, can_see_appointments
from .government import HOME, from_today, require_form


def _rows(user: User) -> QuerySet[Appointment]:
    require(can_see_appointments, user)
    return Appointment.objects.visible_to(user).select_related("person", "scope")


def _buttons(user: User) -> list[Button]:
    buttons = [Button("Personnes", reverse("people:list"), tone="quiet")]
    if can_manage_appointments(user):
        address = reverse("ministries:new_appointment")
        buttons.append(Button("Enregistrer une nomination", address, tone="primary", icon="plus"))
    return buttons


APPOINTMENTS = ListPage(
    title="Nominations",
    state="Les fonctions tenues hors des commissions : DSI, chefs de projet, auditeurs, RSI, ASIN, portail.",
    noun=("nomination", "nominations"),
    rows=_rows,
    filters=AppointmentFilter,
    columns=(
        Column(
            "Personne",
            lambda row: row.person.full_name,
            lambda row: Cell(
                row.person.titled_name,
                reverse("people:person", args=[row.person_id]),
                note="" if row.person.user_id else "sans compte",
            ),
        ),
        Column(
            "Fonction",
            lambda row: row.get_role_display() + (" par intérim" if row.interim_of_id else ""),
            lambda row: Cell(capitalize_first(row.get_role_display()), note=row.title),
        ),
        Column("Intitulé", lambda row: row.title, on_page=False),
        Column("Institution", lambda row: row.scope.label),
        Column("Acte", lambda row: row.act_reference, on_page=False),
        Column("Du", lambda row: row.valid_from, lambda row: Cell(short_date(row.valid_from)), sort="day"),
        Column(
            "Jusqu’au (exclu)",
            lambda row: row.valid_to,
            lambda row: Cell(short_date(row.valid_to) if row.valid_to else "en cours"),
        ),
    ),
    sorts={"day": Sort("valid_from", date.fromisoformat)},
    default="-day",
    file="nominations",
    empty=Empty("Aucune nomination", "Enregistrez d’abord les DSI : ils tiendront les projets de leur ministère."),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="user",
    template="ministries/appointments.html",
    more=lambda request, found: {"can_manage": can_manage_appointments(request.user), "today": clock.today()},
)


@require_form
def new_appointment(request: HttpRequest) -> HttpResponse:
    require(can_manage_appointments, request.user)

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        role, person = data.pop("role"), data.pop("person")
        require(can_appoint, request.user, role)
        made = appoint(person, role, **data, by=request.user)
        later = "" if person.user_id else " Ses droits s’ouvriront avec son compte : invitez-la depuis sa fiche."
        messages.success(
            request, f"{made.person} est {role.label} à partir du {long_date(made.valid_from, weekday=False)}.{later}"
        )
        return reverse("ministries:appointments")

    page = FormPage(
        title="Enregistrer une nomination",
        submit="Enregistrer la nomination",
        cancel_href=reverse("ministries:appointments"),
        breadcrumb=[HOME, ("Nominations", reverse("ministries:appointments")), ("Enregistrer", "")],
        intro=(
            "La fonction ouvre ses droits entre ses deux dates. Les sièges d’une commission se donnent sur la page de"
            " la commission."
        ),
    )
    return serve_form(request, AppointmentForm, page, act, user=request.user, initial={"valid_from": clock.today()})


def _held(request: HttpRequest, pk: UUID) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).select_related("person", "scope", "interim_of__person")
    return get_object_or_404(rows, pk=pk)


def _listed(request: HttpRequest, pk: UUID) -> Appointment:
    require(can_see_appointments, request.user)
    return _held(request, pk)


end = page_act(
    end_appointment,
    fetch=_listed,
    rule=can_end_appointment,
    form=ClosingForm,
    options=from_today,
    page=lambda row: FormPage(
        title=f"Mettre fin à la fonction de {row.person}",
        submit="Mettre fin à la fonction",
        cancel_href=reverse("ministries:appointments"),
        breadcrumb=[HOME, ("Nominations", reverse("ministries:appointments")), ("Mettre fin", "")],
        intro=(
            f"{row.get_role_display().capitalize()}, {row.scope}, depuis le {long_date(row.valid_from, weekday=False)}."
        ),
    ),
    said=lambda row: (
        f"La fonction de {row.person} prend fin le {long_date(row.valid_to, weekday=False)} ; ses droits aussi."
    ),
    to=lambda row: reverse("ministries:appointments"),
)


def _ministry_of(row: Appointment) -> str:
    """Where one returns: the page of its ministry."""
    ministry = Ministry.objects.filter(scope_id=row.scope_id).order_by("-valid_from", "pk").first()
    return reverse("ministries:detail", args=[ministry.pk]) if ministry else reverse("ministries:list")


def _interim_said(made: Appointment) -> str:
    later = "" if made.person.user_id else " Cette personne n’a pas de compte : invitez-la depuis sa fiche."
    return (
        f"{made.person} est {made.title} du {long_date(made.valid_from, weekday=False)} au"
        f" {long_date(made.valid_to, weekday=False)} exclu.{later}"
    )


delegate = page_act(
    delegate_appointment,
    fetch=_held,
    rule=can_delegate,
    form=DelegationForm,
    options=lambda request, row: {"user": request.user, "appointment": row, "initial": {"valid_from": clock.today()}},
    page=lambda row: FormPage(
        title=f"Confier l’intérim de {row.person}",
        submit="Confier l’intérim",
        cancel_href=_ministry_of(row),
        breadcrumb=[HOME, (str(row.scope), _ministry_of(row)), ("Intérim", "")],
        intro=f"{row.title}, {row.scope}. Les droits suivent les deux dates ; le DSI garde les siens.",
    ),
    said=_interim_said,
    to=_ministry_of,
)


@require_form
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An interim to come is removed: what is said is read from the row as it was."""
    row = _held(request, pk)
    require(can_delegate, request.user, row)
    back = _ministry_of(row)

    def act(form: forms.Form) -> str:
        cancel_delegation(row.pk, **form.cleaned_data, by=request.user)
        messages.success(request, f"L’intérim de {row.person} est annulé ; ses droits s’arrêtent aujourd’hui.")
        return back

    page = FormPage(
        title=f"Annuler l’intérim de {row.person}",
        submit="Annuler l’intérim",
        cancel_href=back,
        breadcrumb=[HOME, (str(row.scope), back), ("Annuler l’intérim", "")],
        intro=(
            f"{row.title}, du"
            f" {long_date(row.valid_from, weekday=False)}{f' au {long_date(row.valid_to, weekday=False)} exclu' if row.valid_to else ''}."  # noqa: E501
        ),
    )
    return serve_form(request, ReasonForm, page, act)
