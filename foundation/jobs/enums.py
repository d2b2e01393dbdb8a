from django.db.models import TextChoices


class JobState(TextChoices):
    QUEUED = "queued", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "nouvel essai prévu"
    DEAD = "dead", "abandonné"
    CANCELLED = "cancelled", "annulé"


class JobAction(TextChoices):
    CLAIM = "claim", "prendre"
    FINISH = "finish", "terminer"
    FAIL = "fail", "échouer"
    RELEASE = "release", "rendre"
    GIVE_UP = "give_up", "abandonner"
    RETRY = "retry", "relancer"
    CANCEL = "cancel", "annuler"


WAITING_STATES = (JobState.QUEUED, JobState.FAILED)
FINAL_STATES = (JobState.DONE, JobState.DEAD, JobState.CANCELLED)
