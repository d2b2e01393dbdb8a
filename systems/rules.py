from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule


@rule("Seuls le DSI du ministère et l’administrateur ASIN tiennent le registre des plateformes.")
def can_keep_platform(user: User, row: Any = None) -> bool:
    """A platform, or what belongs to one: it has its scope."""
    return user.has_role(Role.ASIN_ADMIN) or user.has_role(Role.DSI, scope=row.scope_id if row else None)


@rule("Seul l’administrateur ASIN tient les listes communes aux ministères : hébergements, vagues, membres.")
def can_keep_lists(user: User, row: Any = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)
