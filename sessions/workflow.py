"""Which act leads a session from which state to which."""

from cmsic.common.transitions import Move, Workflow

from .enums import SessionAction as Action
from .enums import SessionState as State

SESSION_WORKFLOW: Workflow[State, Action] = Workflow(
    "la session",
    {
        Action.CONVENE: Move(frozenset({State.PREPARING, State.POSTPONED}), State.CONVENED, "convoquer les membres"),
        Action.OPEN: Move(frozenset({State.CONVENED}), State.OPEN, "ouvrir la session"),
        Action.SUSPEND: Move(frozenset({State.OPEN}), State.SUSPENDED, "suspendre la session"),
        Action.RESUME: Move(frozenset({State.SUSPENDED}), State.OPEN, "reprendre la session"),
        Action.LIFT: Move(frozenset({State.OPEN, State.SUSPENDED}), State.LIFTED, "lever la session"),
        Action.ARCHIVE: Move(frozenset({State.LIFTED, State.NO_QUORUM}), State.ARCHIVED, "archiver la session"),
        Action.CANCEL: Move(frozenset({State.PREPARING, State.CONVENED, State.POSTPONED}), State.CANCELLED, "annuler la session"),
        Action.POSTPONE: Move(frozenset({State.PREPARING, State.CONVENED}), State.POSTPONED, "reporter la session"),
        Action.DECLARE_NO_QUORUM: Move(frozenset({State.CONVENED, State.OPEN, State.SUSPENDED}), State.NO_QUORUM, "constater la carence"),
        Action.RECORD_PAST: Move(frozenset({State.PREPARING}), State.LIFTED, "enregistrer la session passée"),
    },
)
