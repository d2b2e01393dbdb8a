"""Which act leads a recommendation from which state to which. A refused proof sends it back to work."""

from foundation.common.transitions import Move, Workflow

from .enums import RecommendationAction as Action
from .enums import RecommendationState as State

RECOMMENDATION_WORKFLOW: Workflow[State, Action] = Workflow(
    "la recommandation",
    {
        Action.ACCEPT: Move(frozenset({State.ISSUED}), State.ACCEPTED, "accepter la recommandation"),
        Action.START: Move(frozenset({State.ACCEPTED}), State.RUNNING, "commencer l’exécution"),
        Action.REPORT: Move(frozenset({State.ACCEPTED, State.RUNNING}), State.REPORTED, "rendre compte"),
        Action.VALIDATE: Move(frozenset({State.REPORTED}), State.DONE, "accepter la preuve"),
        Action.REJECT: Move(frozenset({State.REPORTED}), State.RUNNING, "refuser la preuve"),
        Action.LAPSE: Move(
            frozenset({State.ISSUED, State.ACCEPTED, State.RUNNING, State.REPORTED}),
            State.LAPSED,
            "déclarer la recommandation caduque",
        ),
    },
)
