"""Every act on a session takes its turn here, and moves it along its workflow in one way."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.common import clock
from foundation.journal.record import record

from ..enums import OVER, PvState, SessionAction
from ..enums import SessionState as State
from ..extensions import session_changing
from ..models import AgendaItem, CommissionSession, ProcesVerbal, SessionStep
from ..workflow import SESSION_WORKFLOW

if TYPE_CHECKING:
    from foundation.accounts.models import User


def lock_session(session_id: UUID) -> CommissionSession:
    """The session, locked until the end of the transaction: the second of two clicks sees what the first one did."""
    return _locked().get(pk=session_id)


def lock_session_of(item_id: UUID) -> CommissionSession:
    """The session of an item, locked likewise; raise AgendaItem.DoesNotExist for an unknown item."""
    try:
        return _locked().get(agenda_items=item_id)
    except CommissionSession.DoesNotExist:
        raise AgendaItem.DoesNotExist(f"no agenda item {item_id}") from None


def _locked() -> QuerySet[CommissionSession]:
    return CommissionSession.objects.select_for_update(of=("self",)).select_related(
        "commission", "statute", "postponed_from"
    )


def take_step(
    session: CommissionSession,
    action: SessionAction,
    *,
    by: "User | None",
    at: datetime | None = None,
    reason: str = "",
    fields: Sequence[str] = (),
    after: dict[str, Any] | None = None,
) -> None:
    """Move the session, save `fields`, keep the step and its line in the journal; `at` is the hour given for an act of
    the room.
    """
    before = State(session.state)
    session.state = SESSION_WORKFLOW.target(action, before)
    session.version += 1
    session.save(update_fields=["state", "version", *fields])
    capacity = by.access.capacity(scope=session.scope_id, commission=session.commission_id) if by is not None else ""
    SessionStep.objects.create(
        scope_id=session.scope_id,
        session=session,
        action=action,
        from_state=before,
        to_state=session.state,
        by=by,
        by_capacity=capacity,
        at=at or clock.now(),
        reason=reason,
    )
    said = {"state": session.state} | ({"at": at} if at is not None else {})
    record(action, session, by=by, reason=reason, before={"state": before}, after=said | (after or {}))


def before_change(session: CommissionSession, *, by: "User | None") -> None:
    """Make what waits to be made of a session that is over, before an act changes what it says; nothing while it is
    held.
    """
    if session.state in OVER:
        for make in session_changing:
            make(session, by)


def pv_is_submitted(session: CommissionSession) -> bool:
    """The members have its procès-verbal: what it says changes by corrections only."""
    return ProcesVerbal.objects.filter(session=session).exclude(state=PvState.DRAFT).exists()
