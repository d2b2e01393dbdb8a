from django.db.models import TextChoices


class Precision(TextChoices):
    """How exactly a source gives a date; the day stored is the first of what is known."""

    DAY = "day", "jour"
    MONTH = "month", "mois"
    YEAR = "year", "année"


class StructureKind(TextChoices):
    CABINET = "cabinet", "cabinet"
    DC = "dc", "direction de cabinet"
    SGM = "sgm", "secrétariat général du ministère"
    DPAF = "dpaf", "direction de la planification, de l’administration et des finances"
    DSI = "dsi", "direction des systèmes d’information"
    IGM = "igm", "inspection générale du ministère"
    CENTRAL = "central", "direction centrale"
    TECHNICAL = "technical", "direction technique"
    DEPARTMENTAL = "departmental", "direction départementale"
    AGENCY = "agency", "organisme sous tutelle"
    PREFECTURE = "prefecture", "préfecture"
    POST = "post", "poste diplomatique ou consulaire"
    OTHER = "other", "autre structure"


class CommuneStatus(TextChoices):
    PARTICULAR = "particular", "particulier"
    INTERMEDIATE = "intermediate", "intermédiaire"
    ORDINARY = "ordinary", "ordinaire"


class LegalTextKind(TextChoices):
    LOI = "loi", "loi"
    DECRET = "decret", "décret"
    ARRETE = "arrete", "arrêté"
    DECISION = "decision", "décision"
    CIRCULAIRE = "circulaire", "circulaire"
    NOTE = "note", "note de service"
    RELEVE = "releve", "relevé du Conseil des ministres"
    OTHER = "other", "autre texte"


class LegalTextState(TextChoices):
    IN_FORCE = "in_force", "en vigueur"
    AMENDED = "amended", "modifié"
    REPEALED = "repealed", "abrogé"
    UNKNOWN = "unknown", "état non renseigné"


class LegalLinkKind(TextChoices):
    APPLIES = "applies", "applique"
    AMENDS = "amends", "modifie"
    REPEALS = "repeals", "abroge"
    CITES = "cites", "cite"


class Extraction(TextChoices):
    """What became of the words of the file of a text."""

    NONE = "none", "aucun fichier lu"
    RUNNING = "running", "extraction en cours"
    DONE = "done", "texte extrait"
    UNREADABLE = "unreadable", "illisible"
    FAILED = "failed", "extraction échouée"


class CouncilRecordKind(TextChoices):
    COMMUNICATION = "communication", "communication"
    DECISION = "decision", "décision"
