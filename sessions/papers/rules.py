"""Who may do what in a session. No query here: grants are loaded once per request."""

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from sessions.core.models import CommissionSession


@rule("Seul le secrétaire de cette commission établit le procès-verbal.")
def can_submit_pv(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission transmet la session à l’ASIN.")
def can_transmit(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)
