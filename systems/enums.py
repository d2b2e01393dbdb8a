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
    RELAYED = "relayed", "payeur suivant connu"
    FALLEN = "fallen", "financement fini, sans relais"
    CLIFF = "cliff", "finit dans les 36 mois, sans relais"
    LATER = "later", "finit après 36 mois"
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
