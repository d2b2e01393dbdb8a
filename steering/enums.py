from django.db.models import IntegerChoices, TextChoices


class FundingSource(TextChoices):
    STATE = "state", "budget de l’État"
    OWN = "own", "ressources propres"
    PARTNER = "partner", "don d’un partenaire"
    LOAN = "loan", "prêt"
    PRIVATE = "private", "partenariat public-privé"
    OTHER = "other", "autre"


class Absence(TextChoices):
    """Why there is no amount; nothing said is « non renseigné »."""

    NOT_APPLICABLE = "not_applicable", "sans objet"
    WITHHELD = "withheld", "réservé"


class AmountState(TextChoices):
    """The four values of an amount: zero is one of the first kind."""

    KNOWN = "known", "renseigné"
    UNKNOWN = "unknown", "non renseigné"
    NOT_APPLICABLE = "not_applicable", "sans objet"
    WITHHELD = "withheld", "réservé"


class Level(IntegerChoices):
    """Of a probability or of an impact."""

    VERY_LOW = 1, "1, très faible"
    LOW = 2, "2, faible"
    MEDIUM = 3, "3, moyen"
    HIGH = 4, "4, fort"
    VERY_HIGH = 5, "5, très fort"


# Probability × impact from which a mitigation is compulsory, and from which a risk is serious.
MITIGATED_FROM, SERIOUS_FROM = 6, 15
