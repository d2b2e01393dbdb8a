"""Which act leads a need, and a ranking, from which state to which."""

from foundation.common.transitions import Move, Workflow

from .enums import NeedAct as Act
from .enums import NeedState as State
from .enums import RankingAct, RankingState

NEED_WORKFLOW: Workflow[State, Act] = Workflow(
    "le besoin",
    {
        Act.SUBMIT: Move(frozenset({State.DRAFT}), State.SUBMITTED, "soumettre le besoin"),
        Act.SEND_BACK: Move(frozenset({State.SUBMITTED, State.SCORED}), State.DRAFT, "rendre le besoin"),
        Act.SCORE: Move(frozenset({State.SUBMITTED}), State.SCORED, "tenir le besoin pour noté"),
        Act.UNSCORE: Move(frozenset({State.SCORED}), State.SUBMITTED, "reprendre la notation du besoin"),
        Act.RANK: Move(frozenset({State.SCORED, State.ADJOURNED}), State.RANKED, "classer le besoin"),
        Act.UNRANK: Move(frozenset({State.RANKED}), State.SCORED, "sortir le besoin du classement"),
        Act.PUT_BACK: Move(frozenset({State.RANKED}), State.ADJOURNED, "remettre le besoin parmi les ajournés"),
        Act.RETAIN: Move(frozenset({State.RANKED}), State.RETAINED, "retenir le besoin"),
        Act.ADJOURN: Move(frozenset({State.RANKED}), State.ADJOURNED, "ajourner le besoin"),
        Act.DISCARD: Move(frozenset({State.RANKED}), State.DISCARDED, "écarter le besoin"),
        Act.SET_ASIDE: Move(
            frozenset({State.DRAFT, State.SUBMITTED, State.SCORED, State.ADJOURNED}),
            State.DISCARDED,
            "écarter le besoin sans le classer",
        ),
        Act.REOPEN: Move(
            frozenset({State.DISCARDED, State.RETAINED}), State.SUBMITTED, "remettre le besoin à l’examen"
        ),
        Act.BECOME: Move(
            frozenset({State.RETAINED, State.BECAME}), State.BECAME, "relier le besoin à ce qu’il devient"
        ),
        Act.UNDO: Move(frozenset({State.BECAME}), State.RETAINED, "retirer le lien du besoin avec ce qu’il est devenu"),
    },
)
RANKING_WORKFLOW: Workflow[RankingState, RankingAct] = Workflow(
    "le classement",
    {
        RankingAct.ADOPT: Move(frozenset({RankingState.OPEN}), RankingState.ADOPTED, "adopter le classement"),
        RankingAct.DROP: Move(frozenset({RankingState.OPEN}), RankingState.DROPPED, "abandonner le classement"),
    },
)
