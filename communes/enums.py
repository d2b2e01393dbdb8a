from django.db.models import TextChoices


class Reply(TextChoices):
    YES = "yes", "oui"
    NO = "no", "non"


class Connection(TextChoices):
    """How the town hall reaches the Internet."""

    FIBRE = "fibre", "fibre"
    RADIO = "radio", "faisceau hertzien"
    MOBILE = "mobile", "réseau mobile (3G, 4G)"
    SATELLITE = "satellite", "satellite"
    OTHER = "other", "autre"
    NONE = "none", "aucune connexion"


class Situation(TextChoices):
    """Where a project of a commune is: no baseline, no stage, what its RSI can say in a word."""

    TO_COME = "to_come", "à venir"
    RUNNING = "running", "en cours"
    DONE = "done", "réalisé"
    STOPPED = "stopped", "arrêté"


SITUATION_TONES = {
    Situation.TO_COME: "neutral",
    Situation.RUNNING: "information",
    Situation.DONE: "good",
    Situation.STOPPED: "attention",
}


class Presence(TextChoices):
    INVITED = "invited", "inscrit"
    PRESENT = "present", "présent"
    ABSENT = "absent", "absent"


class Drawn(TextChoices):
    """What the map of the départements tells of their communes."""

    TOLD = "told", "communes ayant renseigné le trimestre"
    ADDRESSES = "addresses", "adresses professionnelles en usage"
    CONNECTED = "connected", "communes connectées"
    GRID = "grid", "part de « oui », à statut égal"


class QuarterAct(TextChoices):
    TELL = "tell_quarter", "renseigner le trimestre"
