from typing import Any

from foundation.accounts.models import User
from foundation.common.permissions import rule
from projects.rules import PORTFOLIO_ROLES, can_edit_project


@rule(
    "Seuls le DSI du ministère porteur et le chef de ce projet tiennent ce qui le pilote : financements, jalons,"
    " risques, indicateurs."
)
def can_steer(user: User, row: Any = None) -> bool:
    return user.has_role(*PORTFOLIO_ROLES) if row is None else can_edit_project(user, row.project)
