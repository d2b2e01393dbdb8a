from django.db.models import TextChoices


class PromiseOrigin(TextChoices):
    COUNCIL = "council", "Conseil des ministres"
    PAG = "pag", "Programme d’action du Gouvernement (PAG)"
    PRESS = "press", "presse"


class Standing(TextChoices):
    KEPT = "kept", "tenue"
    LATE = "late", "en retard"
    SLIPPING = "slipping", "le projet finit après"
    ORPHAN = "orphan", "sans projet"
    ON_TIME = "on_time", "dans les délais"
    UNDATED = "undated", "sans échéance"


TONES = dict(zip(Standing, ("good", "late", "attention", "attention", "information", "neutral"), strict=True))
