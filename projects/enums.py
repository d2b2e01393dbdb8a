from django.db.models import IntegerChoices, TextChoices

SHEET_PAPER = "project_sheet"


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


# In the order of a project's life: going back asks for a reason.
STAGE_RANK = {
    stage: rank
    for rank, stage in enumerate(
        (Stage.IDENTIFIED, Stage.SUBMITTED, Stage.APPROVED, Stage.RUNNING, Stage.DONE, Stage.IN_OPERATION)
    )
}
ENDED_STAGES = (Stage.DONE, Stage.IN_OPERATION)
STOPPED_STAGES = (Stage.SUSPENDED, Stage.ABANDONED)
NOT_BEGUN_STAGES = (Stage.IDENTIFIED, Stage.SUBMITTED, Stage.APPROVED)
# Nothing more is expected of these: no monthly update, no freshness.
CLOSED_STAGES = (Stage.DONE, Stage.IN_OPERATION, Stage.ABANDONED)

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


# A constraint keeps stage and actual dates in agreement, so that the stage alone tells the situation.
STAGES_OF_SITUATION = {
    Situation.TO_COME: NOT_BEGUN_STAGES,
    Situation.RUNNING: (Stage.RUNNING,),
    Situation.DONE: ENDED_STAGES,
    Situation.STOPPED: STOPPED_STAGES,
}
SITUATION_OF_STAGE = {stage: situation for situation, stages in STAGES_OF_SITUATION.items() for stage in stages}


class Colour(TextChoices):
    GREEN = "green", "vert"
    YELLOW = "yellow", "jaune"
    RED = "red", "rouge"
    UNKNOWN = "unknown", "non renseigné"


# From the best to the worst: a project turns better when its rank falls. What is unknown has none.
COLOUR_RANK = {colour: rank for rank, colour in enumerate((Colour.GREEN, Colour.YELLOW, Colour.RED))}


class Guard(TextChoices):
    """What a colour or a rating hides."""

    STILL = "still", "vert immobile"
    WATERMELON = "watermelon", "pastèque"
    OPTIMIST = "optimist", "optimiste"


class ExitReason(TextChoices):
    DONE = "done", "achevé"
    STOPPED = "stopped", "arrêté"
    MERGED = "merged", "fusionné"
    OUT_OF_SCOPE = "out_of_scope", "hors champ"
    HANDED_OVER = "handed_over", "transféré"
    SPLIT = "split", "scindé"


# Other lines of the portfolio go on with these, costs included; every other exit keeps its costs.
GOES_ON_ELSEWHERE = (ExitReason.MERGED, ExitReason.SPLIT)


class RevisionReason(TextChoices):
    """Closed list of the reasons to revise a baseline."""

    FUNDING = "funding", "financement modifié"
    CONTRACT = "contract", "passation ou marché"
    SCOPE = "scope", "périmètre modifié"
    PLAN = "plan", "planification reprise à objectifs constants"
    POLICY = "policy", "décision de l’autorité"
    CORRECTION = "correction", "correction d’une erreur de saisie"


class RevisionState(TextChoices):
    """A revision is asked by one, answered by another."""

    ASKED = "asked", "demandée"
    APPROVED = "approved", "approuvée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


class Rating(IntegerChoices):
    """Confidence of the DSI, and of the ASIN: a judgement, beside the computed colour."""

    COMPROMISED = 1, "1, compromis"
    IN_TROUBLE = 2, "2, en difficulté"
    TO_WATCH = 3, "3, à surveiller"
    LIKELY = 4, "4, plutôt sûr"
    SURE = 5, "5, sûr"


class UpdateState(TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publiée"


# « Rien de changé » may be attested this many times in a row.
ATTESTATIONS_IN_A_ROW = 2


class SiteState(TextChoices):
    TO_COME = "to_come", "à venir"
    RUNNING = "running", "en cours"
    DONE = "done", "réalisé"


class LineageKind(TextChoices):
    RENAMED = "renamed", "renommé"
    SPLIT = "split", "scindé"
    MERGED = "merged", "fusionné"
