from django.db.models import TextChoices

from commissions.enums import SeriesKind
from sessions.core.enums import SessionKind


class AgendaChange(TextChoices):
    """How an item differs between two versions of an agenda."""

    ADDED = "added", "point ajouté"
    REMOVED = "removed", "point supprimé"
    WITHDRAWN = "withdrawn", "point retiré"
    RESTORED = "restored", "point remis"
    MOVED = "moved", "point déplacé"
    RETITLED = "retitled", "intitulé modifié"
    EDITED = "edited", "point modifié"
    ANNEX_ADDED = "annex_added", "annexe ajoutée"
    ANNEX_REPLACED = "annex_replaced", "annexe remplacée"
    ANNEX_REMOVED = "annex_removed", "annexe retirée"


class ProposalState(TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumise"
    ENDORSED = "endorsed", "validée"
    RETAINED = "retained", "inscrite"
    DEFERRED = "deferred", "reportée"
    REFUSED = "refused", "refusée"


class ProposalAction(TextChoices):
    SUBMIT = "submit", "soumettre la proposition"
    ENDORSE = "endorse", "valider la proposition"
    SEND_BACK = "send_back", "rendre la proposition à son auteur"
    RETAIN = "retain", "inscrire la proposition"
    DEFER = "defer", "reporter la proposition"
    REFUSE = "refuse", "refuser la proposition"
    TAKE_OFF = "take_off", "désinscrire la proposition"


class ConformityQuestion(TextChoices):
    """What a communication answers for, with its short name; the questions themselves are in QUESTIONS."""

    INTEROPERABILITY = "interoperability", "interopérabilité"
    PERSONAL_DATA = "personal_data", "données personnelles (APDP)"
    SECURITY = "security", "politique de sécurité (PSSIE)"
    NATIONAL_CLOUD = "national_cloud", "cloud national"
    HOSTING = "hosting", "hébergement"
    BUDGET = "budget", "ligne budgétaire"
    MASTER_PLAN = "master_plan", "inscrit au SDSI"
    NO_DOUBLE = "no_double", "pas de doublon"


QUESTIONS = {
    ConformityQuestion.INTEROPERABILITY: (
        "Les échanges avec d’autres systèmes suivent-ils le cadre d’interopérabilité de l’État ?"
    ),
    ConformityQuestion.PERSONAL_DATA: (
        "Les traitements de données personnelles sont-ils déclarés à l’APDP ou autorisés par elle ?"
    ),
    ConformityQuestion.SECURITY: (
        "La politique de sécurité des systèmes d’information de l’État (PSSIE) est-elle appliquée ?"
    ),
    ConformityQuestion.NATIONAL_CLOUD: "Le cloud national a-t-il été examiné comme première solution ?",
    ConformityQuestion.HOSTING: "L’hébergement est-il désigné et situé au Bénin ?",
    ConformityQuestion.BUDGET: "La dépense a-t-elle sa ligne budgétaire ?",
    ConformityQuestion.MASTER_PLAN: "L’action est-elle inscrite au schéma directeur (SDSI) ?",
    ConformityQuestion.NO_DOUBLE: "A-t-il été vérifié qu’aucune plateforme existante ne rend déjà ce service ?",
}


class ConformityAnswer(TextChoices):
    YES = "yes", "oui"
    NO = "no", "non"
    NOT_APPLICABLE = "na", "sans objet"


class SheetState(TextChoices):
    ASKED = "asked", "à remplir"
    ANSWERED = "answered", "à vérifier"
    CHECKED = "checked", "vérifiée"
    TO_REVIEW = "to_review", "à revoir"


class OpinionSense(TextChoices):
    FAVOURABLE = "favourable", "favorable"
    QUALIFIED = "qualified", "réservé"
    UNFAVOURABLE = "unfavourable", "défavorable"


class LetterPurpose(TextChoices):
    """Why a letter leaves for a member."""

    CONVENE = "convene", "convocation"
    CHANGE = "change", "convocation modifiée"
    REMIND = "remind", "relance"
    CANCEL = "cancel", "annulation"
    POSTPONE = "postpone", "report"
    WITHDRAW = "withdraw", "convocation retirée"


class NewsKind(TextChoices):
    """How what a reader sees differs from what he last saw."""

    ADDED = "added", "nouveau depuis votre dernière lecture"
    REPLACED = "replaced", "remplacé depuis votre dernière lecture"
    EDITED = "edited", "modifié depuis votre dernière lecture"


# Where each session takes its number, for ever.
SERIES = {
    SessionKind.ORDINARY: SeriesKind.ORDINARY_SESSION,
    SessionKind.EXTRAORDINARY: SeriesKind.EXTRAORDINARY_SESSION,
}
