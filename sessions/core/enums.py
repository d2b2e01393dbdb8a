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


# Its agenda is still being written, or was given up.
UNOPENED = (SessionState.PREPARING, SessionState.CONVENED, SessionState.POSTPONED, SessionState.CANCELLED)

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
    USE_INDICATORS = "use_indicators", "indicateurs d’usage"
    NEEDS = "needs", "examen des besoins"
    COMMUNICATION = "communication", "communication"
    PROJECT_REVIEW = "project_review", "examen de projet"
    BASELINE = "baseline", "révision d’une référence"
    TEXT = "text", "texte"
    MISCELLANEOUS = "miscellaneous", "divers"


class OwnItem(TextChoices):
    """What the portal itself puts on an agenda."""

    PREVIOUS_PV = "previous_pv", "approbation du procès-verbal précédent"
    RECOMMENDATIONS = "recommendations", "état des recommandations"
    MOVED_PROJECTS = "moved_projects", "projets qui ont avancé"
    USE_INDICATORS = "use_indicators", "indicateurs d’usage"


class OpinionState(TextChoices):
    ASKED = "asked", "attendu"
    GIVEN = "given", "rendu"
    WITHDRAWN = "withdrawn", "demande retirée"


class Outcome(TextChoices):
    FAVOURABLE = "favourable", "avis favorable"
    QUALIFIED = "qualified", "avis favorable sous réserve"
    ADJOURNED = "adjourned", "ajourné"
    UNFAVOURABLE = "unfavourable", "avis défavorable"
    NOTED = "noted", "prend acte"
    APPROVED = "approved", "approuvé"
    CORRECTED = "corrected", "approuvé avec corrections"
    REFUSED = "refused", "non approuvé"
    WITHDRAWN = "withdrawn", "retiré"


OPINIONS = (Outcome.FAVOURABLE, Outcome.QUALIFIED, Outcome.ADJOURNED, Outcome.UNFAVOURABLE, Outcome.NOTED)
OUTCOMES_OF = {
    ItemKind.HEADING: (),
    ItemKind.PREVIOUS_PV: (Outcome.APPROVED, Outcome.CORRECTED, Outcome.ADJOURNED, Outcome.REFUSED),
    ItemKind.FOLLOW_UP: (Outcome.NOTED, Outcome.ADJOURNED),
    ItemKind.MOVED_PROJECTS: (Outcome.NOTED, Outcome.ADJOURNED),
    ItemKind.USE_INDICATORS: (Outcome.NOTED, Outcome.ADJOURNED),
    # « prend acte » when the request was answered, or taken back, before the session came to it.
    ItemKind.BASELINE: (Outcome.APPROVED, Outcome.REFUSED, Outcome.ADJOURNED, Outcome.NOTED),
}


def outcomes_of(kind: str) -> tuple[Outcome, ...]:
    """What may be concluded on an item of this nature; a withdrawal has its own act."""
    return OUTCOMES_OF.get(ItemKind(kind), OPINIONS)


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
    CASTING_VOTE = "casting_vote", "voix prépondérante de la présidence"


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


class PvState(TextChoices):
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis aux membres"
    TO_APPROVE = "to_approve", "à approuver"
    APPROVED = "approved", "approuvé"
    SIGNED = "signed", "signé"
    PUBLISHED = "published", "publié"


class ReserveState(TextChoices):
    OPEN = "open", "ouverte"
    LIFTED = "lifted", "levée"


class Relation(TextChoices):
    """What a decision does to an earlier one on the same project."""

    CONFIRMS = "confirms", "confirme"
    AMENDS = "amends", "modifie"
    REPLACES = "replaces", "remplace"
    UNRELATED = "unrelated", "sans rapport avec"
