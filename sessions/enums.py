from django.db.models import TextChoices


class SessionKind(TextChoices):
    ORDINARY = "ordinary", "ordinaire"
    EXTRAORDINARY = "extraordinary", "extraordinaire"
    UNSPECIFIED = "unspecified", "de nature non renseignée"  # reprise: the source does not say


class SessionState(TextChoices):
    PREPARING = "preparing", "en préparation"
    CONVENED = "convened", "convoquée"
    OPEN = "open", "ouverte"
    SUSPENDED = "suspended", "suspendue"
    LIFTED = "lifted", "levée"
    ARCHIVED = "archived", "archivée"
    CANCELLED = "cancelled", "annulée"
    POSTPONED = "postponed", "reportée"
    NO_QUORUM = "no_quorum", "carence"


# Arrivals are noted: on the day, until the session is lifted.
ARRIVING = (SessionState.CONVENED, SessionState.OPEN, SessionState.SUSPENDED)
# What was counted and decided there is settled.
OVER = (SessionState.LIFTED, SessionState.ARCHIVED, SessionState.NO_QUORUM)


class SessionAction(TextChoices):
    CONVENE = "convene", "convoquer les membres"
    OPEN = "open", "ouvrir la session"
    SUSPEND = "suspend", "suspendre la session"
    RESUME = "resume", "reprendre la session"
    LIFT = "lift", "lever la session"
    ARCHIVE = "archive", "archiver la session"
    CANCEL = "cancel", "annuler la session"
    POSTPONE = "postpone", "reporter la session"
    DECLARE_NO_QUORUM = "declare_no_quorum", "constater la carence"
    RECORD_PAST = "record_past", "enregistrer une session passée"


class ItemKind(TextChoices):
    HEADING = "heading", "titre"
    PREVIOUS_PV = "previous_pv", "approbation du procès-verbal précédent"
    FOLLOW_UP = "follow_up", "suivi des recommandations"
    MOVED_PROJECTS = "moved_projects", "avancement des projets"
    COMMUNICATION = "communication", "communication"
    PROJECT_REVIEW = "project_review", "examen de projet"
    TEXT = "text", "texte"
    MISCELLANEOUS = "miscellaneous", "divers"


class OwnItem(TextChoices):
    """What the portal itself puts on an agenda."""

    PREVIOUS_PV = "previous_pv", "approbation du procès-verbal précédent"
    RECOMMENDATIONS = "recommendations", "état des recommandations"
    MOVED_PROJECTS = "moved_projects", "projets qui ont avancé"


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
    NATIONAL_CLOUD = "national_cloud", "nuage national"
    HOSTING = "hosting", "hébergement"
    BUDGET = "budget", "ligne budgétaire"
    MASTER_PLAN = "master_plan", "inscrit au SDSI"
    NO_DOUBLE = "no_double", "pas de doublon"


