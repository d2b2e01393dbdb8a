"""Who does what to the needs of a commission. No query here: grants are loaded once per request."""

from typing import Any

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

SITTING = (Role.SECRETARY, Role.PRESIDENT, Role.MEMBER)
SCORERS = (Role.PRESIDENT, Role.MEMBER)


@rule(
    "Seuls le DSI du ministère, le secrétaire, le président et les membres de sa commission enregistrent ses besoins."
)
def can_keep_need(user: User, need: Any = None) -> bool:
    """Without a need: whether there is any that one may keep."""
    if need is None:
        return user.has_role(Role.DSI, *SITTING)
    return user.has_role(Role.DSI, scope=need.scope_id) or user.has_role(*SITTING, commission=need.commission_id)


@rule(
    "Seuls le président et les membres de cette commission notent les besoins, et qui a proposé un besoin se déporte :"
    " il ne le note pas."
)
def can_score(user: User, need: Any) -> bool:
    return need.proposed_by_id != user.pk and user.has_role(*SCORERS, commission=need.commission_id)


@rule("Seul le secrétaire de cette commission fixe sa grille, réunit les besoins en lots et arrête leur classement.")
def can_rank(user: User, row: Any = None) -> bool:
    """A commission or a row of it; without one: whether there is any for which one may."""
    return user.has_role(Role.SECRETARY, commission=row.commission_id if row is not None else None)


@rule("Seul le DSI du ministère dit ce qu’un besoin retenu est devenu.")
def can_follow_up(user: User, need: Any) -> bool:
    return user.has_role(Role.DSI, scope=need.scope_id)
