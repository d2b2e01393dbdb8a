"""Who may administer accounts and see the house's own pages."""

from cmsic.common.permissions import rule

from .enums import Role
from .models import User


@rule("Seul un administrateur du portail peut faire cela.")
def can_administer_portal(user: User) -> bool:
    return user.has_role(Role.PORTAL_ADMIN)


@rule("Cette page est réservée à l’équipe du portail.")
def can_see_components(user: User) -> bool:
    return user.is_staff or user.has_role(Role.PORTAL_ADMIN)
