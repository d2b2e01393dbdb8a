from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.rules import can_add_person
from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.common.typography import long_date
from ministries.forms import ClosingForm
from ministries.views.government import from_today, require_form

from ..enums import HolderKind, SeatRole
from ..forms import EditSeatForm, InterimForm, MandateForm, SeatForm
from ..models import Commission, Mandate, Seat
from ..operations import add_seat, appoint_to_seat, cancel_interim, delegate_seat, edit_seat, end_mandate, suppress_seat
from ..rules import can_manage_commission
from .commissions import crumbs, visible


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


def _address(row: Seat) -> str:
    return reverse("commissions:seat", args=[row.pk])


def _of_seat(row: Seat) -> Commission:
    return row.commission


edit = page_act(
    edit_seat,
    fetch=_visible_seat,
    rule=can_manage_commission,
    of=_of_seat,
    form=EditSeatForm,
    options=lambda request, row: {"commission": row.commission, "instance": row},
    page=lambda row: FormPage(
        title=f"Modifier « {row} »",
        submit="Enregistrer",
        cancel_href=_address(row),
        breadcrumb=crumbs(row.commission, (row.label, _address(row)), ("Modifier", "")),
        version=row.version,
    ),
    said="Le siège est à jour.",
    to=_address,
)
suppress = page_act(
    suppress_seat,
    fetch=_visible_seat,
    rule=can_manage_commission,
    of=_of_seat,
    form=ClosingForm,
    options=from_today,
    page=lambda row: FormPage(
        title=f"Supprimer le siège « {row} »",
        submit="Supprimer le siège",
        cancel_href=_address(row),
        breadcrumb=crumbs(row.commission, (row.label, _address(row)), ("Supprimer", "")),
        intro="Quand un acte change la composition. Le siège reste lisible dans les sessions d’avant.",
    ),
    said=lambda row: f"Le siège « {row} » n’existe plus à partir du {long_date(row.valid_to, weekday=False)}.",
    to=lambda row: _composition(row.commission),
)


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


def _mandate(request: HttpRequest, pk: UUID) -> Mandate:
    return get_object_or_404(
        Mandate.objects.visible_to(request.user).select_related("seat__commission__scope", "person"), pk=pk
    )


end = page_act(
    end_mandate,
    fetch=_mandate,
    rule=can_manage_commission,
    of=lambda row: row.seat.commission,
    form=ClosingForm,
    options=from_today,
    page=lambda row: FormPage(
        title=f"Mettre fin au mandat de {row.person}",
        submit="Mettre fin au mandat",
        cancel_href=_address(row.seat),
        breadcrumb=crumbs(row.seat.commission, (row.seat.label, _address(row.seat)), ("Mettre fin", "")),
        intro=(
            f"{HolderKind(row.kind).label.capitalize()} de « {row.seat} » depuis le"
            f" {long_date(row.valid_from, weekday=False)}. Ses droits s’arrêtent au jour donné."
        ),
    ),
    said=lambda row: (
        f"Le mandat de {row.person} prend fin le {long_date(row.valid_to, weekday=False)}. Les papiers déjà établis"
        " gardent son nom."
    ),
    to=lambda row: _address(row.seat),
)


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
    return serve_form(request, ReasonForm, page, act)
