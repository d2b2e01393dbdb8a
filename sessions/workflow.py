"""Which act leads a session from which state to which."""

from collections.abc import Sequence
from datetime import date, timedelta

from foundation.common.transitions import Move, Workflow
from foundation.common.typography import long_date

from .enums import ARRIVING, ConsultationAction, ConsultationState, ProposalAction, ProposalState
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
        # A carence is an end of its own: archived, it would be counted among the sessions that were held.
        Action.ARCHIVE: Move(frozenset({State.LIFTED}), State.ARCHIVED, "archiver la session"),
        Action.CANCEL: Move(frozenset({State.PREPARING, State.CONVENED, State.POSTPONED}), State.CANCELLED, "annuler la session"),
        Action.POSTPONE: Move(frozenset({State.PREPARING, State.CONVENED}), State.POSTPONED, "reporter la session"),
        Action.DECLARE_NO_QUORUM: Move(frozenset({State.CONVENED, State.OPEN, State.SUSPENDED}), State.NO_QUORUM, "constater la carence"),
        Action.RECORD_PAST: Move(frozenset({State.PREPARING}), State.LIFTED, "enregistrer la session passée"),
    },
)


PROPOSAL_WORKFLOW: Workflow[ProposalState, ProposalAction] = Workflow(
    "la proposition",
    {
        ProposalAction.SUBMIT: Move(frozenset({ProposalState.DRAFT}), ProposalState.SUBMITTED, "soumettre la proposition"),
        ProposalAction.ENDORSE: Move(frozenset({ProposalState.SUBMITTED}), ProposalState.ENDORSED, "valider la proposition"),
        ProposalAction.SEND_BACK: Move(frozenset({ProposalState.SUBMITTED, ProposalState.ENDORSED}), ProposalState.DRAFT, "rendre la proposition à son auteur"),
        ProposalAction.RETAIN: Move(frozenset({ProposalState.ENDORSED, ProposalState.DEFERRED}), ProposalState.RETAINED, "inscrire la proposition"),
        ProposalAction.DEFER: Move(frozenset({ProposalState.ENDORSED}), ProposalState.DEFERRED, "reporter la proposition"),
        ProposalAction.REFUSE: Move(
            frozenset({ProposalState.SUBMITTED, ProposalState.ENDORSED, ProposalState.DEFERRED}), ProposalState.REFUSED, "refuser la proposition"
        ),
        # Its item was deleted from an agenda that nobody had seen.
        ProposalAction.TAKE_OFF: Move(frozenset({ProposalState.RETAINED}), ProposalState.ENDORSED, "désinscrire la proposition"),
    },
)


CONSULTATION_WORKFLOW: Workflow[ConsultationState, ConsultationAction] = Workflow(
    "la consultation",
    {
        ConsultationAction.OPEN: Move(frozenset({ConsultationState.DRAFT}), ConsultationState.OPEN, "ouvrir la consultation"),
        ConsultationAction.CLOSE: Move(frozenset({ConsultationState.OPEN}), ConsultationState.CLOSED, "clore la consultation"),
        ConsultationAction.CANCEL: Move(frozenset({ConsultationState.DRAFT, ConsultationState.OPEN}), ConsultationState.CANCELLED, "annuler la consultation"),
    },
)


# A session that was to begin in the evening may open after midnight.
OPENING_GRACE = timedelta(days=1)


def quorum_refusal(*, counted: int, required: int | None, article: str) -> str:
    """« Le quorum n’est pas atteint (6 présents, 7 requis, article 9) », or nothing when it is reached or its rule unknown."""
    if required is None or counted >= required:
        return ""
    present = f"{counted} présent{'s' if counted > 1 else ''}"
    return f"Le quorum n’est pas atteint ({present}, {required} requis{f', {article}' if article else ''})."


SILENCES = {
    "quorum": "L’acte ne fixe pas de quorum",
    "counts_proxies": "L’acte ne dit pas si les représentés comptent dans le quorum, et la réponse en décide",
    "leave_out_of_base": "L’acte ne dit pas si les membres en congé sortent du compte, et la réponse en décide",
}


def silence_refusal(*, required: int | None, silent_on: Sequence[str]) -> str:
    """What the act does not say and must be answered for this session first, or nothing. No default is law."""
    silent = list(silent_on) or (["quorum"] if required is None else [])
    if not silent:
        return ""
    said = " ; ".join(SILENCES[name] for name in silent)
    return f"{said} : dites ce qui vaut pour cette session et sur quoi vous vous fondez (« Ce que l’acte ne dit pas »). Le procès-verbal l’imprime."


def day_refusal(held_on: date | None, today: date) -> str:
    """Why the session cannot be held today, or nothing."""
    if held_on is None:
        return "La session n’a pas de date."
    if today < held_on:
        return f"La session est convoquée pour le {long_date(held_on)} : ce jour n’est pas venu."
    if today > held_on + OPENING_GRACE:
        return f"La session était convoquée pour le {long_date(held_on)} : ce jour est passé. Reportez-la, ou enregistrez-la comme session tenue d’après ses papiers."
    return ""


def takes_arrivals(state: str, held_on: date | None, today: date) -> bool:
    """Members arrive now: on the day, until the session is lifted."""
    return state in ARRIVING and not (state == State.CONVENED and day_refusal(held_on, today))


CHAIR_MISSING = (
    "Personne ne préside : ni le président ni le vice-président n’est noté présent. "
    "Choisissez qui préside parmi les membres présents à voix délibérative, ou notez leur arrivée."
)


def opening_blockers(
    *,
    held_on: date | None,
    today: date,
    item_count: int,
    counted: int,
    required: int | None,
    article: str,
    is_chaired: bool,
    silent_on: Sequence[str] = (),
) -> list[str]:
    """What still prevents the opening; the caller gives what it read, so that page and operation say the same."""
    blockers = [day_refusal(held_on, today)]
    if not item_count:
        blockers.append("L’ordre du jour est vide.")
    if unsaid := silence_refusal(required=required, silent_on=silent_on):
        blockers.append(unsaid)
    elif short := quorum_refusal(counted=counted, required=required, article=article):
        blockers.append(f"{short} Relevez les présences, ou constatez la carence.")
    elif not is_chaired:
        blockers.append(CHAIR_MISSING)
    return [blocker for blocker in blockers if blocker]


def lifting_blockers(*, open_ballots: int) -> list[str]:
    return ["Un vote est encore ouvert : closez-le ou annulez-le."] if open_ballots else []


def archiving_blockers(*, is_reconstituted: bool, pv_is_submitted: bool) -> list[str]:
    """The procès-verbal comes first; that of a session of the past was made on paper."""
    if is_reconstituted or pv_is_submitted:
        return []
    return ["Le procès-verbal n’est pas encore soumis aux membres : soumettez-le d’abord."]
