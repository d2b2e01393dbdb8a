from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import Promise


@rule("Seuls le DSI du ministère et l’administrateur ASIN tiennent le registre des promesses publiques.")
def can_keep_promise(user: User, promise: Promise | None = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN) or user.has_role(Role.DSI, scope=promise.scope_id if promise else None)
