from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import Campaign, Deadline


@rule("Seul l’administrateur de l’ASIN fixe les échéances mensuelles.")
def can_keep_deadline(user: User, deadline: Deadline | None = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Seul l’administrateur de l’ASIN relance un ministère et lui demande une explication.")
def can_follow_campaigns(user: User, campaign: Campaign | None = None) -> bool:
    return user.has_role(Role.ASIN_ADMIN)


@rule("Seul le directeur des systèmes d’information du ministère explique son retard.")
def can_explain(user: User, campaign: Campaign) -> bool:
    return user.has_role(Role.DSI, scope=campaign.scope_id)
