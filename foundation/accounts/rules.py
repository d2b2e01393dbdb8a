"""Who may administer accounts and see the house's own pages."""

from foundation.common.permissions import rule

from .enums import Role
from .models import Person, User

ADMINS = (Role.ASIN_ADMIN, Role.PORTAL_ADMIN)


@rule("Cette page est réservée à l’équipe du portail.")
def can_see_components(user: User) -> bool:
    return user.is_staff or user.has_role(Role.PORTAL_ADMIN)


@rule(
    "Les personnes d’un ministère sont tenues par son DSI ou le secrétaire de sa commission, les autres par un"
    " administrateur."
)
def can_add_person(user: User, scope_id: object = None) -> bool:
    """Without a scope: whether there is any scope for which one may."""
    return user.has_role(*ADMINS) or user.has_role(Role.DSI, Role.SECRETARY, scope=scope_id)


@rule(
    "Les personnes d’un ministère sont tenues par son DSI ou le secrétaire de sa commission, les autres par un"
    " administrateur."
)
def can_manage_person(user: User, person: Person) -> bool:
    return can_add_person(user, person.scope_id)


@rule("Seuls l’ASIN, les administrateurs et les membres de son institution lisent la fiche d’une personne.")
def can_see_person(user: User, person: Person) -> bool:
    """What `Person.objects.visible_to` says, of a person already read."""
    access = user.access
    return access.is_national or person.scope_id in access.scopes() or person.user_id == user.pk


@rule("Seul un administrateur relie une personne à un compte qui existe déjà, ferme ou rouvre un compte.")
def can_administer_account(user: User, person: Person) -> bool:
    """Needs person.user. The account of a portal administrator is only touched by another one."""
    if person.user_id == user.pk:
        return False
    return user.has_role(*ADMINS)
