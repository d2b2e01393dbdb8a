from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.models import Person, User
from foundation.accounts.rules import can_add_person, can_administer_account, can_manage_person
from foundation.common.database import SortKey
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.permissions import require

from ..filters import PersonFilter
from ..forms import PersonForm
from ..operations import create_person, edit_person
from ..queries import functions_of, persons_for

require_form = require_http_methods(["GET", "HEAD", "POST"])


def account_word(person: Person) -> Cell:
    if person.user is None:
        return Cell("sans compte")
    return Cell("ouvert", tone="plain") if person.user.is_active else Cell("fermé", tone="late")


def _buttons(user: User) -> list[Button]:
    if not can_add_person(user):
        return []
    return [Button("Ajouter une personne", reverse("people:new"), tone="primary", icon="plus")]


PERSONS = ListPage(
    title="Personnes",
    state="Celles et ceux qui siègent, parlent ou signent dans les institutions que vous pouvez voir.",
    noun=("personne", "personnes"),
    rows=persons_for,
    filters=PersonFilter,
    columns=(
        Column("Civilité", lambda row: row.get_honorific_display(), on_page=False),
        Column("Prénom et nom", lambda row: row.full_name, sort="name"),
        Column("Fonction", lambda row: row.function, on_page=False),
        Column("Institution", lambda row: row.scope.label),
        Column("Adresse électronique", lambda row: row.email),
        Column("Téléphone", lambda row: row.phone, on_page=False),
        Column("Compte", lambda row: row.user_id is not None, account_word),
    ),
    sorts={"name": Sort(SortKey("full_name"))},
    default="name",
    file="personnes",
    empty=Empty("Aucune personne pour l’instant", "Les personnes de vos institutions apparaîtront ici."),
    crumbs=(("Accueil", "/"),),
    buttons=_buttons,
    icon="user",
    template="people/list.html",
)


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
    return serve_form(request, PersonForm, page, act, user=request.user, instance=row)
