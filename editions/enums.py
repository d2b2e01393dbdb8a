from django.db.models import TextChoices

EDITION_PAPER = "portfolio_edition"


class Occasion(TextChoices):
    """Why a portfolio was frozen."""

    SESSION = "session", "session de la commission"
    QUARTER = "quarter", "trimestre"
    ON_REQUEST = "on_request", "à la demande"


class Movement(TextChoices):
    """What became of a line since the edition before."""

    ENTERED = "entered", "entrée"
    LEFT = "left", "sortie"
    MOVED = "moved", "mouvement"
    SAME = "same", "sans mouvement"


MOVEMENT_TONES = {
    Movement.ENTERED: "good",
    Movement.LEFT: "attention",
    Movement.MOVED: "information",
    Movement.SAME: "neutral",
}
