from django.db.models import TextChoices

from commissions.enums import CommissionKind
from foundation.accounts.enums import Role

CONFERENCE_PAPER = "rapport-de-conference"
NATIONAL_KINDS = (CommissionKind.CDSI, CommissionKind.WORKSHOP, CommissionKind.COMMITTEE)
BODY_KEEPERS = (Role.SECRETARY, Role.PRESIDENT)


class ConferenceState(TextChoices):
    PREPARING = "preparing", "en préparation"
    ANNOUNCED = "announced", "annoncée"
    HELD = "held", "tenue"
    REPORTED = "reported", "rapportée"
    CANCELLED = "cancelled", "annulée"


STATE_TONES = {
    ConferenceState.PREPARING: "neutral",
    ConferenceState.ANNOUNCED: "information",
    ConferenceState.HELD: "attention",
    ConferenceState.REPORTED: "good",
    ConferenceState.CANCELLED: "neutral",
}
TOOK_PLACE = (ConferenceState.HELD, ConferenceState.REPORTED)
CLOSED = (ConferenceState.REPORTED, ConferenceState.CANCELLED)  # nothing of it is written any more


class ConferenceAct(TextChoices):
    ANNOUNCE = "announce_conference", "conférence annoncée"
    HOLD = "hold_conference", "conférence tenue"
    REPORT = "report_conference", "rapport de la conférence établi"
    REOPEN = "reopen_conference", "rapport de la conférence repris"
    CANCEL = "cancel_conference", "conférence annulée"
    RECOMMEND = "write_conference_recommendation", "recommandation écrite"
    WITHDRAW = "withdraw_conference_recommendation", "recommandation retirée"
    ADD_DOCUMENT = "add_conference_document", "pièce jointe à la conférence"
    REMOVE_DOCUMENT = "remove_conference_document", "pièce retirée de la conférence"
    FOLLOW = "follow_service_review", "retour d’expérience porté au registre des problèmes"
    PASTE = "paste_participants", "participants collés"
    REMOVE_PART = "remove_conference_part", "ligne retirée de la conférence"


class FactKind(TextChoices):
    """What is known of a national body, each fact with its source."""

    STATUS = "status", "statut"
    LEGAL_PERIOD = "legal_period", "périodicité selon le texte"
    REAL_PERIOD = "real_period", "périodicité constatée ou adoptée"
    CHAIR = "chair", "présidence"
    SECRETARIAT = "secretariat", "secrétariat"
    COMPOSITION = "composition", "composition"
    MISSION = "mission", "mission"
    OTHER = "other", "autre fait"


class ReferralState(TextChoices):
    SENT = "sent", "montée"
    GROUPED = "grouped", "jointe à une question"
    ANSWERED = "answered", "répondue"
    RETURNED = "returned", "rendue sans réponse"
    WITHDRAWN = "withdrawn", "retirée par son origine"


REFERRAL_TONES = {
    ReferralState.SENT: "attention",
    ReferralState.GROUPED: "information",
    ReferralState.ANSWERED: "good",
    ReferralState.RETURNED: "late",
    ReferralState.WITHDRAWN: "neutral",
}
REFERRAL_OPEN = (ReferralState.SENT, ReferralState.GROUPED)


class ReferralAct(TextChoices):
    SEND = "send_referral", "recommandation montée"
    GROUP = "group_referral", "recommandation jointe à une question commune"
    UNGROUP = "ungroup_referral", "recommandation ôtée d’une question commune"
    ANSWER = "answer_referral", "réponse descendue"
    SEND_BACK = "send_referral_back", "recommandation rendue à son origine"
    WITHDRAW = "withdraw_referral", "recommandation retirée par son origine"


class QuestionState(TextChoices):
    OPEN = "open", "ouverte"
    TABLED = "tabled", "au programme"
    ANSWERED = "answered", "répondue"


QUESTION_TONES = {QuestionState.OPEN: "attention", QuestionState.TABLED: "information", QuestionState.ANSWERED: "good"}


class QuestionAct(TextChoices):
    TABLE = "table_question", "question mise au programme d’une conférence"
    UNTABLE = "untable_question", "question ôtée du programme d’une conférence annulée"
    ANSWER = "answer_question", "question répondue"
    RECOMMEND = "recommend_to_origins", "recommandations descendues aux ministères d’origine"


# What one press tells everybody, or closes: asked about first.
ASKED = {
    "announce": "Annoncer cette conférence ? Son programme s’ouvre à tous, et ceux qu’elle réunit sont prévenus.",
    "hold": "Dire que cette conférence a eu lieu ? Ses constats et ses recommandations s’écrivent ensuite.",
    "report": "Établir le rapport ? Les recommandations prennent leur numéro, et leurs destinataires sont prévenus.",
}
