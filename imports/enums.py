from django.db.models import TextChoices


class ImportState(TextChoices):
    PREPARED = "prepared", "à régler"
    CHECKED = "checked", "vérifié"
    DONE = "done", "importé"
    UNDONE = "undone", "annulé"
    ABANDONED = "abandoned", "abandonné"


class ImportAction(TextChoices):
    CHECK = "check_import", "vérifier un import"
    RUN = "run_import", "importer des projets"
    SETTLE = "settle_import", "régler un import"
    UNDO = "undo_import", "annuler un import"
    ABANDON = "abandon_import", "abandonner un import"


class RowOutcome(TextChoices):
    CREATED = "created", "créée"
    UPDATED = "updated", "modifiée"
    UNCHANGED = "unchanged", "inchangée"
    REFUSED = "refused", "refusée"
    ABSENT = "absent", "absente du fichier"


class Crossing(TextChoices):
    """Where a cell of a workbook that came back and the portal parted."""

    SINCE = "since", "changée au portail depuis"
    BOTH = "both", "changée des deux côtés"
    FILE = "file", "prise du fichier"
    PORTAL = "portal", "gardée du portail"
    EMPTIED = "emptied", "vidée dans le fichier"


class MatchKey(TextChoices):
    TITLE = "title", "l’intitulé, dans son ministère"
    CODE = "code", "le code du portail"


class Undoing(TextChoices):
    UNDONE = "undone", "annulée"
    KEPT = "kept", "gardée"


class RefusalRule(TextChoices):
    """Why a row is refused: the code stands beside the sentence, on the page, in the file and in the API."""

    UNREADABLE = "illisible", "cellule illisible"
    DAY = "date", "date illisible"
    NUMBER = "nombre", "nombre illisible"
    SPREAD = "fusion", "montant d’une cellule fusionnée sur plusieurs lignes"
    VALUE = "valeur", "valeur inconnue"
    OTHER = "autre_ministere", "ligne d’un autre ministère"
    MISSING = "manquant", "valeur obligatoire absente"
    LENGTH = "longueur", "texte trop long"
    UNKNOWN = "inconnu", "projet inconnu"
    AMBIGUOUS = "ambigu", "plusieurs projets possibles"
    TWICE = "doublon", "même projet deux fois dans le fichier"
    NEAR = "nom_proche", "intitulé proche d’un autre, à confirmer"
    STAGE = "stade", "stade et dates contradictoires"
    RANGE = "bornes", "valeur hors des bornes"
    COMMENT = "commentaire", "commentaire obligatoire"
    BASELINE = "reference", "référence déjà fixée"
    KEY = "cle", "clé changée"
    ADDED = "ajoutee", "ligne ajoutée"
    CONFLICT = "conflit", "cellule changée des deux côtés"
    LEFT = "sorti", "projet sorti du portefeuille"
    DRAFT = "brouillon", "brouillon de mise à jour en attente"
    OLDER = "anterieur", "valeurs plus anciennes que la dernière mise à jour"
    CONSTRAINT = "contrainte", "règle de la base"


OUTCOME_TONES = {
    RowOutcome.CREATED: "good",
    RowOutcome.UPDATED: "information",
    RowOutcome.UNCHANGED: "neutral",
    RowOutcome.REFUSED: "late",
    RowOutcome.ABSENT: "attention",
}
STATE_TONES = {
    ImportState.PREPARED: "attention",
    ImportState.CHECKED: "information",
    ImportState.DONE: "good",
    ImportState.UNDONE: "neutral",
    ImportState.ABANDONED: "neutral",
}
