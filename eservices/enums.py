from django.db.models import TextChoices


class Channel(TextChoices):
    ONLINE = "online", "en ligne seulement"
    BOTH = "both", "en ligne et au guichet"
    PHONE = "phone", "par téléphone mobile"
    COUNTER = "counter", "au guichet seulement"


class Extent(TextChoices):
    """How far a step of an e-service is done online; nothing said is « non renseigné »."""

    WHOLE = "whole", "en ligne"
    PART = "part", "en partie"
    LOCAL = "local", "selon le lieu"
    NONE = "none", "pas en ligne"
    PROACTIVE = "proactive", "sans démarche : l’administration s’en charge"


class Held(TextChoices):
    STATE = "state", "déjà détenue par l’État"
    USER = "user", "que seul l’usager détient"


class Indicator(TextChoices):
    """What is compared to a goal, each with the unit of its values."""

    TAKE_UP = "take_up", "demandes en ligne"
    COMPLETION = "completion", "demandes menées à terme"
    SATISFACTION = "satisfaction", "satisfaction"
    AVAILABILITY = "availability", "disponibilité"
    ACCESSIBILITY = "accessibility", "accessibilité"
    TOLD = "told", "mois renseignés"


class Origin(TextChoices):
    CITIZEN = "citizen", "usager, par le formulaire public"
    CONFERENCE = "conference", "conférence ou atelier"
    STAFF = "staff", "agent du ministère"


class ProblemState(TextChoices):
    RECEIVED = "received", "à modérer"
    ADMITTED = "admitted", "retenu"
    DIAGNOSED = "diagnosed", "diagnostiqué"
    REFORMED = "reformed", "réforme en cours"
    IMPROVED = "improved", "amélioration livrée"
    DONE = "done", "clos"
    REJECTED = "rejected", "écarté"


# What who reported it reads, where the word is one of those who treat it.
STATES_FOR_THE_PUBLIC: dict[str, str] = {
    ProblemState.RECEIVED: "reçu, pas encore lu par le ministère",
    ProblemState.ADMITTED: "retenu, le ministère en cherche la cause",
    ProblemState.DIAGNOSED: "cause trouvée",
}


class ProblemAct(TextChoices):
    REPORT = "report_problem", "signalement d’un problème"
    ADMIT = "admit_problem", "problème retenu"
    REJECT = "reject_problem", "problème écarté"
    RECONSIDER = "reconsider_problem", "problème remis à modérer"
    DIAGNOSE = "diagnose_problem", "diagnostic d’un problème"
    REFORM = "reform_problem", "réforme engagée"
    IMPROVE = "improve_problem", "amélioration livrée"
    CLOSE = "close_problem", "problème clos"
    RESUME = "resume_problem", "problème repris"
    ERASE = "erase_problem", "mots de l’usager effacés"


class ServiceAct(TextChoices):
    STEPS = "say_online_steps", "étapes en ligne d’un e-service"
    MONTHS = "save_service_months", "mois d’un e-service"
    WATCH = "watch_service", "sonde mise en marche"
    UNWATCH = "unwatch_service", "sonde arrêtée"
    PROBE = "probe_service", "sonde de disponibilité"


class ProbeOutcome(TextChoices):
    UP = "up", "répond"
    ERROR = "error", "répond par une erreur"
    SLOW = "slow", "trop lent"
    UNREACHABLE = "unreachable", "ne répond pas"
    REFUSED = "refused", "adresse refusée par la sonde"


OPEN_STATES = (
    ProblemState.RECEIVED,
    ProblemState.ADMITTED,
    ProblemState.DIAGNOSED,
    ProblemState.REFORMED,
    ProblemState.IMPROVED,
)
STATE_TONES = {
    ProblemState.RECEIVED: "attention",
    ProblemState.ADMITTED: "information",
    ProblemState.DIAGNOSED: "information",
    ProblemState.REFORMED: "information",
    ProblemState.IMPROVED: "good",
    ProblemState.DONE: "good",
    ProblemState.REJECTED: "neutral",
}
OUTCOME_TONES = {
    ProbeOutcome.UP: "good",
    ProbeOutcome.ERROR: "late",
    ProbeOutcome.SLOW: "attention",
    ProbeOutcome.UNREACHABLE: "late",
    ProbeOutcome.REFUSED: "neutral",
}
ENOUGH_ANSWERS = 100  # below, satisfaction is told without a colour
