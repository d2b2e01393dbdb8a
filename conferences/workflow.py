"""Which act leads a conference, a recommendation that goes up and a common question from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import ConferenceAct as Act
from .enums import ConferenceState as State
from .enums import QuestionAct, QuestionState, ReferralAct, ReferralState

CONFERENCE_WORKFLOW: Workflow[State, Act] = Workflow(
    "la conférence",
    {
        Act.ANNOUNCE: Move(frozenset({State.PREPARING}), State.ANNOUNCED, "annoncer la conférence"),
        Act.HOLD: Move(frozenset({State.PREPARING, State.ANNOUNCED}), State.HELD, "dire la conférence tenue"),
        Act.REPORT: Move(frozenset({State.HELD}), State.REPORTED, "établir le rapport"),
        Act.REOPEN: Move(frozenset({State.REPORTED}), State.HELD, "reprendre le rapport"),
        Act.CANCEL: Move(frozenset({State.PREPARING, State.ANNOUNCED}), State.CANCELLED, "annuler la conférence"),
    },
)
REFERRAL_WORKFLOW: Workflow[ReferralState, ReferralAct] = Workflow(
    "la recommandation montée",
    {
        ReferralAct.GROUP: Move(
            frozenset({ReferralState.SENT}), ReferralState.GROUPED, "joindre la recommandation à une question"
        ),
        ReferralAct.UNGROUP: Move(
            frozenset({ReferralState.GROUPED}), ReferralState.SENT, "ôter la recommandation de la question"
        ),
        ReferralAct.ANSWER: Move(frozenset({ReferralState.GROUPED}), ReferralState.ANSWERED, "descendre la réponse"),
        ReferralAct.SEND_BACK: Move(
            frozenset({ReferralState.SENT}), ReferralState.RETURNED, "rendre la recommandation à son origine"
        ),
        ReferralAct.WITHDRAW: Move(
            frozenset({ReferralState.SENT, ReferralState.GROUPED}),
            ReferralState.WITHDRAWN,
            "retirer la recommandation montée",
        ),
    },
)
QUESTION_WORKFLOW: Workflow[QuestionState, QuestionAct] = Workflow(
    "la question commune",
    {
        QuestionAct.TABLE: Move(
            frozenset({QuestionState.OPEN, QuestionState.TABLED}),
            QuestionState.TABLED,
            "mettre la question au programme",
        ),
        QuestionAct.UNTABLE: Move(
            frozenset({QuestionState.TABLED}), QuestionState.OPEN, "ôter la question du programme"
        ),
        QuestionAct.ANSWER: Move(
            frozenset({QuestionState.OPEN, QuestionState.TABLED}), QuestionState.ANSWERED, "répondre à la question"
        ),
    },
)
