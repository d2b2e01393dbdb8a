"""Which act leads a plan from which state to which. An adoption recorded by mistake is undone by going back."""

from foundation.common.transitions import Move, Workflow

from .enums import PlanAct as Act
from .enums import PlanState as State

PLAN_WORKFLOW: Workflow[State, Act] = Workflow(
    "le plan",
    {
        Act.ADOPT: Move(frozenset({State.DRAFT}), State.ADOPTED, "mettre le plan en application"),
        Act.REOPEN: Move(frozenset({State.ADOPTED, State.DROPPED}), State.DRAFT, "revenir au projet de plan"),
        Act.DROP: Move(frozenset({State.DRAFT}), State.DROPPED, "abandonner le projet de plan"),
    },
)
