"""Who answers a recommendation, and who judges the answer.

The seat's holder of today answers, whoever held it when it was issued.
"""

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.permissions import rule

from .models import Recommendation


@rule("Seul le secrétaire de cette commission émet une recommandation en son nom.")
def can_issue(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk)


@rule(
    "Seul le destinataire de la recommandation (titulaire du siège, DSI du ministère, RSI de la commune, agent de"
    " l’ASIN) y répond."
)
def can_answer(user: User, recommendation: Recommendation) -> bool:
    """Costs one query when the recommendation is addressed to a seat."""
    return recommendation.is_answered_by(user, clock.today())


@rule("Seuls le secrétaire et le président de cette commission, ou leurs suppléants, examinent les comptes rendus.")
def can_review(user: User, recommendation: Recommendation) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=recommendation.commission_id)


@rule("Seuls le secrétaire et le président de cette commission changent l’échéance d’une recommandation.")
def can_redate(user: User, recommendation: Recommendation) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=recommendation.commission_id)


@rule("Seuls le secrétaire et le président de cette commission déclarent une recommandation caduque.")
def can_lapse(user: User, recommendation: Recommendation) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=recommendation.commission_id)
