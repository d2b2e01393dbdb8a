"""Which act leads a session from which state to which."""

from collections.abc import Sequence
from datetime import date

from foundation.common import clock
from sessions.core.enums import SessionState
from sessions.core.workflow import day_refusal

from .queries.live import LiveSheet
from .queries.presence import chair_among, quorum_refusal, silence_refusal

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


def blockers_of(sheet: LiveSheet) -> list[str]:
    """The same for what the live page shows: nothing once the session is no longer to be opened."""
    session, presence = sheet.session, [line.presence for line in sheet.seats]
    if session.state != SessionState.CONVENED:
        return []
    return opening_blockers(
        held_on=session.held_on,
        today=clock.today(),
        item_count=sum(1 for line in sheet.items if not line.is_heading and line.item.withdrawn_at is None),
        counted=sheet.quorum.counted,
        required=sheet.quorum.required,
        article=sheet.quorum.article,
        is_chaired=chair_among(presence) is not None,
        silent_on=sheet.quorum.silent_on,
    )
