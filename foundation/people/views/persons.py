from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.accounts.models import Person, User
from foundation.accounts.rules import can_add_person, can_administer_account, can_manage_person
from foundation.common.acts import Crumb, form_page, page_act, page_new, page_of
from foundation.common.contractions import of
from foundation.common.database import SortKey
from foundation.common.french import agree
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage
from foundation.common.requests import Request

from ..extensions import acts_on_person
from ..filters import PersonFilter
from ..forms import PersonForm
from ..operations import create_person, edit_person
from ..queries import functions_of, persons_for

PERSON = "people:person"
HOME = ("Accueil", "/")


def person_for(request: Request, pk: UUID) -> Person:
    return get_object_or_404(persons_for(request.user), pk=pk)


def crumbs(row: Person | None = None) -> list[Crumb]:
    above = [HOME, ("Personnes", reverse("people:list"))]
    return [*above, (row.full_name, reverse(PERSON, args=[row.pk]))] if row else above


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
        Column("Civilité", "get_honorific_display", on_page=False),
        Column("Prénom et nom", "full_name", sort="name"),
        Column("Fonction", "function", on_page=False),
        Column("Institution", "scope.label"),
        Column("Adresse électronique", "email"),
        Column("Téléphone", "phone", on_page=False),
        Column("Compte", lambda row: row.user_id is not None, account_word),
    ),
    sorts={"name": Sort(SortKey("full_name"))},
    default="name",
    file="personnes",
    empty=Empty("Aucune personne pour l’instant", "Les personnes de vos institutions apparaîtront ici."),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="user",
    template="people/list.html",
)


@page_of("people/person.html", person_for)
def person(request: Request, row: Person) -> dict[str, Any]:
    return {
        "person_row": row,
        "functions": functions_of(row, request.user),
        "acts": [act for acts in acts_on_person for act in acts(row, request.user)],
        "can_manage": can_manage_person(request.user, row),
        "can_administer": can_administer_account(request.user, row),
        "is_waiting": row.user is not None and row.user.is_active and not row.user.has_usable_password(),
    }


new = page_new(
    create_person,
    rule=can_add_person,
    form=PersonForm,
    page=lambda: form_page(
        "Ajouter une personne",
        "Enregistrer la personne",
        crumbs(),
        "Ajouter",
        intro="Une personne est saisie une fois ; ses sièges et ses fonctions se donnent ensuite. Elle n’a pas besoin"
        " de compte pour siéger.",
        asks=("scope",),
    ),
    said=lambda row: (
        f"{row.full_name} est {agree('enregistré', row.honorific)} dans les personnes {of(str(row.scope))}."
    ),
    to=PERSON,
)
edit = page_act(
    edit_person,
    fetch=person_for,
    rule=can_manage_person,
    form=PersonForm,
    filled=True,
    page=lambda row: form_page(
        f"Modifier la fiche {of(row.full_name)}",
        "Enregistrer",
        crumbs(row),
        "Modifier",
        intro="L’adresse d’un compte déjà ouvert ne change pas avec celle de la fiche.",
        version=row.version,
    ),
    said="La fiche est à jour. Les papiers déjà établis gardent l’ancien nom.",
)
