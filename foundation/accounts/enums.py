from django.db.models import TextChoices


class ScopeKind(TextChoices):
    MINISTRY = "ministry", "ministère"
    COMMUNE = "commune", "commune"
    NATIONAL = "national", "organe national"
    REHEARSAL = "rehearsal", "répétition"  # ADR 0018: apart from everything that counts, sends or numbers


class Role(TextChoices):
    """What a grant allows. Commission roles come from seats, the others from appointments."""

    SECRETARY = "secretary", "secrétaire"
    PRESIDENT = "president", "président"
    MEMBER = "member", "membre"
    OBSERVER = "observer", "observateur"
    DSI = "dsi", "directeur des systèmes d’information"
    PROJECT_LEAD = "project_lead", "chef de projet"
    AUDITOR = "auditor", "auditeur"
    RSI = "rsi", "responsable des systèmes d’information de la commune"
    ASIN_READER = "asin_reader", "agent de l’ASIN"
    ASIN_ADMIN = "asin_admin", "administrateur ASIN"
    PORTAL_ADMIN = "portal_admin", "administrateur du portail"


COMMISSION_ROLES = frozenset({Role.SECRETARY, Role.PRESIDENT, Role.MEMBER, Role.OBSERVER})
MINISTRY_ROLES = frozenset({Role.DSI, Role.PROJECT_LEAD, Role.AUDITOR})
NATIONAL_ROLES = frozenset({Role.ASIN_READER, Role.ASIN_ADMIN, Role.PORTAL_ADMIN})
ASIN_ROLES = frozenset({Role.ASIN_READER, Role.ASIN_ADMIN})


class Honorific(TextChoices):
    MONSIEUR = "m", "Monsieur"
    MADAME = "mme", "Madame"
