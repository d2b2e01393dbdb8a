from django.db.models import TextChoices


class AssetKind(TextChoices):
    """What a category is made of; the agent's kinds of devices fall in one of them."""

    DESKTOP = "desktop", "ordinateur fixe"
    LAPTOP = "laptop", "ordinateur portable"
    SERVER = "server", "serveur"
    NETWORK = "network", "équipement réseau"
    PRINTER = "printer", "imprimante"
    PHONE = "phone", "téléphone ou tablette"
    MONITOR = "monitor", "écran"
    OTHER = "other", "autre matériel"


class AssetState(TextChoices):
    ORDERED = "ordered", "commandé"
    STOCK = "stock", "en stock"
    IN_USE = "in_use", "en service"
    REPAIR = "repair", "en réparation"
    MISSING = "missing", "introuvable"
    RETIRED = "retired", "réformé"


STATE_TONES = dict(zip(AssetState, ("information", "information", "good", "attention", "late", "neutral"), strict=True))
FIRST_STATES = (AssetState.IN_USE, AssetState.STOCK, AssetState.ORDERED)  # those in which one is registered
HELD = (AssetState.STOCK, AssetState.IN_USE, AssetState.REPAIR)  # those that should be found somewhere
LEFT = (AssetState.RETIRED,)


class AssetAct(TextChoices):
    RECEIVE = "receive_asset", "actif reçu"
    ASSIGN = "assign_asset", "actif mis en service"
    MOVE = "move_asset", "actif déplacé"
    SEND_BACK = "stock_asset", "actif remis en stock"
    REPAIR = "repair_asset", "actif envoyé en réparation"
    LOSE = "lose_asset", "actif introuvable"
    FIND = "find_asset", "actif retrouvé"
    RETIRE = "retire_asset", "actif réformé"
    REINSTATE = "reinstate_asset", "réforme annulée"


class Management(TextChoices):
    """How an asset is come by and kept: the question of the conference of the DSI."""

    BOUGHT = "bought", "acheté"
    LEASED = "leased", "loué"
    SHARED = "shared", "partagé entre services"
    ASIN = "asin", "fourni par l’ASIN"


class FileOutcome(TextChoices):
    """What a file of the agent did."""

    CREATED = "created", "actif créé"
    UPDATED = "updated", "actif mis à jour"
    UNCHANGED = "unchanged", "rien de nouveau"


OUTCOME_TONES = dict(zip(FileOutcome, ("good", "information", "neutral"), strict=True))


class LicenceAct(TextChoices):
    TELL = "tell_licence_end", "fin de licence annoncée"


class AgentAct(TextChoices):
    RECEIVE = "receive_agent_file", "fichier d’agent reçu"
    CATEGORY = "make_category", "catégorie créée pour un agent"


class AssetImportKind(TextChoices):
    AGENT = "agent", "fichiers d’agent"
    TABLE = "table", "tableau d’actifs"


class AssetImportState(TextChoices):
    CHECKED = "checked", "vérifié"
    DONE = "done", "importé"
    UNDONE = "undone", "annulé"
    ABANDONED = "abandoned", "abandonné"


IMPORT_TONES = dict(zip(AssetImportState, ("attention", "good", "neutral", "neutral"), strict=True))


class AssetImportOutcome(TextChoices):
    """What a file or a line does, or would do."""

    CREATED = "created", "actif créé"
    UPDATED = "updated", "actif modifié"
    UNCHANGED = "unchanged", "rien de nouveau"
    REFUSED = "refused", "refusé"


IMPORT_OUTCOME_TONES = dict(zip(AssetImportOutcome, ("good", "information", "neutral", "late"), strict=True))


class AssetImportUndoing(TextChoices):
    UNDONE = "undone", "repris"
    KEPT = "kept", "gardé"


class AssetImportAct(TextChoices):
    CHECK = "check_asset_import", "import d’actifs vérifié"
    RUN = "run_asset_import", "actifs importés"
    UNDO = "undo_asset_import", "import d’actifs annulé"
    ABANDON = "abandon_asset_import", "import d’actifs abandonné"


class StocktakeState(TextChoices):
    OPEN = "open", "en cours"
    CLOSED = "closed", "close"


class LineOutcome(TextChoices):
    WAITING = "waiting", "à voir"
    CONFIRMED = "confirmed", "confirmé"
    MISSING = "missing", "introuvable"
    FOUND = "found", "trouvé en plus"


LINE_TONES = dict(zip(LineOutcome, ("neutral", "good", "late", "information"), strict=True))


class StocktakeAct(TextChoices):
    OPEN = "open_stocktake", "campagne d’inventaire ouverte"
    NOTE = "note_seen", "actif vu"
    MISS = "note_missing", "actif non trouvé"
    UNDO = "undo_note", "constat retiré"
    CLOSE = "close_stocktake", "campagne d’inventaire close"
    ESTABLISH = "establish_statement", "état d’inventaire demandé"


STATEMENT_PAPER = "inventaire"
