"""Who prepares a conference, sends a recommendation up, groups and answers. No query here."""

from typing import Any

from eservices.rules import can_keep_service
from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .enums import BODY_KEEPERS, NATIONAL_KINDS
from .models import Referral


def is_national(body: Any) -> bool:
    """A body that holds conferences and is asked questions, or none; what is rehearsed of one stays inside."""
    return body is None or (body.kind in NATIONAL_KINDS and not body.is_rehearsal)


def keeps_body(user: User, body_id: Any) -> bool:
    """The keepers of a national body; without one (None), of any."""
    if user.has_role(Role.ASIN_ADMIN):
        return True
    if body_id is not None:
        return user.has_role(*BODY_KEEPERS, commission=body_id)
    kept = (grant for grant in user.access.grants if grant.role in BODY_KEEPERS)
    return any(grant.scope.kind == ScopeKind.NATIONAL for grant in kept)


@rule("Seuls le secrétaire et le président de cet organe, ou l’administrateur ASIN, tiennent ses conférences.")
def can_keep_conference(user: User, row: Any = None) -> bool:
    """A conference or a part of it; without one, whether there is any that one may keep."""
    return keeps_body(user, row.commission_id if row is not None else None)


@rule("Seuls le secrétaire et le président de cet organe, ou l’administrateur ASIN, tiennent ce que l’on sait de lui.")
def can_keep_fact(user: User, row: Any = None) -> bool:
    return keeps_body(user, row.body_id if row is not None else None)


@rule("Seuls le secrétaire et le président de la commission qui l’a émise font monter une recommandation.")
def can_send_up(user: User, recommendation: Any) -> bool:
    return user.has_role(*BODY_KEEPERS, commission=recommendation.commission_id)


@rule("Seuls le secrétaire et le président de l’organe saisi, ou l’administrateur ASIN, y répondent.")
def can_treat(user: User, row: Any = None) -> bool:
    """A question or a recommendation that was sent up; what is asked of the ASIN is answered by its administrator."""
    if row is None:
        return keeps_body(user, None)
    return keeps_body(user, row.body_id) if row.body_id is not None else user.has_role(Role.ASIN_ADMIN)


@rule("Seuls le secrétaire et le président de la commission d’origine retirent une recommandation montée.")
def can_withdraw(user: User, referral: Referral) -> bool:
    return user.has_role(*BODY_KEEPERS, commission=referral.origin_id)


@rule("Seuls le DSI du ministère dont parle ce retour et l’administrateur de l’ASIN le portent au registre.")
def can_follow_review(user: User, review: Any = None) -> bool:
    """One that names its ministry is its own; one that names none is for whoever keeps e-services."""
    if review is None or review.ministry is None:
        return can_keep_service(user)
    return can_keep_service(user, review.ministry)
