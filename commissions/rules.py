"""Who may do what to a commission, its rules and its seats."""

from foundation.accounts.enums import Role
from foundation.accounts.models import Person, User
from foundation.accounts.rules import ADMINS
from foundation.common.permissions import rule

from .models import Commission, Seat, Statute


@rule("Seul le secrétaire de cette commission, l’administrateur ASIN ou celui du portail modifie sa fiche.")
def can_manage_commission(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk) or user.has_role(*ADMINS)


@rule("Seul un administrateur crée une commission.")
def can_create_commission(user: User) -> bool:
    return user.has_role(*ADMINS)


@rule("Seul l’administrateur ASIN ou celui du portail dissout une commission.")
def can_close_commission(user: User, commission: Commission) -> bool:
    return user.has_role(*ADMINS)


@rule("Seul le secrétaire de la commission, l’administrateur ASIN ou celui du portail nomme à ses sièges.")
def can_seat(user: User, person: Person) -> bool:
    """The seats offered are those of the commissions he keeps."""
    return user.has_role(Role.SECRETARY, scope=person.scope_id) or user.has_role(*ADMINS)


@rule(
    "Seul le secrétaire de cette commission, l’administrateur ASIN ou celui du portail tient ses sièges et ses règles."
)
def can_manage_part(user: User, part: Seat | Statute) -> bool:
    return user.has_role(Role.SECRETARY, commission=part.commission_id) or user.has_role(*ADMINS)
