from django.db.models import TextChoices

from foundation.accounts.enums import Role

REPORT_PAPER = "periodic_report"


class ReportKind(TextChoices):
    QUARTERLY = "quarterly", "rapport trimestriel d’un ministère"
    ANNUAL = "annual", "rapport annuel national"


class Recipients(TextChoices):
    """Who is written to, among those who may read it."""

    DSI = "dsi", "le DSI du ministère"
    OFFICERS = "officers", "le DSI et le secrétaire de la commission"
    LEADERS = "leaders", "le DSI, le secrétaire et le président de la commission"
    ASIN = "asin", "l’ASIN seule"


ROLES_OF = {
    Recipients.DSI: (Role.DSI,),
    Recipients.OFFICERS: (Role.DSI, Role.SECRETARY),
    Recipients.LEADERS: (Role.DSI, Role.SECRETARY, Role.PRESIDENT),
    Recipients.ASIN: (),
}


class ReportState(TextChoices):
    ASKED = "asked", "en cours d’établissement"
    MADE = "made", "établi"
    FAILED = "failed", "échec"


STATE_TONES = {ReportState.ASKED: "information", ReportState.MADE: "good", ReportState.FAILED: "late"}


class ReportAct(TextChoices):
    ASK = "ask_report", "demander un rapport"
    MAKE = "make_report", "établir un rapport"
    PAUSE = "pause_schedule", "suspendre la programmation d’un rapport"
    RESUME = "resume_schedule", "reprendre la programmation d’un rapport"
    RUN = "run_schedule", "établir dès maintenant les rapports programmés"
