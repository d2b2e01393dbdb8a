from django.db.models import TextChoices

from sessions.core.enums import Outcome

# What may be asked of a commission that does not meet: an opinion, or to take note.
PROPOSABLE = [(each.value, each.label) for each in (Outcome.FAVOURABLE, Outcome.UNFAVOURABLE, Outcome.NOTED)]


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
