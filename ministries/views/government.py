"""Ministries of a day, and the page of one of them."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.common import clock
from foundation.common.days import DayField
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..extensions import gather, page_panels
from ..forms import MinistryForm, RenameForm, SuccessionForm
from ..models import Ministry
from ..operations import create_ministry, rename_ministry, succeed_ministry
from ..queries import dated, functions_held, ministries_on, structure_tree
from ..rules import can_change_government, can_delegate, can_manage_structures

require_form = require_http_methods(["GET", "HEAD", "POST"])
HOME = ("Accueil", "/")


def from_today(request: HttpRequest, row: object) -> dict[str, Any]:
    """The form of an act that takes effect on a day: today unless another one is typed."""
    return {"initial": {"on": clock.today()}}


class DayForm(forms.Form):
    au = DayField(label="Le Gouvernement au", required=False)


def asked_day(request: HttpRequest) -> tuple[DayForm, date]:
    """The day asked by `?au=`; today when there is none, or when it is no date (the form says so)."""
    form = DayForm(request.GET if request.GET.get("au") else None, initial={"au": clock.today()})
    day = form.cleaned_data["au"] if form.is_bound and form.is_valid() else None
    return form, day or clock.today()


@require_safe
def ministries(request: HttpRequest) -> HttpResponse:
    form, day = asked_day(request)
    rows = list(ministries_on(day, request.user))
    context = {
        "form": form,
        "day": day,
        "today": clock.today(),
        "ministries": rows,
        "dated": dated,
        "can_change": can_change_government(request.user),
    }
    return render(request, "ministries/list.html", context, using="jinja2")


@require_safe
def ministries_export(request: HttpRequest) -> HttpResponse:
    _, day = asked_day(request)
    rows = ministries_on(day, request.user)
    header = ["Ministère", "Sigle", "Depuis", "Jusqu’au (exclu)", "Succède à", "Suivi de", "Source"]
    lines = (
        [
            m.name_then,
            m.acronym_then,
            dated(m.valid_from, m.valid_from_precision),
            dated(m.valid_to, m.valid_to_precision) if m.valid_to else "",
            " ; ".join(link.predecessor.name for link in m.preceded_by),
            " ; ".join(link.successor.name for link in m.followed_by),
            m.source,
        ]
        for m in rows
    )
    return csv_response(f"ministeres-{day.isoformat()}.csv", header, lines)


@require_safe
def ministry(request: HttpRequest, pk: UUID) -> HttpResponse:
    form, day = asked_day(request)
    row = get_object_or_404(Ministry.objects.visible_to(request.user).with_names_on(day), pk=pk)
    functions = functions_held(row.scope_id, day)
    context = {
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
        "delegable": {
            held.pk
            for held in functions
            if can_delegate(request.user, held) and (held.valid_to is None or held.valid_to > clock.today())
        },
        "panels": gather(page_panels, row, request.user),
        "can_change": can_change_government(request.user, row),
        "can_structure": can_manage_structures(request.user, row),
    }
    return render(request, "ministries/ministry.html", context, using="jinja2")


@require_form
def new_ministry(request: HttpRequest) -> HttpResponse:
    require(can_change_government, request.user)

    def act(form: forms.Form) -> str:
        row = create_ministry(**form.cleaned_data, by=request.user)
        messages.success(request, f"« {row} » est créé. Enregistrez maintenant de quel ministère il prend la suite.")
        return reverse("ministries:detail", args=[row.pk])

    page = FormPage(
        title="Créer un ministère",
        submit="Créer le ministère",
        cancel_href=reverse("ministries:list"),
        breadcrumb=[HOME, ("Ministères", reverse("ministries:list")), ("Créer", "")],
        intro=(
            "À faire quand un décret crée un département ministériel. Un simple changement de nom s’enregistre sur la"
            " fiche du ministère."
        ),
    )
    return serve_form(request, MinistryForm, page, act, user=request.user)


def _crumbs(row: Ministry, last: str) -> list[tuple[str, str]]:
    return [
        HOME,
        ("Ministères", reverse("ministries:list")),
        (row.short_name, reverse("ministries:detail", args=[row.pk])),
        (last, ""),
    ]


@require_form
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Ministry.objects.visible_to(request.user), pk=pk)
    require(can_change_government, request.user, row)
    back = reverse("ministries:detail", args=[row.pk])

    def act(form: forms.Form) -> str:
        rename_ministry(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(
            request,
            f"Le ministère s’appelle « {form.cleaned_data['name']} » depuis le"
            f" {long_date(form.cleaned_data['on'], weekday=False)}. Son ancien nom reste sur les pages d’avant cette"
            " date.",
        )
        return back

    page = FormPage(
        title=f"Changer le nom de « {row.short_name} »",
        submit="Enregistrer le nouveau nom",
        cancel_href=back,
        breadcrumb=_crumbs(row, "Changer le nom"),
        intro="L’institution reste la même : sa commission, ses projets et ses droits ne bougent pas.",
        version=row.version,
    )
    return serve_form(
        request, RenameForm, page, act, user=request.user, initial={"name": row.name, "acronym": row.acronym}
    )


@require_form
def succeed(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Ministry.objects.visible_to(request.user), pk=pk)
    require(can_change_government, request.user, row)
    back = reverse("ministries:detail", args=[row.pk])

    def act(form: forms.Form) -> str:
        outcome = succeed_ministry(row.pk, **form.cleaned_data, by=request.user)
        (messages.warning if outcome.left_behind else messages.success)(request, outcome.sentence)
        return back

    page = FormPage(
        title=f"Enregistrer le successeur de « {row.short_name} »",
        submit="Enregistrer la succession",
        cancel_href=back,
        breadcrumb=_crumbs(row, "Succession"),
        intro=(
            "Rien n’est transféré d’office : la page dira ce qui reste rattaché à ce ministère, à reprendre un à un."
            " Pour une scission, enregistrez chaque successeur."
        ),
    )
    return serve_form(request, SuccessionForm, page, act, predecessor=row)
