"""Who may freeze an edition. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule


@rule("Seul le DSI du ministère fige une édition de son portefeuille ; l’administrateur ASIN, l’édition nationale.")
def can_freeze_edition(user: User, ministry: Any = None) -> bool:
    """For a ministry; without one, whether there is any edition that he could freeze."""
    if ministry is None:
        return user.has_role(Role.DSI, Role.ASIN_ADMIN)
    return user.has_role(Role.DSI, scope=ministry.scope_id)


@rule("Seul un administrateur de l’ASIN fige l’édition nationale.")
def can_freeze_national(user: User) -> bool:
    return user.has_role(Role.ASIN_ADMIN)
