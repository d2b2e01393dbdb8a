"""Who keeps plans and answers measures. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from ministries.models import Ministry

from .models import Plan, PlanAction, PlanAxis, PssieMeasure

KEEPERS = (Role.DSI, Role.RSI)


@rule("Seuls le DSI d’un ministère et le RSI d’une commune enregistrent un plan.")
def can_create_plan(user: User, scope_id: Any = None) -> bool:
    """Without a scope: whether there is any for which one may."""
    return user.has_role(*KEEPERS, scope=scope_id)


@rule("Seuls le DSI de ce ministère ou le RSI de cette commune tiennent ce plan, ses axes et ses actions.")
def can_keep_plan(user: User, plan: Plan) -> bool:
    return can_create_plan(user, plan.scope_id)


@rule(can_keep_plan.sentence)
def can_keep_part(user: User, part: PlanAction | PlanAxis) -> bool:
    return can_create_plan(user, part.scope_id)


@rule("Seuls le DSI d’un ministère et le RSI d’une commune relient un projet à une action de leurs plans.")
def can_link_project(user: User, project: Any) -> bool:
    """Of a project that he sees; the action is one of a plan that he keeps."""
    return can_create_plan(user)


@rule("Seul le DSI du ministère tient les mesures propres à ce ministère ; seul l’administrateur ASIN, celles de tous.")
def can_keep_measure(user: User, measure: PssieMeasure | None = None) -> bool:
    """Without a measure: whether there is any that one may keep."""
    if measure is None:
        return user.has_role(Role.DSI, Role.ASIN_ADMIN)
    if measure.scope_id is None:
        return user.has_role(Role.ASIN_ADMIN)
    return user.has_role(Role.DSI, scope=measure.scope_id)


@rule("Seul le DSI de ce ministère dit où en sont ses mesures de la PSSIE.")
def can_answer_measures(user: User, ministry: Ministry) -> bool:
    return user.has_role(Role.DSI, scope=ministry.scope_id)
