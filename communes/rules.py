"""Who keeps what is followed of the communes. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from ministries.models import Commune
from ministries.rules import ADMINS, can_manage_commune


@rule("Seuls le RSI de cette commune et l’administrateur ASIN tiennent ce que la commune dit d’elle.")
def can_keep_commune(user: User, row: Any = None) -> bool:
    """Of a commune, or of a row of one; without it, whether there is any that he may keep."""
    return user.has_role(Role.ASIN_ADMIN) or user.has_role(Role.RSI, scope=row.scope_id if row is not None else None)


@rule(can_keep_commune.sentence)
def can_tell_quarter(user: User, commune: Commune) -> bool:
    return can_keep_commune(user, commune)


@rule("Seul l’administrateur ASIN tient les formations des communes et leurs sessions.")
def can_keep_training(user: User, row: Any = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Seul l’administrateur ASIN ou celui du portail dit quel ministère est chargé des communes.")
def can_keep_oversight(user: User, row: Any = None) -> bool:
    return user.has_role(*ADMINS)


@rule(can_manage_commune.sentence)
def can_paste_statuses(user: User, row: Any = None) -> bool:
    """As the status of one commune, on its page."""
    return user.has_role(*ADMINS)
