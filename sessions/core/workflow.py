"""Which act leads a session from which state to which."""

from datetime import date, timedelta

from foundation.common.transitions import Move, Workflow
from foundation.common.typography import long_date

from .enums import ARRIVING
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
        Action.CANCEL: Move(
            frozenset({State.PREPARING, State.CONVENED, State.POSTPONED}), State.CANCELLED, "annuler la session"
        ),
        Action.POSTPONE: Move(frozenset({State.PREPARING, State.CONVENED}), State.POSTPONED, "reporter la session"),
        Action.DECLARE_NO_QUORUM: Move(
            frozenset({State.CONVENED, State.OPEN, State.SUSPENDED}), State.NO_QUORUM, "constater la carence"
        ),
        Action.RECORD_PAST: Move(frozenset({State.PREPARING}), State.LIFTED, "enregistrer la session passée"),
    },
)


# A session that was to begin in the evening may open after midnight.
OPENING_GRACE = timedelta(days=1)


def day_refusal(held_on: date | None, today: date) -> str:
    """Why the session cannot be held today, or nothing."""
    if held_on is None:
        return "La session n’a pas de date."
    if today < held_on:
        return f"La session est convoquée pour le {long_date(held_on)} : ce jour n’est pas venu."
    if today > held_on + OPENING_GRACE:
        return (
            f"La session était convoquée pour le {long_date(held_on)} : ce jour est passé. Reportez-la, ou"
            " enregistrez-la comme session tenue d’après ses papiers."
        )
    return ""


def takes_arrivals(state: str, held_on: date | None, today: date) -> bool:
    """Members arrive now: on the day, until the session is lifted."""
    return state in ARRIVING and not (state == State.CONVENED and day_refusal(held_on, today))


def archiving_blockers(*, is_reconstituted: bool, pv_is_submitted: bool) -> list[str]:
    """The procès-verbal comes first; that of a session of the past was made on paper."""
    if is_reconstituted or pv_is_submitted:
        return []
    return ["Le procès-verbal n’est pas encore soumis aux membres : soumettez-le d’abord."]
