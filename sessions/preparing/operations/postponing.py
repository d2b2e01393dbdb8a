"""Cancel or postpone a session. The number it was given is kept."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from sessions.core.enums import SessionAction
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession
from sessions.core.operations.stepping import lock_session, take_step
from sessions.core.workflow import SESSION_WORKFLOW

from ..enums import LetterPurpose
from .sending import ask_for_letters, convocations_of

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def cancel_session(session_id: UUID, *, reason: str, by: "User") -> CommissionSession:
    """Cancel a session that has not begun; members already convened are told, and their calendars freed."""
    return _give_up_the_date(session_id, SessionAction.CANCEL, LetterPurpose.CANCEL, reason=reason, by=by)


@transaction.atomic
def postpone_session(session_id: UUID, *, reason: str, by: "User") -> CommissionSession:
    """Postpone a session to a day not yet fixed; its agenda and number stay, its members are convened again later."""
    return _give_up_the_date(session_id, SessionAction.POSTPONE, LetterPurpose.POSTPONE, reason=reason, by=by)


def _give_up_the_date(
    session_id: UUID, action: SessionAction, purpose: LetterPurpose, *, reason: str, by: "User"
) -> CommissionSession:
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(action, State(session.state))
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif : il est envoyé aux membres et gardé dans l’historique."]})
    told = session.state == State.CONVENED
    if told:
        session.invitation_sequence += 1
        session.check_ins.end(clock.now())
    before = {"held_on": str(session.held_on or "")}
    take_step(session, action, by=by, reason=reason.strip(), fields=("invitation_sequence",), after=before)
    if told:
        ask_for_letters(convocations_of(session), purpose, by=by, reason=reason.strip())
    return session
