from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of
from foundation.common.typography import short_date
from foundation.registers.register import Register, Words

from ..filters import TrainingSessionFilter
from ..models import TrainingSession
from ..queries.trainings import came_to
from ..rules import can_keep_training
from .common import CRUMBS, FICTITIOUS
from .trainings import TRAININGS

TRAINING_SESSIONS: Register = Register(
    name="training-sessions",
    model=TrainingSession,
    fields=("training", "held_on", "place", "hours"),
    keeps=can_keep_training,
    words=Words(
        "session de formation",
        none="Aucune session",
        new="Enregistrer une session",
        added="La session est au calendrier ; chaque commune note qui y vient.",
    ),
    title="Sessions de formation",
    noun=("session", "sessions"),
    state="Les jours et les lieux des formations des communes.",
    empty="Les sessions des formations apparaîtront ici, la plus récente d’abord.",
    columns=(
        Column("Jour", "held_on", lambda row: Cell(short_date(row.held_on), TRAINING_SESSIONS.href(row)), sort="held"),
        Column(
            "Formation",
            "training.title",
            lambda row: Cell(row.training.title, TRAININGS.href(row.training)),
            width="wide",
        ),
        column_of(TrainingSession, "place"),
        column_of(TrainingSession, "hours", numeric=True),
        FICTITIOUS,
    ),
    filters=TrainingSessionFilter,
    sorts={"held": Sort("held_on", date.fromisoformat)},
    default="-held",
    file="sessions-de-formation",
    finds=(),
    crumbs=CRUMBS,
    icon="territories",
    row_template="communes/training_session.html",
    row_more=came_to,
)
app_name, urlpatterns = TRAINING_SESSIONS.name, TRAINING_SESSIONS.urlpatterns
