"""Who may change institutions, texts and appointments. No query here: grants are loaded once per request."""

from foundation.accounts.enums import ASIN_ROLES, Role, ScopeKind
from foundation.accounts.models import Scope, User
from foundation.common.permissions import rule

from .models import Appointment, Commune, LegalText, Ministry, Structure

ADMINS = (Role.ASIN_ADMIN, Role.PORTAL_ADMIN)
# The kind of scope in which each function is held.
SCOPE_OF_ROLE = {
    Role.DSI: ScopeKind.MINISTRY,
    Role.PROJECT_LEAD: ScopeKind.MINISTRY,
    Role.AUDITOR: ScopeKind.MINISTRY,
    Role.RSI: ScopeKind.COMMUNE,
    Role.ASIN_READER: ScopeKind.NATIONAL,
    Role.ASIN_ADMIN: ScopeKind.NATIONAL,
    Role.PORTAL_ADMIN: ScopeKind.NATIONAL,
}


@rule("Seul l’administrateur ASIN ou celui du portail crée, renomme ou remplace un ministère.")
def can_change_government(user: User, ministry: Ministry | None = None) -> bool:
    return user.has_role(*ADMINS)


@rule("Seul le DSI de ce ministère, l’administrateur ASIN ou celui du portail modifie ses structures.")
def can_manage_structures(user: User, owner: Ministry | Structure) -> bool:
    return user.has_role(Role.DSI, scope=owner.scope_id) or user.has_role(*ADMINS)


@rule("Seul l’administrateur ASIN ou celui du portail modifie la fiche d’une commune.")
def can_manage_commune(user: User, commune: Commune) -> bool:
    return user.has_role(*ADMINS)


@rule("Seuls un DSI, un secrétaire de commission, l’administrateur ASIN ou celui du portail ajoutent un texte.")
def can_add_text(user: User) -> bool:
    return user.has_role(Role.DSI, Role.SECRETARY, *ADMINS)


@rule(
    "Un texte d’un ministère est tenu par son DSI ou le secrétaire de sa commission ; un texte national par un"
    " administrateur."
)
def can_edit_text(user: User, text: LegalText) -> bool:
    """Needs text.ministry."""
    if user.has_role(*ADMINS):
        return True
    return text.ministry is not None and user.has_role(Role.DSI, Role.SECRETARY, scope=text.ministry.scope_id)


@rule("Vous n’ajoutez de texte que pour votre ministère ; un texte national est ajouté par un administrateur.")
def can_add_text_for(user: User, ministry: Ministry | None) -> bool:
    if user.has_role(*ADMINS):
        return True
    return ministry is not None and user.has_role(Role.DSI, Role.SECRETARY, scope=ministry.scope_id)


@rule("Seul l’administrateur ASIN ou celui du portail tient les points du Conseil des ministres.")
def can_manage_council(user: User, record: object = None) -> bool:
    return user.has_role(*ADMINS)


@rule("Les nominations sont tenues par l’administrateur ASIN et celui du portail.")
def can_see_appointments(user: User) -> bool:
    return user.has_role(*ADMINS, *ASIN_ROLES)


@rule("Les nominations sont tenues par l’administrateur ASIN et celui du portail.")
def can_manage_appointments(user: User) -> bool:
    return user.has_role(*ADMINS)


@rule("Seul l’administrateur du portail nomme un administrateur.")
def can_appoint(user: User, role: Role, scope: Scope | None = None) -> bool:
    if role in (Role.ASIN_ADMIN, Role.PORTAL_ADMIN):
        return user.has_role(Role.PORTAL_ADMIN)
    return user.has_role(*ADMINS)


@rule("Seul l’administrateur du portail met fin à la fonction d’un administrateur.")
def can_end_appointment(user: User, appointment: Appointment) -> bool:
    return can_appoint(user, Role(appointment.role))


@rule("L’intérim d’un DSI est confié et annulé par le DSI lui-même ou par un administrateur.")
def can_delegate(user: User, appointment: Appointment) -> bool:
    """Needs appointment.person; for an interim, appointment.interim_of.person."""
    held = appointment.interim_of or appointment
    return held.role == Role.DSI and (held.person.user_id == user.pk or user.has_role(*ADMINS))
