from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.common import clock
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..forms import ClosingForm, StructureForm
from ..models import Ministry, Structure
from ..operations import add_structure, close_structure, edit_structure
from ..rules import can_manage_structures
from .government import HOME, require_form


def _page_of(ministry: Ministry) -> str:
    return reverse("ministries:detail", args=[ministry.pk]) + "#structures"


def _crumbs(ministry: Ministry, last: str) -> list[tuple[str, str]]:
    return [HOME, ("Ministères", reverse("ministries:list")), (ministry.short_name, _page_of(ministry)), (last, "")]


@require_form
def new_structure(request: HttpRequest, pk: UUID) -> HttpResponse:
    ministry = get_object_or_404(Ministry.objects.visible_to(request.user), pk=pk)
    require(can_manage_structures, request.user, ministry)

    def act(form: forms.Form) -> str:
        structure = add_structure(ministry.pk, **form.cleaned_data, by=request.user)
        messages.success(request, f"« {structure} » est dans l’organigramme.")
        return _page_of(ministry)

    page = FormPage(
        title="Ajouter une structure",
        submit="Ajouter la structure",
        cancel_href=_page_of(ministry),
        breadcrumb=_crumbs(ministry, "Ajouter une structure"),
        intro=ministry.name,
    )
    above = request.GET.get("sous", "")
    initial = {"parent": above} if ministry.structures.filter(pk=above if _is_uuid(above) else None).exists() else {}
    return serve_form(request, StructureForm, page, act, ministry=ministry, initial=initial)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _structure(request: HttpRequest, pk: UUID) -> Structure:
    row = get_object_or_404(Structure.objects.visible_to(request.user).select_related("ministry", "parent"), pk=pk)
    require(can_manage_structures, request.user, row)
    return row


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _structure(request, pk)

    def act(form: forms.Form) -> str:
        edit_structure(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(request, f"« {form.cleaned_data['name']} » est à jour.")
        return _page_of(row.ministry)

    page = FormPage(
        title=f"Modifier « {row} »",
        submit="Enregistrer",
        cancel_href=_page_of(row.ministry),
        breadcrumb=_crumbs(row.ministry, "Modifier une structure"),
        intro=(
            "Pour une erreur de saisie. Quand un texte réorganise le ministère, fermez la structure et créez la"
            " nouvelle : le passé reste lisible."
        ),
        version=row.version,
    )
    initial = {
        name: getattr(row, name) for name in ("kind", "name", "acronym", "parent", "position", "valid_from", "source")
    }
    return serve_form(request, StructureForm, page, act, ministry=row.ministry, but=row, initial=initial)


@require_form
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _structure(request, pk)

    def act(form: forms.Form) -> str:
        close_structure(row.pk, **form.cleaned_data, by=request.user)
        messages.success(
            request,
            f"« {row} » n’existe plus à partir du {long_date(form.cleaned_data['on'], weekday=False)}. Elle reste"
            " visible aux dates d’avant.",
        )
        return _page_of(row.ministry)

    page = FormPage(
        title=f"Fermer « {row} »",
        submit="Fermer la structure",
        cancel_href=_page_of(row.ministry),
        breadcrumb=_crumbs(row.ministry, "Fermer une structure"),
        intro=(
            "Une structure fermée disparaît de l’organigramme d’aujourd’hui et reste dans celui des dates où elle"
            " vivait."
        ),
    )
    return serve_form(request, ClosingForm, page, act, initial={"on": clock.today()})
