from django.db.models import TextChoices


class PlanKind(TextChoices):
    SDSI = "sdsi", "schéma directeur du système d’information (SDSI)"
    PSSI = "pssi", "politique de sécurité du système d’information (PSSI)"
    ROADMAP = "roadmap", "feuille de route"
    PSSIE = "pssie", "plan d’action PSSIE"


SHORT_KINDS = {
    PlanKind.SDSI: "SDSI",
    PlanKind.PSSI: "PSSI",
    PlanKind.ROADMAP: "feuille de route",
    PlanKind.PSSIE: "plan d’action PSSIE",
}


class PlanState(TextChoices):
    """What is decided; what time makes of it is its standing."""

    DRAFT = "draft", "en projet"
    ADOPTED = "adopted", "en application"
    DROPPED = "dropped", "abandonné"


class PlanAct(TextChoices):
    ADOPT = "adopt_plan", "mettre en application"
    REOPEN = "reopen_plan", "revenir au projet de plan"
    DROP = "drop_plan", "abandonner le projet de plan"


class Standing(TextChoices):
    """Derived from the state, the day and the plan that follows."""

    DRAFT = "draft", "en projet"
    IN_FORCE = "in_force", "en application"
    EXPIRING = "expiring", "expire bientôt"
    EXPIRED = "expired", "expiré"
    REPLACED = "replaced", "remplacé"
    DROPPED = "dropped", "abandonné"


STANDING_TONES = dict(zip(Standing, ("information", "good", "attention", "late", "neutral", "neutral"), strict=True))
APPLIED = (Standing.IN_FORCE, Standing.EXPIRING, Standing.EXPIRED)  # nothing has taken their place


class Need(TextChoices):
    """Why a plan is « à mettre à jour »: the portal says it, nobody types it."""

    EXPIRED = "expired", "expiré"
    EXPIRING = "expiring", "expire bientôt"
    UNDATED = "undated", "fin non renseignée"
    NO_ACT = "no_act", "acte d’adoption non renseigné"
    OVERDUE = "overdue", "actions en retard sans projet"


class ActionState(TextChoices):
    """Stated where no project carries the action; derived from the projects otherwise."""

    UNKNOWN = "unknown", "non renseigné"
    TO_START = "to_start", "non commencée"
    RUNNING = "running", "en cours"
    DONE = "done", "faite"
    STOPPED = "stopped", "arrêtée"


CLOSED_ACTIONS = (ActionState.DONE, ActionState.STOPPED)
ACTION_TONES = dict(zip(ActionState, ("neutral", "neutral", "information", "good", "attention"), strict=True))


class MeasureState(TextChoices):
    """What a ministry answers of a measure; a measure without an answer is « non renseignée »."""

    NOT_STARTED = "not_started", "non commencée"
    RUNNING = "running", "en cours"
    DONE = "done", "faite"
    NOT_APPLICABLE = "not_applicable", "sans objet"


OPEN_MEASURES = (MeasureState.NOT_STARTED, MeasureState.RUNNING)
MEASURE_TONES = dict(zip(MeasureState, ("neutral", "information", "good", "neutral"), strict=True))
