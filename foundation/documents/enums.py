from django.db.models import TextChoices


class FileState(TextChoices):
    PENDING = "pending", "à vérifier"
    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "refusé"
