from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.rules import can_add_person
from foundation.common import clock
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..enums import HolderKind, SeatRole
from ..forms import CancelForm, ClosingForm, InterimForm, MandateForm, SeatForm
from ..models import Commission, Mandate, Seat
from ..operations import add_seat, appoint_to_seat, cancel_interim, delegate_seat, edit_seat, end_mandate, suppress_seat
from ..rules import can_manage_commission
from .commissions import crumbs, require_form, visible


def _composition(commission: Commission) -> str:
    return reverse("commissions:detail", args=[commission.pk]) + "#composition"


def _visible_seat(request: HttpRequest, pk: UUID) -> Seat:
    return get_object_or_404(
        Seat.objects.visible_to(request.user).select_related("commission__scope", "structure"), pk=pk
    )


@require_safe
def seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A seat and all who held it."""
    row = _visible_seat(request, pk)
    can_manage = can_manage_commission(request.user, row.commission) and row.commission.closed_on is None
    context = {
        "seat": row,
        "commission": row.commission,
        "mandates": list(row.mandates.select_related("person").order_by("-valid_from", "kind", "pk")),
        "today": clock.today(),
        "can_manage": can_manage,
        "is_open": can_manage and row.valid_to is None,
    }
    return render(request, "commissions/seat.html", context, using="jinja2")


@require_form
def new_seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    commission = visible(request, pk)
    require(can_manage_commission, request.user, commission)

    def act(form: forms.Form) -> str:
        row = add_seat(commission.pk, **form.cleaned_data, by=request.user)
        messages.success(request, f"Le siège « {row} » est dans la composition. Nommez maintenant son titulaire.")
        return reverse("commissions:seat", args=[row.pk])

    last = commission.seats.order_by("-position", "pk").values_list("position", flat=True).first() or 0
    page = FormPage(
        title="Ajouter un siège",
        submit="Ajouter le siège",
        cancel_href=_composition(commission),
        breadcrumb=crumbs(commission, ("Ajouter un siège", "")),
        intro=commission.name,
    )
    return serve_form(
        request,
        SeatForm,
        page,
        act,
        commission=commission,
        initial={"position": last + 1, "has_vote": True, "role": SeatRole.MEMBER},
    )


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _visible_seat(request, pk)
    require(can_manage_commission, request.user, row.commission)
    back = reverse("commissions:seat", args=[row.pk])

    def act(form: forms.Form) -> str:
        edit_seat(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(request, "Le siège est à jour.")
        return back

    page = FormPage(
        title=f"Modifier « {row} »",
        submit="Enregistrer",
        cancel_href=back,
        breadcrumb=crumbs(row.commission, (row.label, back), ("Modifier", "")),
        version=row.version,
    )
    names = ("label", "feminine_label", "role", "has_vote", "position", "structure", "article")
    initial = {name: getattr(row, name) for name in names}
    return serve_form(request, SeatForm, page, act, commission=row.commission, edited=True, initial=initial)


@require_form
def suppress(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _visible_seat(request, pk)
    require(can_manage_commission, request.user, row.commission)
    back = reverse("commissions:seat", args=[row.pk])

    def act(form: forms.Form) -> str:
        suppress_seat(row.pk, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            f"Le siège « {row} » n’existe plus à partir du {long_date(form.cleaned_data['on'], weekday=False)}.",
        )
        return _composition(row.commission)

    page = FormPage(
        title=f"Supprimer le siège « {row} »",
        submit="Supprimer le siège",
        cancel_href=back,
        breadcrumb=crumbs(row.commission, (row.label, back), ("Supprimer", "")),
        intro="Quand un acte change la composition. Le siège reste lisible dans les sessions d’avant.",
    )
    return serve_form(request, ClosingForm, page, act, initial={"on": clock.today()})


@require_form
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _visible_seat(request, pk)
    require(can_manage_commission, request.user, row.commission)
    back = reverse("commissions:seat", args=[row.pk])

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        made = appoint_to_seat(row.pk, data.pop("person"), **data, by=request.user)
        later = (
            ""
            if made.person.user_id
            else " Cette personne n’a pas de compte : invitez-la depuis sa fiche pour qu’elle se connecte."
        )
        messages.success(
            request,
            f"{made.person} est {HolderKind(made.kind).label} de « {row} » à partir du"
            f" {long_date(made.valid_from, weekday=False)}.{later}",
        )
        return back

    kind = HolderKind.SUBSTITUTE if request.GET.get("qualite") == HolderKind.SUBSTITUTE else HolderKind.TITULAR
    page = FormPage(
        title=f"Nommer à « {row} »",
        submit="Enregistrer le mandat",
        cancel_href=back,
        breadcrumb=crumbs(row.commission, (row.label, back), ("Nommer", "")),
        intro=row.commission.name,
        template="commissions/appoint.html",
        extra={"can_add_person": can_add_person(request.user, row.scope_id)},
    )
    return serve_form(
        request,
        MandateForm,
        page,
        act,
        user=request.user,
        commission=row.commission,
        initial={"kind": kind, "valid_from": clock.today()},
    )


@require_form
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(
        Mandate.objects.visible_to(request.user).select_related("seat__commission__scope", "person"), pk=pk
    )
    commission = row.seat.commission
    require(can_manage_commission, request.user, commission)
    back = reverse("commissions:seat", args=[row.seat_id])

    def act(form: forms.Form) -> str:
        end_mandate(row.pk, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            f"Le mandat de {row.person} prend fin le {long_date(form.cleaned_data['on'], weekday=False)}. Les papiers"
            " déjà établis gardent son nom.",
        )
        return back

    page = FormPage(
        title=f"Mettre fin au mandat de {row.person}",
        submit="Mettre fin au mandat",
        cancel_href=back,
        breadcrumb=crumbs(commission, (row.seat.label, back), ("Mettre fin", "")),
        intro=(
            f"{HolderKind(row.kind).label.capitalize()} de « {row.seat} » depuis le"
            f" {long_date(row.valid_from, weekday=False)}. Ses droits s’arrêtent au jour donné."
        ),
    )
    return serve_form(request, ClosingForm, page, act, initial={"on": clock.today()})


@require_form
def delegate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rights of a seat given to another person between two dates."""
    row = _visible_seat(request, pk)
    require(can_manage_commission, request.user, row.commission)
    back = reverse("commissions:seat", args=[row.pk])

    def act(form: forms.Form) -> str:
        data = dict(form.cleaned_data)
        made = delegate_seat(row.pk, data.pop("person"), **data, by=request.user)
        later = (
            ""
            if made.person.user_id
            else " Cette personne n’a pas de compte : invitez-la depuis sa fiche pour qu’elle se connecte."
        )
        messages.success(
            request,
            f"{made.person} exerce les droits de « {row} » par intérim du {long_date(made.valid_from, weekday=False)}"
            f" au {long_date(made.valid_to, weekday=False)} exclu.{later}",
        )
        return back

    page = FormPage(
        title=f"Confier l’intérim de « {row} »",
        submit="Confier l’intérim",
        cancel_href=back,
        breadcrumb=crumbs(row.commission, (row.label, back), ("Intérim", "")),
        intro=(
            "Les droits du siège suivent les deux dates ; le titulaire garde son mandat. Les papiers disent « par"
            " intérim »."
        ),
        template="commissions/appoint.html",
        extra={"can_add_person": can_add_person(request.user, row.scope_id)},
    )
    return serve_form(
        request,
        InterimForm,
        page,
        act,
        user=request.user,
        commission=row.commission,
        initial={"valid_from": clock.today()},
    )


@require_form
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(
        Mandate.objects.visible_to(request.user)
        .filter(kind=HolderKind.INTERIM)
        .select_related("seat__commission__scope", "person"),
        pk=pk,
    )
    require(can_manage_commission, request.user, row.seat.commission)
    back = reverse("commissions:seat", args=[row.seat_id])

    def act(form: forms.Form) -> str:
        cancel_interim(row.pk, **form.cleaned_data, by=request.user)
        messages.success(request, f"L’intérim de {row.person} est annulé ; ses droits s’arrêtent aujourd’hui.")
        return back

    page = FormPage(
        title=f"Annuler l’intérim de {row.person}",
        submit="Annuler l’intérim",
        cancel_href=back,
        breadcrumb=crumbs(row.seat.commission, (row.seat.label, back), ("Annuler l’intérim", "")),
        intro=(
            f"« {row.seat} », du {long_date(row.valid_from, weekday=False)} au {long_date(row.valid_to, weekday=False)}"
            " exclu."
        ),
    )
    return serve_form(request, CancelForm, page, act)
