from django.db.models import TextChoices


class RecommendationState(TextChoices):
    ISSUED = "issued", "émise"
    ACCEPTED = "accepted", "acceptée"
    RUNNING = "running", "en cours"
    REPORTED = "reported", "compte rendu remis"
    DONE = "done", "exécutée"
    LAPSED = "lapsed", "caduque"


class RecommendationAction(TextChoices):
    ACCEPT = "accept", "accepter"
    START = "start", "commencer"
    REPORT = "report", "rendre compte"
    VALIDATE = "validate", "accepter la preuve"
    REJECT = "reject", "refuser la preuve"
    LAPSE = "lapse", "déclarer caduque"
    REDATE = "redate", "changer l’échéance"


OPEN_STATES = (
    RecommendationState.ISSUED,
    RecommendationState.ACCEPTED,
    RecommendationState.RUNNING,
    RecommendationState.REPORTED,
)


class Priority(TextChoices):
    HIGH = "high", "haute"
    NORMAL = "normal", "normale"
    LOW = "low", "basse"


class OriginKind(TextChoices):
    SESSION = "session", "session de commission"
    CONFERENCE = "conference", "conférence ou atelier"
    OTHER = "other", "autre"


class ReportOutcome(TextChoices):
    PENDING = "pending", "à examiner"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"


class RecommendationAct(TextChoices):
    """What the journal keeps besides the moves."""

    REMIND = "remind_recommendation", "rappel d’échéance"
