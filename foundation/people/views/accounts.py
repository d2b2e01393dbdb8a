from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.accounts.models import Person
from foundation.accounts.rules import can_administer_account, can_manage_person
from foundation.common.acts import page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage

from .. import operations
from ..forms import LinkForm
from ..queries import persons_for


def _visible(request: HttpRequest, pk: UUID) -> Person:
    return get_object_or_404(persons_for(request.user), pk=pk)


def _address(row: Person) -> str:
    return reverse("people:person", args=[row.pk])


def _page(row: Person, title: str, submit: str, intro: str) -> FormPage:
    crumbs = [("Accueil", "/"), ("Personnes", reverse("people:list")), (row.full_name, _address(row)), (submit, "")]
    return FormPage(title=title, submit=submit, cancel_href=_address(row), breadcrumb=crumbs, intro=intro)


invite_person = page_act(
    operations.invite,
    fetch=_visible,
    rule=can_manage_person,
    said=lambda user: f"L’invitation part à {user.email}.",
    to=_address,
)
link = page_act(
    operations.link_account,
    fetch=_visible,
    rule=can_administer_account,
    form=LinkForm,
    page=lambda row: _page(
        row,
        f"Relier {row.full_name} à un compte",
        "Relier le compte",
        "Le compte recevra aussitôt les droits attachés aux sièges et aux fonctions de cette personne.",
    ),
    options=lambda request, row: {"initial": {"email": row.email}},
    said=lambda user: (
        f"Le compte {user.email} est relié à {user.person.full_name} et reçoit les droits de ses sièges et fonctions."
    ),
    to=_address,
)
close = page_act(
    operations.close_account,
    fetch=_visible,
    rule=can_administer_account,
    form=ReasonForm,
    page=lambda row: _page(
        row,
        f"Fermer le compte de {row.full_name}",
        "Fermer le compte",
        "La personne ne pourra plus se connecter. Ses sièges et ses fonctions restent : mettez-y fin par ailleurs"
        " si elle les quitte. Le motif est écrit au journal.",
    ),
    said=lambda user: f"Le compte de {user.person.full_name} est fermé : il ne peut plus ouvrir aucune page.",
    to=_address,
)
reopen = page_act(
    operations.reopen_account,
    fetch=_visible,
    rule=can_administer_account,
    said=lambda user: f"Le compte de {user.person.full_name} est rouvert.",
    to=_address,
)
