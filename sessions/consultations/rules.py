"""Who may do what in a session. No query here: grants are loaded once per request."""

from commissions.models import Commission
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import Consultation, ConsultationVoice


@rule("Seul le secrétaire de cette commission consulte ses membres par écrit.")
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
