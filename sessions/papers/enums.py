from django.db.models import TextChoices

# The kinds of the documents that these papers are.
PV, PV_DRAFT, ATTENDANCE, STATEMENT = "pv", "pv_projet", "emargement", "etat_presence"


class FileAudience(TextChoices):
    """For whom the file of a session is bound: never a title of one in the other."""

    INSIDE = "inside", "membres de la commission"
    OUTSIDE = "outside", "lecteurs hors de la commission"
