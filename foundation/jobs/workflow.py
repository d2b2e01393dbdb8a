"""Which act leads a job from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import JobAction as Action
from .enums import JobState as State

WAITING = frozenset({State.QUEUED, State.FAILED})
RUNNING = frozenset({State.RUNNING})

JOB_WORKFLOW: Workflow[State, Action] = Workflow(
    "ce travail",
    {
        Action.CLAIM: Move(WAITING, State.RUNNING, "prendre ce travail"),
        Action.FINISH: Move(RUNNING, State.DONE, "terminer ce travail"),
        Action.FAIL: Move(RUNNING, State.FAILED, "recommencer plus tard ce travail"),
        Action.RELEASE: Move(RUNNING, State.QUEUED, "remettre ce travail en attente"),
        Action.GIVE_UP: Move(RUNNING, State.DEAD, "abandonner ce travail"),
        Action.RETRY: Move(frozenset({State.DEAD, State.CANCELLED}), State.QUEUED, "relancer ce travail"),
        Action.CANCEL: Move(WAITING | RUNNING, State.CANCELLED, "annuler ce travail"),
    },
)
