"""Who may do what in a session. No query here: grants are loaded once per request."""

from collections.abc import Sequence
from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from sessions.core.models import CommissionSession


def session_of(row: Any) -> CommissionSession:
    """What the rules are about, of any row of a session."""
    return row if isinstance(row, CommissionSession) else row.session


@rule("Seul le secrétaire de cette commission répète ses sessions.")
def can_rehearse(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id) and not session.commission.is_rehearsal


@rule(
    "Ce code est celui d’une session où vous ne tenez aucun siège, ni comme titulaire, ni comme suppléant, ni par"
    " intérim. Rien n’a été noté : adressez-vous à son secrétaire, qui note aussi les invités."
)
def can_check_in(user: User, places: Sequence[object]) -> bool:
    """`places`: the seats this account may sit at in the session of the code."""
    return bool(places)


@rule("Seuls le secrétaire et le président de cette commission constatent qu’une réserve est levée.")
def can_lift_reserve(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)
