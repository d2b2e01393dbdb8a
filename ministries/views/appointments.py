from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..filters import AppointmentFilter
from ..forms import AppointmentForm, CancelForm, ClosingForm, DelegationForm
from ..models import Appointment, Ministry
from ..operations import appoint, cancel_delegation, delegate_appointment, end_appointment
from ..rules import can_appoint, can_delegate, can_end_appointment, can_manage_appointments, can_see_appointments
from .government import HOME, require_form


def _found(request: HttpRequest) -> AppointmentFilter:
    rows = Appointment.objects.visible_to(request.user).select_related("person", "scope").order_by("-valid_from", "pk")
    return AppointmentFilter(request.GET, queryset=rows)


@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    require(can_see_appointments, request.user)
    found = _found(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "chips": chips_of(request, found),
        "today": clock.today(),
        "can_manage": can_manage_appointments(request.user),
    }
    return render(request, "ministries/appointments.html", context, using="jinja2")


@require_safe
def appointments_export(request: HttpRequest) -> HttpResponse:
    require(can_see_appointments, request.user)
    header = ["Personne", "Fonction", "Intitulé", "Institution", "Acte", "Du", "Jusqu’au (exclu)"]
    rows = (
        [
            a.person.full_name,
            a.get_role_display() + (" par intérim" if a.interim_of_id else ""),
            a.title,
            a.scope.label,
            a.act_reference,
            a.valid_from,
            a.valid_to,
        ]
        for a in _found(request).qs
    )
    return csv_response("nominations.csv", header, rows)


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


@require_form
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(can_see_appointments, request.user)
    row = get_object_or_404(Appointment.objects.visible_to(request.user).select_related("person", "scope"), pk=pk)
    require(can_end_appointment, request.user, row)

    def act(form: forms.Form) -> str:
        end_appointment(row.pk, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            f"La fonction de {row.person} prend fin le {long_date(form.cleaned_data['on'], weekday=False)} ; ses droits"
            " aussi.",
        )
        return reverse("ministries:appointments")

    page = FormPage(
        title=f"Mettre fin à la fonction de {row.person}",
        submit="Mettre fin à la fonction",
        cancel_href=reverse("ministries:appointments"),
        breadcrumb=[HOME, ("Nominations", reverse("ministries:appointments")), ("Mettre fin", "")],
        intro=(
            f"{row.get_role_display().capitalize()}, {row.scope}, depuis le {long_date(row.valid_from, weekday=False)}."
        ),
    )
    return serve_form(request, ClosingForm, page, act, initial={"on": clock.today()})


def _delegated(request: HttpRequest, pk: UUID) -> tuple[Appointment, str]:
    """The appointment, and where to return: the page of its ministry."""
    rows = Appointment.objects.visible_to(request.user).select_related("person", "scope", "interim_of__person")
    row = get_object_or_404(rows, pk=pk)
    require(can_delegate, request.user, row)
    ministry = Ministry.objects.filter(scope_id=row.scope_id).order_by("-valid_from", "pk").first()
    return row, reverse("ministries:detail", args=[ministry.pk]) if ministry else reverse("ministries:list")


@require_form
def delegate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rights of a DSI given to another person between two dates."""
    row, back = _delegated(request, pk)

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        made = delegate_appointment(row.pk, data.pop("person"), **data, by=request.user)
        later = "" if made.person.user_id else " Cette personne n’a pas de compte : invitez-la depuis sa fiche."
        messages.success(
            request,
            f"{made.person} est {row.title} par intérim du {long_date(made.valid_from, weekday=False)} au"
            f" {long_date(made.valid_to, weekday=False)} exclu.{later}",
        )
        return back

    page = FormPage(
        title=f"Confier l’intérim de {row.person}",
        submit="Confier l’intérim",
        cancel_href=back,
        breadcrumb=[HOME, (str(row.scope), back), ("Intérim", "")],
        intro=f"{row.title}, {row.scope}. Les droits suivent les deux dates ; le DSI garde les siens.",
    )
    return serve_form(
        request, DelegationForm, page, act, user=request.user, appointment=row, initial={"valid_from": clock.today()}
    )


@require_form
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, back = _delegated(request, pk)

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
    return serve_form(request, CancelForm, page, act)
