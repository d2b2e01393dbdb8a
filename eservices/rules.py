"""Who keeps the e-services. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule


@rule("Seuls le DSI du ministère et l’administrateur de l’ASIN tiennent ses e-services.")
def can_keep_service(user: User, row: Any = None) -> bool:
    """An e-service or a part of it; without one, whether there is any that one may keep."""
    if user.has_role(Role.ASIN_ADMIN):
        return True
    if row is None:
        return user.has_role(Role.DSI)
    return row.scope_id is not None and user.has_role(Role.DSI, scope=row.scope_id)


@rule("Seul l’administrateur de l’ASIN tient les listes et les objectifs communs des e-services.")
def can_keep_lists(user: User, row: Any = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)
