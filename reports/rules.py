"""Who asks for a report and schedules it. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import Report, Schedule

ASKS = (Role.DSI, Role.SECRETARY)


@rule(
    "Seuls le DSI d’un ministère et le secrétaire de sa commission demandent son rapport ; l’administrateur ASIN,"
    " tous et le rapport annuel."
)
def can_ask_report(user: User, ministry: Any = None) -> bool:
    """For a ministry; without one, whether there is any report that he could ask for."""
    if user.has_role(Role.ASIN_ADMIN):
        return True
    return user.has_role(*ASKS) if ministry is None else user.has_role(*ASKS, scope=ministry.scope_id)


@rule("Seul l’administrateur ASIN demande le rapport annuel national.")
def can_ask_national(user: User) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Seul qui peut demander ce rapport relance son établissement.")
def can_retry_report(user: User, report: Report) -> bool:
    if report.ministry is None:
        return can_ask_national(user)
    return can_ask_report(user, report.ministry)


@rule("Seul le DSI d’un ministère programme ses rapports ; l’administrateur ASIN, ceux de tous et le rapport annuel.")
def can_schedule_report(user: User, schedule: Schedule | None = None) -> bool:
    if user.has_role(Role.ASIN_ADMIN):
        return True
    if schedule is None:
        return user.has_role(Role.DSI)
    return schedule.scope_id is not None and user.has_role(Role.DSI, scope=schedule.scope_id)
