from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require

from ..extensions import council_panels, gather
from ..filters import CouncilFilter
from ..forms import CouncilForm
from ..models import CouncilRecord
from ..operations import add_council_record, edit_council_record
from ..operations.council import FIELDS
from ..rules import can_manage_council
from .government import HOME, require_form


def _found(request: HttpRequest) -> CouncilFilter:
    return CouncilFilter(
        request.GET,
        queryset=CouncilRecord.objects.visible_to(request.user).select_related("ministry").most_recent_first(),
    )


@require_safe
def council(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "chips": chips_of(request, found),
        "can_manage": can_manage_council(request.user),
    }
    return render(request, "ministries/council.html", context, using="jinja2")


@require_safe
def council_export(request: HttpRequest) -> HttpResponse:
    header = ["Conseil du", "Nature", "Objet", "Ministère", "Approuvé", "Contenu", "Source"]
    rows = (
        [r.held_on, r.get_kind_display(), r.title, r.ministry.name if r.ministry else "", r.approved, r.text, r.source]
        for r in _found(request).qs
    )
    return csv_response("conseil-des-ministres.csv", header, rows)


@require_safe
def council_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(
        CouncilRecord.objects.visible_to(request.user).select_related("ministry", "legal_text"), pk=pk
    )
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
        return reverse("ministries:council_record", args=[row.pk])

    page = FormPage(
        title="Enregistrer un point du Conseil des ministres",
        submit="Enregistrer",
        cancel_href=reverse("ministries:council"),
        breadcrumb=[HOME, ("Conseil des ministres", reverse("ministries:council")), ("Enregistrer", "")],
    )
    return serve_form(request, CouncilForm, page, act)


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(
        CouncilRecord.objects.visible_to(request.user).select_related("ministry", "legal_text"), pk=pk
    )
    require(can_manage_council, request.user, row)
    back = reverse("ministries:council_record", args=[row.pk])

    def act(form: forms.Form) -> str:
        edit_council_record(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(request, "Le point du Conseil est à jour.")
        return back

    page = FormPage(
        title="Modifier ce point du Conseil",
        submit="Enregistrer",
        cancel_href=back,
        breadcrumb=[
            HOME,
            ("Conseil des ministres", reverse("ministries:council")),
            (row.title[:60], back),
            ("Modifier", ""),
        ],
        version=row.version,
    )
    initial = {name: getattr(row, name) for name in FIELDS} | {
        "approved": {True: "yes", False: "no"}.get(row.approved, "")
    }  # type: ignore[arg-type]
    return serve_form(request, CouncilForm, page, act, initial=initial)
