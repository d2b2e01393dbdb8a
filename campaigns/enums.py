from django.db.models import TextChoices


class CampaignAct(TextChoices):
    """As the journal says them."""

    OPEN = "open_campaign", "ouvrir la campagne du mois"
    REMIND = "remind_campaign", "rappeler l’échéance"
    NUDGE = "nudge_campaign", "relancer le ministère"
    CLOSE = "close_campaign", "clore la campagne"
    ASK = "ask_explanation", "demander une explication"
    EXPLAIN = "explain_campaign", "donner l’explication"


class Standing(TextChoices):
    """Where a campaign stands, the first that holds; read, never kept."""

    LATE = "late", "en retard"
    WAITING = "waiting", "en attente"
    ANSWERED = "answered", "à jour"


# Writing to all of them at once, and the question before.
NUDGE_ALL = "Relancer tous ceux qui n’ont pas répondu"
NUDGE_ASKED = "Relancer tous les ministères qui n’ont pas répondu ? Un message part au DSI de chacun."
