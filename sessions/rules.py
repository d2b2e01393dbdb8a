"""Who may do what in a session. No query here: grants are loaded once per request."""

from collections.abc import Sequence

from commissions.models import Commission
from foundation.accounts.enums import ASIN_ROLES, Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import CommissionSession, ConformitySheet, Consultation, ConsultationVoice, Convocation, Opinion, Proposal


@rule("Seul le secrétaire de cette commission prépare ses sessions.")
def can_prepare(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission répète ses sessions.")
def can_rehearse(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id) and not session.commission.is_rehearsal


@rule("Seul le secrétaire de cette commission convoque ses membres.")
def can_convene(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seuls le secrétaire et le président de cette commission conduisent la session.")
def can_conduct(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls le secrétaire et le président de cette commission archivent la session.")
def can_archive(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule(
    "Ce code est celui d’une session où vous ne tenez aucun siège, ni comme titulaire, ni comme suppléant, ni par intérim. Rien n’a été noté : "
    "adressez-vous à son secrétaire, qui note aussi les invités."
)
def can_check_in(user: User, places: Sequence[object]) -> bool:
    """`places`: the seats this account may sit at in the session of the code."""
    return bool(places)


@rule("Seul le secrétaire de cette commission tient le compte rendu.")
def can_take_minutes(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Le compte rendu en cours n’est ouvert qu’au secrétaire et au président de la commission.")
def can_read_minutes(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls les membres de la commission, le DSI et l’auditeur du ministère voient qui a répondu et qui était là.")
def can_read_presence(user: User, session: CommissionSession) -> bool:
    return session.commission_id in user.access.commissions() or user.has_role(Role.DSI, Role.AUDITOR, scope=session.scope_id)


@rule("Seul le membre convoqué répond à sa convocation.")
def can_answer(user: User, convocation: Convocation) -> bool:
    return convocation.person.user_id == user.pk


@rule("Seul le secrétaire de cette commission établit le procès-verbal.")
def can_submit_pv(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission transmet la session à l’ASIN.")
def can_transmit(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission prépare ses sessions.")
def can_create_session(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk)


@rule("Le motif et le justificatif d’une absence ne sont lus que du membre, du secrétaire et du président.")
def can_read_reason(user: User, convocation: Convocation) -> bool:
    return convocation.person.user_id == user.pk or user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=convocation.commission_id)


@rule("Seul le secrétaire de cette commission note une réponse reçue autrement.")
def can_record_answer(user: User, convocation: Convocation) -> bool:
    return user.has_role(Role.SECRETARY, commission=convocation.commission_id)


@rule("Seuls le secrétaire et le président de cette commission constatent qu’une réserve est levée.")
def can_lift_reserve(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls les membres de cette commission s’opposent à une adoption sans débat, et leur secrétaire pour eux.")
def can_object(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=session.commission_id)


@rule("Seuls les membres de cette commission expliquent leur vote, et leur secrétaire pour eux.")
def can_explain(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=session.commission_id)


@rule("Proposent un point : le DSI et les chefs de projet du ministère, et les membres de cette commission.")
def can_propose(user: User, commission: Commission) -> bool:
    inside = user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=commission.pk)
    return inside or user.has_role(Role.DSI, Role.PROJECT_LEAD, scope=commission.scope_id)


@rule("Seuls l’auteur d’une proposition et le DSI du ministère la modifient.")
def can_edit_proposal(user: User, proposal: Proposal) -> bool:
    return proposal.author_id == user.pk or user.has_role(Role.DSI, scope=proposal.scope_id)


@rule("Seul l’auteur d’une proposition la soumet.")
def can_submit_proposal(user: User, proposal: Proposal) -> bool:
    return proposal.author_id == user.pk


@rule("Seuls le DSI du ministère et le secrétaire de cette commission valident une proposition ou la rendent à son auteur.")
def can_endorse_proposal(user: User, proposal: Proposal) -> bool:
    return user.has_role(Role.DSI, scope=proposal.scope_id) or user.has_role(Role.SECRETARY, commission=proposal.commission_id)


@rule("Seul le secrétaire de cette commission inscrit, reporte ou refuse une proposition.")
def can_settle_proposal(user: User, proposal: Proposal) -> bool:
    return user.has_role(Role.SECRETARY, commission=proposal.commission_id)


@rule("Remplissent la fiche de conformité : l’auteur de la proposition, qui présente le point, le DSI du ministère et le secrétaire.")
def can_answer_sheet(user: User, sheet: ConformitySheet) -> bool:
    return sheet.can_be_answered_by(user)


@rule("Seul le secrétaire de cette commission vérifie les fiches de conformité.")
def can_check_sheet(user: User, sheet: ConformitySheet) -> bool:
    return user.has_role(Role.SECRETARY, commission=sheet.commission_id)


@rule("Seuls les agents de l’ASIN rendent son avis.")
def can_give_opinion(user: User, opinion: Opinion) -> bool:
    return user.has_role(*ASIN_ROLES)


@rule("Seul le secrétaire de cette commission demande l’avis de l’ASIN ou retire sa demande.")
def can_withdraw_opinion(user: User, opinion: Opinion) -> bool:
    return user.has_role(Role.SECRETARY, commission=opinion.commission_id)


@rule("Seul le secrétaire de cette commission la consulte par écrit.")
def can_consult(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk)


@rule("Seul le secrétaire de cette commission conduit ses consultations écrites.")
def can_conduct_consultation(user: User, consultation: Consultation) -> bool:
    return user.has_role(Role.SECRETARY, commission=consultation.commission_id)


@rule("Seul le membre consulté répond à la consultation.")
def can_answer_consultation(user: User, voice: ConsultationVoice) -> bool:
    return voice.person.user_id == user.pk


@rule("Seul le secrétaire de cette commission note une réponse reçue autrement.")
def can_record_voice(user: User, voice: ConsultationVoice) -> bool:
    return user.has_role(Role.SECRETARY, commission=voice.commission_id)
