"""Who may do what in a session. No query here: grants are loaded once per request."""

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import CommissionSession


@rule("Seul le secrétaire de cette commission prépare ses sessions.")
def can_prepare(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission convoque ses membres.")
def can_convene(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Seuls le secrétaire et le président de cette commission conduisent la session.")
def can_conduct(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seul le secrétaire de cette commission tient le compte rendu.")
def can_take_minutes(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, commission=session.commission_id)


@rule("Le compte rendu en cours n’est ouvert qu’au secrétaire et au président de la commission.")
def can_read_minutes(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls les membres de la commission, le DSI et l’auditeur du ministère voient qui a répondu et qui était là.")
def can_read_presence(user: User, session: CommissionSession) -> bool:
    return session.commission_id in user.access.commissions() or user.has_role(
        Role.DSI, Role.AUDITOR, scope=session.scope_id
    )


@rule("Seul le secrétaire de cette commission prépare ses sessions.")
def can_create_session(user: User, commission: Commission) -> bool:
    return user.has_role(Role.SECRETARY, commission=commission.pk)


@rule("Seuls le secrétaire et le président de cette commission archivent la session.")
def can_archive(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, commission=session.commission_id)


@rule("Seuls les membres de cette commission s’opposent à une adoption sans débat, et leur secrétaire pour eux.")
def can_object(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=session.commission_id)


@rule("Seuls les membres de cette commission expliquent leur vote, et leur secrétaire pour eux.")
def can_explain(user: User, session: CommissionSession) -> bool:
    return user.has_role(Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, commission=session.commission_id)
