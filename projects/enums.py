from django.db.models import TextChoices


class ProjectKind(TextChoices):
    PROGRAMME = "programme", "programme"
    PROJECT = "project", "projet"
    LOT = "lot", "lot"


class ProjectNature(TextChoices):
    """What the project makes; an editable list is a later need, this one covers the sources."""

    WEBSITE = "website", "site web"
    E_SERVICE = "e_service", "e-service"
    PLATFORM = "platform", "plateforme ou application"
    INFRASTRUCTURE = "infrastructure", "infrastructure et réseau"
    SECURITY = "security", "sécurité"
    DATA = "data", "données et indicateurs"
    PLAN = "plan", "schéma directeur, politique ou étude"
    ARCHIVES = "archives", "numérisation et archives"
    TRAINING = "training", "formation et accompagnement"
    OTHER = "other", "autre"


class Stage(TextChoices):
    IDENTIFIED = "identified", "identifié"
    SUBMITTED = "submitted", "soumis"
    APPROVED = "approved", "approuvé"
    RUNNING = "running", "en cours"
    DONE = "done", "réalisé"
    IN_OPERATION = "in_operation", "en exploitation"
    SUSPENDED = "suspended", "suspendu"
    ABANDONED = "abandoned", "abandonné"


# The printed definition of each stage.
STAGE_DEFINITIONS = {
    Stage.IDENTIFIED: "Le besoin est exprimé et inscrit au portefeuille ; aucun dossier n’est déposé.",
    Stage.SUBMITTED: "Un dossier est déposé pour avis de la commission.",
    Stage.APPROVED: "L’avis est favorable ou la décision est prise ; les travaux n’ont pas commencé.",
    Stage.RUNNING: "Les travaux ont effectivement commencé.",
    Stage.DONE: "Les travaux sont achevés et reçus.",
    Stage.IN_OPERATION: "Le résultat est ouvert à ses usagers et entretenu.",
    Stage.SUSPENDED: "Les travaux sont arrêtés par décision, avec l’intention de reprendre.",
    Stage.ABANDONED: "Les travaux sont arrêtés sans intention de reprendre.",
}


class Situation(TextChoices):
    """What the ministries print: derived, never typed."""

    TO_COME = "to_come", "à venir"
    RUNNING = "running", "en cours"
    DONE = "done", "réalisé"
    STOPPED = "stopped", "arrêté"


class Colour(TextChoices):
    GREEN = "green", "vert"
    YELLOW = "yellow", "jaune"
    RED = "red", "rouge"
    UNKNOWN = "unknown", "non renseigné"


class ExitReason(TextChoices):
    DONE = "done", "achevé"
    STOPPED = "stopped", "arrêté"
    MERGED = "merged", "fusionné"
    OUT_OF_SCOPE = "out_of_scope", "hors champ"
    HANDED_OVER = "handed_over", "transféré"


class RevisionReason(TextChoices):
    """Closed list of the reasons to revise a baseline."""

    FUNDING = "funding", "financement modifié"
    CONTRACT = "contract", "passation ou marché"
    SCOPE = "scope", "périmètre modifié"
    PLAN = "plan", "planification reprise à objectifs constants"
    POLICY = "policy", "décision de l’autorité"
    CORRECTION = "correction", "correction d’une erreur de saisie"


class UpdateState(TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publiée"


class SiteState(TextChoices):
    TO_COME = "to_come", "à venir"
    RUNNING = "running", "en cours"
    DONE = "done", "réalisé"


class LineageKind(TextChoices):
    RENAMED = "renamed", "renommé"
    SPLIT = "split", "scindé"
    MERGED = "merged", "fusionné"
