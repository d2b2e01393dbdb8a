from django.db.models import TextChoices


class FileAudience(TextChoices):
    """For whom the file of a session is bound: never a title of one in the other."""

    INSIDE = "inside", "membres de la commission"
    OUTSIDE = "outside", "lecteurs hors de la commission"
