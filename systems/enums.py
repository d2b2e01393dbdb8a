from django.db.models import IntegerChoices, TextChoices

CLIFF_MONTHS = 36  # how far ahead one looks for who will pay
SUPPORT_MONTHS = 12  # the same for the end of support


class PlatformKind(TextChoices):
    PLATFORM = "platform", "plateforme"
    APPLICATION = "application", "application"
    WEBSITE = "website", "site web"


class HostingKind(TextChoices):
    NATIONAL = "national", "centre de données national"
    MINISTRY = "ministry", "salle d’un ministère"
    PRIVATE = "private", "hébergeur privé au Bénin"
    ABROAD = "abroad", "hors du Bénin"


class SecurityNeed(IntegerChoices):
    """How much a platform needs of each: availability, integrity, confidentiality, traces."""

    LOW = 1, "faible"
    MODERATE = 2, "modéré"
    HIGH = 3, "fort"
    CRITICAL = 4, "vital"


class Formality(TextChoices):
    """Where the formality of personal data is with the APDP."""

    TO_DO = "to_do", "à faire"
    FILED = "filed", "déposée"
    GRANTED = "granted", "obtenue"
    REFUSED = "refused", "refusée"


class Relay(TextChoices):
    """Who pays the running cost when today’s funding ends; the first that holds."""

    CLOSED = "closed", "hors service"
    RELAYED = "relayed", "relais connu"
    FALLEN = "fallen", "fini, sans relais"
    CLIFF = "cliff", "sans relais sous 36 mois"
    LATER = "later", "au-delà de 36 mois"
    LASTING = "lasting", "sans échéance"
    UNKNOWN = "unknown", "non renseigné"


RELAY_TONES = {
    Relay.CLOSED: "neutral",
    Relay.RELAYED: "good",
    Relay.FALLEN: "late",
    Relay.CLIFF: "attention",
    Relay.LATER: "information",
    Relay.LASTING: "good",
    Relay.UNKNOWN: "neutral",
}
WITHOUT_RELAY = (Relay.FALLEN, Relay.CLIFF)


class Support(TextChoices):
    ENDED = "ended", "support fini"
    SOON = "soon", "finit dans l’année"
    LATER = "later", "finit plus tard"
    UNKNOWN = "unknown", "non renseigné"


SUPPORT_TONES = {Support.ENDED: "late", Support.SOON: "attention", Support.LATER: "good", Support.UNKNOWN: "neutral"}


class Choice(TextChoices):
    """What is done of a platform when the State's systems go to the national cloud: the six R."""

    REHOST = "rehost", "réhéberger telle quelle"
    REPLATFORM = "replatform", "réhéberger en l’adaptant"
    REPURCHASE = "repurchase", "remplacer par un produit"
    REFACTOR = "refactor", "refondre"
    RETIRE = "retire", "arrêter"
    RETAIN = "retain", "garder où elle est"


TO_MOVE = (Choice.REHOST, Choice.REPLATFORM, Choice.REPURCHASE, Choice.REFACTOR)


class LandingState(TextChoices):
    """Where a platform is on its way; the first that holds."""

    STAYS = "stays", "reste où elle est"
    VERIFIED = "verified", "vérifiée"
    STOPPED = "stopped", "arrêtée"
    MOVED = "moved", "migrée, à vérifier"
    LATE = "late", "en retard"
    PLANNED = "planned", "planifiée"
    CHOSEN = "chosen", "choix fait, sans date"


LANDING_TONES = {
    LandingState.STAYS: "neutral",
    LandingState.VERIFIED: "good",
    LandingState.STOPPED: "good",
    LandingState.MOVED: "attention",
    LandingState.LATE: "late",
    LandingState.PLANNED: "information",
    LandingState.CHOSEN: "neutral",
}


class ProofKind(TextChoices):
    """What shows that a platform landed; all three are needed."""

    ANSWERS = "answers", "l’adresse répond depuis le cloud national"
    RESTORED = "restored", "une restauration a été essayée"
    SWITCHED_OFF = "switched_off", "l’ancien serveur est éteint"


class LandingAct(TextChoices):
    MOVE = "move_platform", "migration d’une plateforme notée"
    PROVE = "prove_landing", "preuve d’une migration versée"
    VERIFY = "verify_landing", "migration vérifiée"
    REOPEN = "reopen_landing", "migration rouverte"


class Nature(TextChoices):
    XROAD = "xroad", "plateforme d’interopérabilité (X-Road / UXP)"
    API = "api", "API"
    FILE = "file", "fichier"
    HAND = "hand", "à la main"


NATURE_WORDS = {Nature.XROAD: "X-Road", Nature.API: "API", Nature.FILE: "fichier", Nature.HAND: "à la main"}


class ExchangeState(TextChoices):
    PLANNED = "planned", "prévu"
    TESTING = "testing", "en essai"
    RUNNING = "running", "en service"
    STOPPED = "stopped", "arrêté"


EXCHANGE_TONES = {
    ExchangeState.PLANNED: "neutral",
    ExchangeState.TESTING: "information",
    ExchangeState.RUNNING: "good",
    ExchangeState.STOPPED: "late",
}


class FileKind(TextChoices):
    MEMBERS = "members", "liste des membres"
    TRAFFIC = "traffic", "journal des échanges"


# What a file brings, when it is one.
COUNTED_ONE = {
    "lus": "lu",
    "ajoutés": "ajouté",
    "sortis": "sorti",
    "enregistrements lus": "enregistrement lu",
    "nouveaux": "nouveau",
    "sans correspondants": "sans correspondant",
    "datés d’un jour à venir": "daté d’un jour à venir",
}


class FileState(TextChoices):
    WAITING = "waiting", "en attente"
    READ = "read", "lu"
    REFUSED = "refused", "refusé"


FILE_TONES = {FileState.WAITING: "information", FileState.READ: "good", FileState.REFUSED: "late"}


class FileAct(TextChoices):
    OPEN = "open_xroad_file", "fichier X-Road déposé"
    READ = "read_xroad_file", "fichier X-Road examiné"


class Veracity(TextChoices):
    """What a link between two platforms is: in the register, in the journals, in both."""

    BOTH = "both", "déclaré et observé"
    SILENT = "silent", "déclaré mais silencieux"
    UNDECLARED = "undeclared", "observé mais non déclaré"


VERACITY_TONES = {Veracity.BOTH: "good", Veracity.SILENT: "attention", Veracity.UNDECLARED: "late"}
OBSERVED_DAYS = 90  # how far back from the last day of the journals a link counts as observed


LISTING = [("listed", "dans la liste"), ("removed", "sorti de la liste"), ("unlisted", "vu dans un journal seulement")]
