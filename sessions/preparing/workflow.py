"""Which act leads a session from which state to which."""

from foundation.accounts.models import User
from foundation.common.transitions import Move, Workflow

from . import rules
from .enums import ProposalAction, ProposalState
from .models import Proposal

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


MAY = {
    ProposalAction.SUBMIT: rules.can_submit_proposal,
    ProposalAction.ENDORSE: rules.can_endorse_proposal,
    ProposalAction.SEND_BACK: rules.can_endorse_proposal,
}


def acts_open(user: User, row: Proposal) -> frozenset[str]:
    """What this person may do now with a proposal."""
    possible = PROPOSAL_WORKFLOW.actions_from(ProposalState(row.state))
    return frozenset(action.value for action in possible if MAY.get(action, rules.can_settle_proposal)(user, row))
