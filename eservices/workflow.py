"""Which act leads a problem from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import ProblemAct as Act
from .enums import ProblemState as State

PROBLEM_WORKFLOW: Workflow[State, Act] = Workflow(
    "le problème",
    {
        Act.ADMIT: Move(frozenset({State.RECEIVED}), State.ADMITTED, "retenir le signalement"),
        Act.REJECT: Move(frozenset({State.RECEIVED, State.ADMITTED}), State.REJECTED, "écarter le signalement"),
        Act.RECONSIDER: Move(frozenset({State.REJECTED}), State.RECEIVED, "remettre le signalement à modérer"),
        Act.DIAGNOSE: Move(frozenset({State.ADMITTED, State.DIAGNOSED}), State.DIAGNOSED, "dire le diagnostic"),
        Act.REFORM: Move(frozenset({State.DIAGNOSED, State.REFORMED}), State.REFORMED, "dire la réforme en cours"),
        Act.IMPROVE: Move(frozenset({State.DIAGNOSED, State.REFORMED}), State.IMPROVED, "dire l’amélioration livrée"),
        Act.CLOSE: Move(frozenset({State.IMPROVED}), State.DONE, "clore le problème"),
        Act.RESUME: Move(frozenset({State.IMPROVED, State.DONE}), State.DIAGNOSED, "reprendre le problème"),
    },
)
