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


class MilestoneAct(TextChoices):
    MOVE = "move_milestone", "report d’un jalon"
    REACH = "reach_milestone", "jalon atteint"
    REOPEN = "reopen_milestone", "atteinte d’un jalon annulée"


class MilestoneStanding(TextChoices):
    REACHED = "reached", "atteint"
    OVERDUE = "overdue", "dépassé"
    MOVED = "moved", "reporté"
    ON_TIME = "on_time", "dans les délais"
    IDLE = "idle", "projet arrêté ou achevé"


class Direction(TextChoices):
    UP = "up", "doit monter"
    DOWN = "down", "doit baisser"


class Periodicity(IntegerChoices):
    """In months."""

    MONTHLY = 1, "chaque mois"
    QUARTERLY = 3, "chaque trimestre"
    HALF_YEARLY = 6, "chaque semestre"
    YEARLY = 12, "chaque année"


class ReviewTerm(IntegerChoices):
    """Months after the end of the project."""

    FIRST = 6, "revue d’usage à 6 mois"
    SECOND = 18, "revue d’usage à 18 mois"


class IndicatorStanding(TextChoices):
    REACHED = "reached", "cible atteinte"
    UNDER_WAY = "under_way", "en chemin"
    UNMEASURED = "unmeasured", "pas encore mesuré"
    OVERDUE = "overdue", "mesure en retard"
    MISSED = "missed", "cible manquée"
    ENDED = "ended", "plus suivi"