QUESTIONS = {
    ConformityQuestion.INTEROPERABILITY: "Les échanges avec d’autres systèmes suivent-ils le cadre d’interopérabilité de l’État ?",
    ConformityQuestion.PERSONAL_DATA: "Les traitements de données personnelles sont-ils déclarés à l’APDP ou autorisés par elle ?",
    ConformityQuestion.SECURITY: "La politique de sécurité des systèmes d’information de l’État (PSSIE) est-elle appliquée ?",
    ConformityQuestion.NATIONAL_CLOUD: "Le nuage national a-t-il été examiné comme première solution ?",
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


class OpinionState(TextChoices):
    ASKED = "asked", "attendu"
    GIVEN = "given", "rendu"
    WITHDRAWN = "withdrawn", "demande retirée"


class OpinionSense(TextChoices):
    FAVOURABLE = "favourable", "favorable"
    QUALIFIED = "qualified", "réservé"
    UNFAVOURABLE = "unfavourable", "défavorable"


class Outcome(TextChoices):
    FAVOURABLE = "favourable", "avis favorable"
    QUALIFIED = "qualified", "avis favorable sous réserve"
    ADJOURNED = "adjourned", "ajourné"
    UNFAVOURABLE = "unfavourable", "avis défavorable"
    NOTED = "noted", "prend acte"
    WITHDRAWN = "withdrawn", "retiré"


class Section(TextChoices):
    """The texts of the minutes; debate and decision are apart."""

    OPENING = "opening", "ouverture"
    COMMUNICATION = "communication", "communication"
    DEBATE = "debate", "débats"
    CONCLUSION = "conclusion", "conclusion"
    DECISION = "decision", "décision"
    CLOSING = "closing", "clôture"
    MISCELLANEOUS = "miscellaneous", "divers"


SESSION_SECTIONS = (Section.OPENING, Section.MISCELLANEOUS, Section.CLOSING)
ITEM_SECTIONS = (Section.COMMUNICATION, Section.DEBATE, Section.CONCLUSION, Section.DECISION)


class SpeechKind(TextChoices):
    OPENING = "opening", "allocution d’ouverture"
    COMMUNICATION = "communication", "communication"
    INTERVENTION = "intervention", "intervention"
    CLOSING = "closing", "allocution de clôture"


class PresenceKind(TextChoices):
    ARRIVED = "arrived", "arrivée"
    LEFT = "left", "départ"
    CAME_BACK = "came_back", "retour"
    PROXY = "proxy", "procuration donnée"
    REPRESENTED = "represented", "représenté par son suppléant"
    RECUSED = "recused", "déport"
    EXCUSED = "excused", "excusé"
    ON_LEAVE = "on_leave", "en congé"
    PRESIDES = "presides", "préside la séance"


class CheckInChannel(TextChoices):
    """How a member noted his own arrival; empty when the secretariat noted it."""

    CODE = "code", "par le code de la salle"
    LINK = "link", "par le lien de sa convocation"


class SilentRule(TextChoices):
    """What an act may leave open and a session cannot do without."""

    QUORUM = "quorum", "quorum"
    QUORUM_PROXIES = "quorum_proxies", "les représentés dans le quorum"
    QUORUM_LEAVE = "quorum_leave", "les membres en congé dans le quorum"
    PROXIES = "proxies", "procurations"
    MAJORITY = "majority", "majorité"
    CASTING_VOTE = "casting_vote", "voix prépondérante du président"


class CorrectedKind(TextChoices):
    """What a correction after the session is about."""

    PRESENCE = "presence", "présences"
    VOTE = "vote", "compte d’un vote"
    DECISION = "decision", "texte d’une décision"


class BallotMethod(TextChoices):
    CONSENSUS = "consensus", "consensus"
    SHOW_OF_HANDS = "show_of_hands", "vote à main levée"
    BY_NAME = "by_name", "vote nominal"
    SECRET = "secret", "vote à bulletin secret"


class Voice(TextChoices):
    """What a voter says in a vote by name."""

    FOR = "for", "pour"
    AGAINST = "against", "contre"
    ABSTAIN = "abstain", "abstention"


class BallotState(TextChoices):
    OPEN = "open", "ouvert"
    CLOSED = "closed", "clos"
    CANCELLED = "cancelled", "annulé"


class BallotResult(TextChoices):
    ADOPTED = "adopted", "adopté"
    REJECTED = "rejected", "rejeté"
    TIED = "tied", "partage des voix"


class Answer(TextChoices):
    NONE = "none", "sans réponse"
    PRESENT = "present", "présent"
    EXCUSED = "excused", "excusé"
    SUBSTITUTE = "substitute", "envoie son suppléant"
    PROXY = "proxy", "donne procuration"


class ConvocationState(TextChoices):
    QUEUED = "queued", "en cours d’envoi"
    SENT = "sent", "envoyée"
    FAILED = "failed", "échec d’envoi"
    NO_ADDRESS = "no_address", "sans adresse : à remettre en main propre"


class LetterPurpose(TextChoices):
    """Why a letter leaves for a member."""

    CONVENE = "convene", "convocation"
    CHANGE = "change", "convocation modifiée"
    REMIND = "remind", "relance"
    CANCEL = "cancel", "annulation"
    POSTPONE = "postpone", "report"
    WITHDRAW = "withdraw", "convocation retirée"


class PvState(TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis aux membres"
    TO_APPROVE = "to_approve", "à approuver"
    APPROVED = "approved", "approuvé"
    SIGNED = "signed", "signé"
    PUBLISHED = "published", "publié"


class NewsKind(TextChoices):
    """How what a reader sees differs from what he last saw."""

    ADDED = "added", "nouveau depuis votre dernière lecture"
    REPLACED = "replaced", "remplacé depuis votre dernière lecture"
    EDITED = "edited", "modifié depuis votre dernière lecture"


class FileAudience(TextChoices):
    """For whom the file of a session is bound: never a title of one in the other."""

    INSIDE = "inside", "membres de la commission"
    OUTSIDE = "outside", "lecteurs hors de la commission"


class ReserveState(TextChoices):
    OPEN = "open", "ouverte"
    LIFTED = "lifted", "levée"


class Relation(TextChoices):
    """What a decision does to an earlier one on the same project."""

    CONFIRMS = "confirms", "confirme"
    AMENDS = "amends", "modifie"
    REPLACES = "replaces", "remplace"
    UNRELATED = "unrelated", "sans rapport avec"


class ConsultationState(TextChoices):
    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    CANCELLED = "cancelled", "annulée"


class ConsultationAction(TextChoices):
    OPEN = "open", "ouvrir la consultation"
    CLOSE = "close", "clore la consultation"
    CANCEL = "cancel", "annuler la consultation"


class ConsultationResult(TextChoices):
    ADOPTED = "adopted", "adoptée"
    REJECTED = "rejected", "rejetée"
    TIED = "tied", "partage des voix"
    NO_QUORUM = "no_quorum", "quorum non atteint"


class ConsultationLetter(TextChoices):
    ASK = "ask", "question posée"
    REMIND = "remind", "rappel"
    CANCEL = "cancel", "annulation"
    RESULT = "result", "résultat"
