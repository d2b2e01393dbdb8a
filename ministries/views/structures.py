from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.common.acts import page_act
from foundation.common.form_pages import FormPage, serve_form
from foundation.common.permissions import require
from foundation.common.typography import long_date

from ..forms import ClosingForm, StructureForm
from ..models import Ministry, Structure
from ..operations import add_structure, close_structure, edit_structure
from ..rules import can_manage_structures
from .government import HOME, from_today, require_form


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
    return get_object_or_404(Structure.objects.visible_to(request.user).select_related("ministry", "parent"), pk=pk)


def _page(row: Structure, title: str, submit: str, last: str, intro: str, version: int | None = None) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        cancel_href=_page_of(row.ministry),
        breadcrumb=_crumbs(row.ministry, last),
        intro=intro,
        version=version,
    )


edit = page_act(
    edit_structure,
    fetch=_structure,
    rule=can_manage_structures,
    form=StructureForm,
    options=lambda request, row: {"ministry": row.ministry, "but": row},
    page=lambda row: _page(
        row,
        f"Modifier « {row} »",
        "Enregistrer",
        "Modifier une structure",
        "Pour une erreur de saisie. Quand un texte réorganise le ministère, fermez la structure et créez la nouvelle :"
        " le passé reste lisible.",
        row.version,
    ),
    said=lambda row: f"« {row} » est à jour.",
    to=lambda row: _page_of(row.ministry),
)
close = page_act(
    close_structure,
    fetch=_structure,
    rule=can_manage_structures,
    form=ClosingForm,
    options=from_today,
    page=lambda row: _page(
        row,
        f"Fermer « {row} »",
        "Fermer la structure",
        "Fermer une structure",
        "Une structure fermée disparaît de l’organigramme d’aujourd’hui et reste dans celui des dates où elle vivait.",
    ),
    said=lambda row: (
        f"« {row} » n’existe plus à partir du {long_date(row.valid_to, weekday=False)}. Elle reste visible aux dates"
        " d’avant."
    ),
    to=lambda row: _page_of(row.ministry),
)
