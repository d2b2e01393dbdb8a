from django.db.models import TextChoices


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
