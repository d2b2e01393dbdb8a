"""Accounts are opened for a person by invitation: nobody signs up, nobody is given a password."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Person, User
from foundation.common.contractions import of
from foundation.common.exceptions import Refused
from foundation.journal.record import record
from foundation.notifications.operations.sending import send_mail

from ..extensions import account_opened
from ..notifications import password_link


def _locked(person_id: UUID) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("user", "scope").get(pk=person_id)


@transaction.atomic
def confirm_address(user: User) -> None:
    """Keep in the library's own table that the address of the account was reached; it is its only one."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.filter(email__iexact=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def _send_invitation(person: Person, user: User, *, by: User | None) -> None:
    # No scope, no commission: the letter carries a secret, and only its receiver may read it again in the portal.
    context = {
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "invited_by": by.full_name if by else "",
        "email": user.email,
    }
    send_mail(
        subject="Votre compte sur le portail des CMSIC", template="invitation", context=context, to_person=person, by=by
    )


def _give_rights(person: Person, *, by: User | None) -> None:
    for give in account_opened:
        give(person, by=by)


@transaction.atomic
def invite(person_id: UUID, *, by: User | None) -> User:
    """Open an account without password for a person and send the link to choose one; sent again as long as it was never
    used.
    """
    person = _locked(person_id)
    if person.scope.kind == ScopeKind.REHEARSAL:
        raise Refused(
            f"Impossible d’inviter {person} : cette personne est inventée pour une répétition, aucun compte ne s’ouvre."
        )
    if not person.email:
        raise Refused(
            f"Impossible d’inviter {person} : aucune adresse électronique n’est enregistrée. Complétez sa fiche."
        )
    if person.user is not None:
        if person.user.has_usable_password() or not person.user.is_active:
            raise Refused(
                f"{person} a déjà un compte{'' if person.user.is_active else ' (fermé)'} : aucune invitation n’est"
                " partie."
            )
        if person.user.email != person.email:
            _change_address(person.user, person.email)
        _send_invitation(person, person.user, by=by)
        record("invite_again", person, by=by)
        return person.user
    if User.objects.filter(email__iexact=person.email).exists():
        raise Refused(
            "Un compte existe déjà à cette adresse. Un administrateur peut le relier à cette personne ; sinon, corrigez"
            " l’adresse."
        )
    user = User.objects.create_user(person.email, None, full_name=person.full_name, is_fictitious=person.is_fictitious)
    person.user = user
    person.save(update_fields=["user"])
    _give_rights(person, by=by)
    _send_invitation(person, user, by=by)
    record("invite", person, by=by, personal={"email": user.email})
    return user


def _change_address(user: User, email: str) -> None:
    """Before the first sign-in only: the invitation went to a wrong address."""
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Refused("Un compte existe déjà à la nouvelle adresse. Corrigez l’adresse de cette personne.")
    user.email = email
    user.save(update_fields=["email"])


@transaction.atomic
def link_account(person_id: UUID, *, email: str, by: User | None) -> User:
    """Tie a person to an account that exists, and give it what the person holds."""
    person = _locked(person_id)
    if person.scope.kind == ScopeKind.REHEARSAL:
        raise Refused(f"Impossible de relier {person} : cette personne est inventée pour une répétition.")
    if person.user is not None:
        raise Refused(f"{person} a déjà un compte, à l’adresse {person.user.email}.")
    user = User.objects.select_for_update(of=("self",)).filter(email__iexact=email.strip()).first()
    if user is None:
        raise Refused("Aucun compte n’existe à cette adresse. Vérifiez-la, ou envoyez une invitation.")
    if other := Person.objects.filter(user=user).first():
        raise Refused(
            f"Ce compte est déjà celui {of(other.full_name)} ({other.scope}). Un compte désigne une seule personne."
        )
    if by is not None and user.pk == by.pk:
        raise Refused("Impossible de relier votre propre compte : demandez-le à un autre administrateur.")
    person.user = user
    person.save(update_fields=["user"])
    _give_rights(person, by=by)
    record("link_account", person, by=by, personal={"email": user.email})
    return user


def _administered(person_id: UUID, *, by: User | None) -> tuple[Person, User]:
    person = _locked(person_id)
    if person.user is None:
        raise Refused(f"{person} n’a pas de compte.")
    if by is not None and person.user_id == by.pk:
        raise Refused(
            "Vous ne pouvez ni fermer ni rouvrir votre propre compte : demandez-le à un autre administrateur."
        )
    if by is not None and person.user.has_role(Role.PORTAL_ADMIN) and not by.has_role(Role.PORTAL_ADMIN):
        raise Refused(
            "Le compte d’un administrateur du portail n’est fermé ou rouvert que par un autre administrateur du"
            " portail."
        )
    return person, person.user


@transaction.atomic
def close_account(person_id: UUID, *, reason: str, by: User | None) -> User:
    """Close an account at its next request; seats and functions are ended apart, by their own acts."""
    person, user = _administered(person_id, by=by)
    if not user.is_active:
        raise Refused(f"Le compte {of(str(person))} est déjà fermé.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("close_account", person, by=by, reason=reason)
    return user


@transaction.atomic
def reopen_account(person_id: UUID, *, reason: str = "", by: User | None) -> User:
    person, user = _administered(person_id, by=by)
    if user.is_active:
        raise Refused(f"Le compte {of(str(person))} est déjà ouvert.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("reopen_account", person, by=by, reason=reason)
    return user
