"""Which act leads a session from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import ProposalAction, ProposalState

PROPOSAL_WORKFLOW: Workflow[ProposalState, ProposalAction] = Workflow(
    "la proposition",
    {
        ProposalAction.SUBMIT: Move(
            frozenset({ProposalState.DRAFT}), ProposalState.SUBMITTED, "soumettre la proposition"
        ),
        ProposalAction.ENDORSE: Move(
            frozenset({ProposalState.SUBMITTED}), ProposalState.ENDORSED, "valider la proposition"
        ),
        ProposalAction.SEND_BACK: Move(
            frozenset({ProposalState.SUBMITTED, ProposalState.ENDORSED}),
            ProposalState.DRAFT,
            "rendre la proposition à son auteur",
        ),
        ProposalAction.RETAIN: Move(
            frozenset({ProposalState.ENDORSED, ProposalState.DEFERRED}),
            ProposalState.RETAINED,
            "inscrire la proposition",
        ),
        ProposalAction.DEFER: Move(
            frozenset({ProposalState.ENDORSED}), ProposalState.DEFERRED, "reporter la proposition"
        ),
        ProposalAction.REFUSE: Move(
            frozenset({ProposalState.SUBMITTED, ProposalState.ENDORSED, ProposalState.DEFERRED}),
            ProposalState.REFUSED,
            "refuser la proposition",
        ),
        # Its item was deleted from an agenda that nobody had seen.
        ProposalAction.TAKE_OFF: Move(
            frozenset({ProposalState.RETAINED}), ProposalState.ENDORSED, "désinscrire la proposition"
        ),
    },
)
