from functools import partial

from foundation.accounts.models import Person, User
from foundation.accounts.rules import can_administer_account, can_manage_person
from foundation.common.acts import form_page, page_act
from foundation.common.contractions import of
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage

from .. import operations
from ..forms import LinkForm
from .persons import PERSON, crumbs, person_for

_act = partial(page_act, fetch=person_for, rule=can_administer_account)


def _page(row: Person, title: str, submit: str, intro: str) -> FormPage:
    return form_page(title, submit, crumbs(row), intro=intro)


def _account(user: User) -> str:
    return f"Le compte {of(user.person.full_name)}"


invite_person = page_act(
    operations.invite,
    fetch=person_for,
    rule=can_manage_person,
    said=lambda user: f"L’invitation part à {user.email}.",
    to=PERSON,
)
link = _act(
    operations.link_account,
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
)
close = _act(
    operations.close_account,
    form=ReasonForm,
    page=lambda row: _page(
        row,
        f"Fermer le compte {of(row.full_name)}",
        "Fermer le compte",
        "La personne ne pourra plus se connecter. Ses sièges et ses fonctions restent : mettez-y fin par ailleurs"
        " si elle les quitte. Le motif est écrit au journal.",
    ),
    said=lambda user: f"{_account(user)} est fermé : il ne peut plus ouvrir aucune page.",
)
reopen = _act(operations.reopen_account, said=lambda user: f"{_account(user)} est rouvert.", to=PERSON)
