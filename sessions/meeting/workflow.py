"""Which act leads a session from which state to which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import plural, short_hour
from foundation.ui.buttons import Act
from sessions.core import rules
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession, Decision, ItemRecommendation
from sessions.core.workflow import day_refusal

from .queries.live import LiveSheet
from .queries.next_steps import Notice, carence_act, notices_of
from .queries.presence import Quorum, chair_among, quorum_refusal, silence_refusal

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
    may_be_carence: bool = True,
) -> list[str]:
    """What still prevents the opening; the caller gives what it read, so that page and operation say the same."""
    blockers = [day_refusal(held_on, today)]
    if not item_count:
        blockers.append("L’ordre du jour est vide.")
    if unsaid := silence_refusal(required=required, silent_on=silent_on):
        blockers.append(unsaid)
    elif short := quorum_refusal(counted=counted, required=required, article=article):
        carence = ", ou constatez la carence" if may_be_carence else ""
        blockers.append(f"{short} Relevez les présences{carence}.")
    elif not is_chaired:
        blockers.append(CHAIR_MISSING)
    return [blocker for blocker in blockers if blocker]


def carence_refusal(session: CommissionSession, quorum: Quorum, *, decided: int | None = None) -> str:
    """Why the carence cannot be stated, as the end of « Impossible de constater la carence », or nothing (at most 2
    queries). `decided`: how many decisions it took, where that was read already.
    """
    is_convened = session.state == SessionState.CONVENED
    if is_convened and (unready := day_refusal(session.held_on, clock.today()) or _called_for_later(session)):
        return f". {unready}"
    if unsaid := silence_refusal(required=quorum.required, silent_on=quorum.silent_on):
        return f". {unsaid}"
    if quorum.is_reached:
        article = f", {quorum.article}" if quorum.article else ""
        return f" : le quorum est atteint ({quorum.counted} présents, {quorum.required} requis{article})."
    count = Decision.objects.filter(session=session).count() if decided is None else decided
    if count:
        return f" : la session a déjà pris {plural(count, 'décision')}. Suspendez-la, ou levez-la."
    if ItemRecommendation.objects.filter(session=session).exists():
        return " : une recommandation a été écrite en séance. Retirez-la, ou levez la session."
    return ""


def _called_for_later(session: CommissionSession) -> str:
    """Why nobody is late yet: the hour for which the members were called has not come."""
    if session.held_on is None or session.starts_at is None:
        return ""
    called_at = timezone.make_aware(datetime.combine(session.held_on, session.starts_at))
    if clock.now() >= called_at:
        return ""
    return (
        f"La session est convoquée à {short_hour(called_at)} : cette heure n’est pas venue, personne n’est encore"
        " absent. Attendez-la."
    )


def lifting_blockers(*, open_ballots: int) -> list[str]:
    return ["Un vote est encore ouvert : fermez-le ou annulez-le."] if open_ballots else []


@dataclass(frozen=True)
class Standing:
    """Where a session stands: what still prevents its opening, what comes next, whether the carence may be stated."""

    blockers: list[str]
    notices: list[Notice]
    carence: list[Act]


def standing_of(sheet: LiveSheet, user: User) -> Standing:
    """The same for what the live page shows (at most 3 queries, none while a session is held with its quorum)."""
    session, presence = sheet.session, [line.presence for line in sheet.seats]
    asks = rules.can_conduct(user, session) and sheet.may_lack_quorum
    decided = sum(1 for line in sheet.items if line.decision is not None)
    may_declare = asks and not carence_refusal(session, sheet.quorum, decided=decided)
    blockers = []
    if sheet.awaits_opening:
        blockers = opening_blockers(
            held_on=session.held_on,
            today=clock.today(),
            item_count=sum(1 for line in sheet.items if not line.is_heading and line.item.withdrawn_at is None),
            counted=sheet.quorum.counted,
            required=sheet.quorum.required,
            article=sheet.quorum.article,
            is_chaired=chair_among(presence) is not None,
            silent_on=sheet.quorum.silent_on,
            may_be_carence=may_declare,
        )
    notices = notices_of(sheet, user, may_declare=may_declare)
    return Standing(blockers, notices, [carence_act(session, "danger")] if may_declare else [])
