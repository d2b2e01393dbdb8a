"""Which act leads a session from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import ConsultationAction, ConsultationState

CONSULTATION_WORKFLOW: Workflow[ConsultationState, ConsultationAction] = Workflow(
    "la consultation",
    {
        ConsultationAction.OPEN: Move(
            frozenset({ConsultationState.DRAFT}), ConsultationState.OPEN, "ouvrir la consultation"
        ),
        ConsultationAction.CLOSE: Move(
            frozenset({ConsultationState.OPEN}), ConsultationState.CLOSED, "clore la consultation"
        ),
        ConsultationAction.CANCEL: Move(
            frozenset({ConsultationState.DRAFT, ConsultationState.OPEN}),
            ConsultationState.CANCELLED,
            "annuler la consultation",
        ),
    },
)
