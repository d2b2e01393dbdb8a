from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.rules import can_add_person, can_administer_account, can_manage_person
from foundation.common.chips import chips_of
from foundation.common.exports import csv_response
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.paging import page_of
from foundation.common.permissions import require

from ..filters import PersonFilter
from ..forms import PersonForm
from ..operations import create_person, edit_person
from ..queries import functions_of, persons_for

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    found = PersonFilter(request.GET, queryset=persons_for(request.user))
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "chips": chips_of(request, found),
        "can_add": can_add_person(request.user),
    }
    return render(request, "people/list.html", context, using="jinja2")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    found = PersonFilter(request.GET, queryset=persons_for(request.user)).qs
    header = ["Civilité", "Prénom et nom", "Fonction", "Institution", "Adresse électronique", "Téléphone", "Compte"]
    rows = (
        [p.get_honorific_display(), p.full_name, p.function, p.scope.label, p.email, p.phone, p.user_id is not None]
        for p in found.iterator(chunk_size=500)
    )
    return csv_response("personnes.csv", header, rows)


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    context = {
        "person_row": row,
        "functions": functions_of(row, request.user),
        "can_manage": can_manage_person(request.user, row),
        "can_administer": can_administer_account(request.user, row),
        "is_waiting": row.user is not None and row.user.is_active and not row.user.has_usable_password(),
    }
    return render(request, "people/person.html", context, using="jinja2")


@require_form
def new(request: HttpRequest) -> HttpResponse:
    require(can_add_person, request.user)

    def act(form: Form) -> str:
        data = form.cleaned_data
        require(can_add_person, request.user, data["scope"].pk)
        row = create_person(**data, by=request.user)
        messages.success(request, f"{row.full_name} est enregistré dans les personnes de {row.scope}.")
        return reverse("people:person", args=[row.pk])

    page = FormPage(
        title="Ajouter une personne",
        submit="Enregistrer la personne",
        cancel_href=reverse("people:list"),
        breadcrumb=[("Accueil", "/"), ("Personnes", reverse("people:list")), ("Ajouter", "")],
        intro=(
            "Une personne est saisie une fois ; ses sièges et ses fonctions se donnent ensuite. Elle n’a pas besoin de"
            " compte pour siéger."
        ),
    )
    return serve_form(request, PersonForm, page, act, user=request.user)


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(persons_for(request.user), pk=pk)
    require(can_manage_person, request.user, row)
    back = reverse("people:person", args=[row.pk])

    def act(form: Form) -> str:
        edit_person(row.pk, **form.cleaned_data, base_version=base_version(request), by=request.user)
        messages.success(request, "La fiche est à jour. Les papiers déjà établis gardent l’ancien nom.")
        return back

    page = FormPage(
        title=f"Modifier la fiche de {row.full_name}",
        submit="Enregistrer",
        cancel_href=back,
        breadcrumb=[("Accueil", "/"), ("Personnes", reverse("people:list")), (row.full_name, back), ("Modifier", "")],
        intro="L’adresse d’un compte déjà ouvert ne change pas avec celle de la fiche.",
        version=row.version,
    )
    initial = {
        "full_name": row.full_name,
        "honorific": row.honorific,
        "function": row.function,
        "email": row.email,
        "phone": row.phone,
    }
    return serve_form(request, PersonForm, page, act, user=request.user, edited=True, initial=initial)
