"""Archive a session: the last of its states, once its procès-verbal is out."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common.exceptions import Refused

from ..enums import SessionAction
from ..enums import SessionState as State
from ..models import CommissionSession
from ..workflow import SESSION_WORKFLOW, archiving_blockers
from .stepping import lock_session, pv_is_submitted, take_step

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def archive_session(session_id: UUID, *, by: "User | None") -> CommissionSession:
    """Archive a session that was held; raise Refused while its procès-verbal is not submitted."""
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(SessionAction.ARCHIVE, State(session.state))
    if blockers := archiving_blockers(
        is_reconstituted=session.is_reconstituted, pv_is_submitted=pv_is_submitted(session)
    ):
        raise Refused(f"Impossible d’archiver la session. {' '.join(blockers)}")
    take_step(session, SessionAction.ARCHIVE, by=by)
    return session
