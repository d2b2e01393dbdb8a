"""Which act leads a session from which state to which."""

from collections.abc import Sequence
from datetime import date

from sessions.core.workflow import day_refusal

from .queries.presence import quorum_refusal, silence_refusal

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
    return ["Un vote est encore ouvert : fermez-le ou annulez-le."] if open_ballots else []
