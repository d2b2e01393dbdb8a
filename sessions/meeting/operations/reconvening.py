"""State that the quorum was missing and prepare the second convocation, in one act."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from sessions.core.models import CommissionSession
from sessions.preparing.operations.preparing import prepare_second_convocation

from .holding import declare_no_quorum

if TYPE_CHECKING:
    from foundation.accounts.models import User


@transaction.atomic
def declare_and_reconvene(session_id: UUID, *, reason: str = "", by: "User | None") -> CommissionSession:
    """Return the session that takes up the same agenda, in preparation; the procès-verbal de carence of the first one
    is asked for.

    Both or neither: what refuses one refuses the other.
    """
    declare_no_quorum(session_id, reason=reason, by=by)
    return prepare_second_convocation(session_id, by=by)
