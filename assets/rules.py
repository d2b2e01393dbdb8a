"""Who does what to the assets of a ministry. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule


@rule("Seul le DSI de ce ministère tient son parc informatique : actifs, licences et campagnes.")
def can_keep_asset(user: User, row: Any = None) -> bool:
    """Without a row: whether there is any that one may keep."""
    return user.has_role(Role.DSI, scope=getattr(row, "scope_id", None) if row is not None else None)


@rule("Seul l’administrateur ASIN tient les catégories d’actifs, communes à tous les ministères.")
def can_keep_category(user: User, row: Any = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Seul le DSI tient les hypothèses de coût de son ministère ; seul l’administrateur ASIN, celles de tous.")
def can_keep_cost(user: User, row: Any = None) -> bool:
    if row is None:
        return user.has_role(Role.DSI, Role.ASIN_ADMIN)
    return user.has_role(Role.DSI, scope=row.scope_id) if row.scope_id else user.has_role(Role.ASIN_ADMIN)
