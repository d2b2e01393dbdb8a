from django.db.models import TextChoices


class MailState(TextChoices):
    QUEUED = "queued", "à envoyer"
    SENT = "sent", "envoyé"
    MAYBE_TWICE = "maybe_twice", "peut-être envoyé deux fois"
    FAILED = "failed", "non remis"
    CANCELLED = "cancelled", "retiré"
