"""What a member receives about a session: letter, mail, invitation, and the link by which he answers without an
account.
"""

from django.urls import reverse_lazy

from foundation.accounts.enums import COMMISSION_ROLES
from foundation.accounts.models import User
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, notify
from sessions.core.models import CommissionSession


def tell_of_pv(session: CommissionSession, number: int, *, by: User | None) -> None:
    """The members of the commission can read the procès-verbal that was just submitted."""
    notify(
        accounts_of(*COMMISSION_ROLES, commission=session.commission_id),
        NoticeKind.PV,
        title=f"Procès-verbal n° {number}/{session.year} soumis : {session.commission.code}",
        href=reverse_lazy("sessions:pv", args=[session.pk]),
        by=by,
        scope=session.scope_id,
        commission_id=session.commission_id,
    )
