"""Who may do what in a session. No query here: grants are loaded once per request."""

from cmsic.accounts.enums import Role
from cmsic.accounts.models import User
from cmsic.common.permissions import rule
from commissions.models import Commission

from .models import CommissionSession, Convocation


@rule("Seul le secrétaire de cette commission prépare ses sessions.")
def can_prepare(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission convoque ses membres.")
def can_convene(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seuls le secrétaire et le président de cette commission conduisent la session.")
def can_conduct(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls le secrétaire et le président de cette commission archivent la session.")
def can_archive(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


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
