"""Who may correct what was recorded of the past."""

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from sessions.core.models import CommissionSession


@rule("Seul le secrétaire de cette commission corrige la reprise de ses sessions passées.")
def can_correct_past(user: User, session: CommissionSession) -> bool:
    return session.is_reconstituted and user.has_role(Role.SECRETARY, commission=session.commission_id)
