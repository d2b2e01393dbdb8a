from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common import clock
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require
from foundation.common.typography import long_date
from ministries.extensions import gather

from ..extensions import blockers_of, page_panels, sessions_of
from ..filters import CommissionFilter
from ..forms import ClosingForm, CommissionForm
from ..models import Commission
from ..operations import close_commission, create_commission, edit_commission
from ..queries import commissions_for, composition, rule_lines, statute_on
from ..rules import can_close_commission, can_create_commission, can_manage_commission

require_form = require_http_methods(["GET", "HEAD", "POST"])
HOME = ("Accueil", "/")


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


def _found(request: HttpRequest) -> CommissionFilter:
    return CommissionFilter(request.GET, queryset=commissions_for(request.user, clock.today()))


@require_safe
def commissions(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "chips": chips_of(request, found),
        "can_create": can_create_commission(request.user),
    }
    return render(request, "commissions/list.html", context, using="jinja2")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    header = ["Code", "Nom", "Nature", "Ministère", "Créée le", "Dissoute le", "Sièges", "Sièges vacants"]
    rows = (
        [
            c.code,
            c.name,
            c.get_kind_display(),
            c.ministry.name if c.ministry else "",
            c.founded_on,
            c.closed_on,
            c.seat_count,
            c.vacant_count,
        ]
        for c in _found(request).qs
    )
    return csv_response("commissions.csv", header, rows)


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
    return serve_form(request, CommissionForm, page, act)


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible(request, pk)
    require(can_manage_commission, request.user, row)
    back = reverse("commissions:detail", args=[row.pk])

    def act(form: forms.Form) -> str:
        edit_commission(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(request, "La fiche de la commission est à jour.")
        return back

    page = FormPage(
        title=f"Modifier la fiche de {row.code}",
        submit="Enregistrer",
        cancel_href=back,
        breadcrumb=crumbs(row, ("Modifier", "")),
        version=row.version,
    )
    initial = {name: getattr(row, name) for name in ("name", "founded_by", "founded_on", "objectives", "meeting_place")}
    initial["reminder_days"] = ", ".join(str(day) for day in row.reminder_days)
    return serve_form(request, CommissionForm, page, act, edited=True, initial=initial)


@require_form
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible(request, pk)
    require(can_close_commission, request.user, row)
    back = reverse("commissions:detail", args=[row.pk])

    def act(form: forms.Form) -> str:
        close_commission(row.pk, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            f"La commission {row.code} est dissoute à partir du {long_date(form.cleaned_data['on'], weekday=False)}."
            " Ses papiers restent.",
        )
        return back

    blockers = blockers_of(row)
    page = FormPage(
        title=f"Dissoudre la commission {row.code}",
        submit="Dissoudre la commission",
        cancel_href=back,
        breadcrumb=crumbs(row, ("Dissoudre", "")),
        intro=(
            "Les mandats et les droits qui en découlent prennent fin le même jour. Les sessions, décisions et"
            " procès-verbaux restent lisibles."
        ),
        template="commissions/close.html",
        extra={"blockers": blockers},
    )
    return serve_form(request, ClosingForm, page, act, initial={"on": clock.today()})
