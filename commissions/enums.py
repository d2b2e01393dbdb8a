from django.db.models import TextChoices


class CommissionKind(TextChoices):
    CMSIC = "cmsic", "commission ministérielle (CMSIC)"
    CDSI = "cdsi", "Conférence des DSI"
    WORKSHOP = "workshop", "atelier des RSI"
    COMMITTEE = "committee", "comité national"


class SeatRole(TextChoices):
    PRESIDENT = "president", "président"
    VICE_PRESIDENT = "vice_president", "vice-président"
    RAPPORTEUR = "rapporteur", "rapporteur"
    SECRETARY = "secretary", "secrétaire"
    MEMBER = "member", "membre"
    OBSERVER = "observer", "observateur"


class HolderKind(TextChoices):
    TITULAR = "titular", "titulaire"
    SUBSTITUTE = "substitute", "suppléant"
    INTERIM = "interim", "intérimaire"


class QuorumBase(TextChoices):
    VOTING_SEATS = "voting_seats", "sièges à voix délibérative prévus par l’acte"
    FILLED_SEATS = "filled_seats", "sièges à voix délibérative pourvus"
    ALL_SEATS = "all_seats", "sièges prévus par l’acte, avec ou sans voix délibérative"
    ALL_FILLED_SEATS = "all_filled_seats", "sièges pourvus, avec ou sans voix délibérative"


class MajorityRule(TextChoices):
    SIMPLE_CAST = "simple_cast", "majorité simple des suffrages exprimés"
    ABSOLUTE_PRESENT = "absolute_present", "majorité absolue des membres présents ou représentés"
    ABSOLUTE_MEMBERS = "absolute_members", "majorité absolue des sièges à voix délibérative"
    TWO_THIRDS_PRESENT = "two_thirds_present", "deux tiers des membres présents ou représentés"
    OTHER = "other", "autre majorité, donnée par ses nombres"


class MajorityBase(TextChoices):
    """What another majority is a part of."""

    CAST = "cast", "voix pour et contre"
    VOTING = "voting", "voix données, abstentions comprises"
    PRESENT = "present", "membres présents ou représentés"
    FILLED = "filled", "sièges à voix délibérative pourvus"
    SEATS = "seats", "sièges à voix délibérative prévus par l’acte"


class SeriesKind(TextChoices):
    ORDINARY_SESSION = "ordinary", "sessions ordinaires"
    EXTRAORDINARY_SESSION = "extraordinary", "sessions extraordinaires"
    DECISION = "decision", "décisions"
    PV = "pv", "procès-verbaux"
    RECOMMENDATION = "recommendation", "recommandations"
    CONVOCATION = "convocation", "convocations"
    CONSULTATION = "consultation", "consultations écrites"
    NEED = "need", "besoins"
