"""Who may do what in a session. No query here: grants are loaded once per request."""

from commissions.models import Commission
from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.accounts.models import User
from foundation.common.permissions import rule
from foundation.notifications.models import CalendarFeed
from recommendations.models import Recommendation
from sessions.core.models import Convocation

from .models import ConformitySheet, Opinion, Proposal


@rule("Seul le membre convoqué répond à sa convocation.")
def can_answer(user: User, convocation: Convocation) -> bool:
    return convocation.person.user_id == user.pk


@rule("Seuls le membre, le secrétaire et le président lisent le motif et le justificatif d’une absence.")
def can_read_reason(user: User, convocation: Convocation) -> bool:
    return convocation.person.user_id == user.pk or user.has_role(
        Role.SECRETARY, Role.PRESIDENT, commission=convocation.commission_id
    )


@rule("Seul le secrétaire de cette commission note une réponse reçue autrement.")
def can_record_answer(user: User, convocation: Convocation) -> bool:
    return user.has_role(Role.SECRETARY, commission=convocation.commission_id)


@rule("Seul son titulaire révoque une adresse de calendrier.")
def can_revoke_feed(user: User, feed: CalendarFeed) -> bool:
    return feed.user_id == user.pk


@rule("Seuls le DSI et les chefs de projet du ministère, et les membres de cette commission, proposent un point.")
def can_propose(user: User, commission: Commission) -> bool:
    inside = user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=commission.pk)
    return inside or user.has_role(Role.DSI, Role.PROJECT_LEAD, scope=commission.scope_id)


@rule("Seuls l’auteur d’une proposition et le DSI du ministère la modifient.")
def can_edit_proposal(user: User, proposal: Proposal) -> bool:
    return proposal.author_id == user.pk or user.has_role(Role.DSI, scope=proposal.scope_id)


@rule("Seul l’auteur d’une proposition la soumet.")
def can_submit_proposal(user: User, proposal: Proposal) -> bool:
    return proposal.author_id == user.pk


@rule(
    "Seuls le DSI du ministère et le secrétaire de cette commission valident une proposition ou la rendent à son"
    " auteur."
)
def can_endorse_proposal(user: User, proposal: Proposal) -> bool:
    return user.has_role(Role.DSI, scope=proposal.scope_id) or user.has_role(
        Role.SECRETARY, commission=proposal.commission_id
    )


@rule("Seul le secrétaire de cette commission inscrit, reporte ou refuse une proposition.")
def can_settle_proposal(user: User, proposal: Proposal) -> bool:
    return user.has_role(Role.SECRETARY, commission=proposal.commission_id)


@rule(
    "Seuls l’auteur de la proposition, la personne qui présente le point, le DSI du ministère et le secrétaire"
    " remplissent la fiche de conformité."
)
def can_answer_sheet(user: User, sheet: ConformitySheet) -> bool:
    return sheet.can_be_answered_by(user)


@rule("Seul le secrétaire de cette commission vérifie les fiches de conformité.")
def can_check_sheet(user: User, sheet: ConformitySheet) -> bool:
    return user.has_role(Role.SECRETARY, commission=sheet.commission_id)


@rule("Seuls les agents de l’ASIN rendent l’avis de l’ASIN.")
def can_give_opinion(user: User, opinion: Opinion) -> bool:
    return user.has_role(*ASIN_ROLES)


@rule("Seul le secrétaire de cette commission demande l’avis de l’ASIN ou retire sa demande.")
def can_withdraw_opinion(user: User, opinion: Opinion) -> bool:
    return user.has_role(Role.SECRETARY, commission=opinion.commission_id)


@rule("Seul le secrétaire de la commission du ministère destinataire inscrit ce que celui-ci a reçu.")
def can_table_advice(user: User, recommendation: Recommendation) -> bool:
    """One that a national body addresses to their ministry."""
    scope, received = recommendation.addressee_scope_id, recommendation.commission.ministry_id is None
    return received and scope is not None and user.has_role(Role.SECRETARY, scope=scope)
