"""What awaits whoever establishes the procès-verbal."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties, waiting_since
from sessions.core.enums import PvState
from sessions.core.models import ProcesVerbal


@duties.register
def drafts_to_submit(user: User, today: date) -> list[Duty]:
    drafts = (
        ProcesVerbal.objects.filter(
            commission_id__in=user.access.commissions(Role.SECRETARY),
            state=PvState.DRAFT,
            session__is_reconstituted=False,
        )
        .select_related("session", "commission")
        .order_by("session__held_on", "pk")
    )
    return [
        Duty(
            "Soumettre",
            f"le procès-verbal de la {pv.session.label} ({pv.commission.code})",
            reverse("sessions:pv", args=[pv.session_id]),
            **(waiting_since(pv.session.held_on, today) if pv.session.held_on else {"note": "projet à relire"}),
        )
        for pv in drafts[:5]
    ]
