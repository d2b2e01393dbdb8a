"""Who may do what to a commission, its rules and its seats."""

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import Commission, Seat, Statute


@rule("Seul le secrétaire de cette commission, l’administrateur ASIN ou celui du portail modifie sa fiche.")
def can_manage_commission(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk) or user.has_role(Role.ASIN_ADMIN, Role.PORTAL_ADMIN)


@rule("Seul un administrateur crée une commission.")
def can_create_commission(user: User) -> bool:
    return user.has_role(Role.ASIN_ADMIN, Role.PORTAL_ADMIN)


@rule("Seul l’administrateur ASIN ou celui du portail dissout une commission.")
def can_close_commission(user: User, commission: Commission) -> bool:
    return user.has_role(Role.ASIN_ADMIN, Role.PORTAL_ADMIN)


@rule("Seul le secrétaire de cette commission fait cela.")
def can_act_as_secretary(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk)


@rule(
    "Seul le secrétaire de cette commission, l’administrateur ASIN ou celui du portail tient ses sièges et ses règles."
)
def can_manage_part(user: User, part: Seat | Statute) -> bool:
    return user.has_role(Role.SECRETARY, commission=part.commission_id) or user.has_role(
        Role.ASIN_ADMIN, Role.PORTAL_ADMIN
    )
