"""Correct a session that is over: allowed under a named correction with its reason, until the procès-verbal is
submitted.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from commissions.enums import SeatRole
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import plural
from foundation.journal.record import record
from sessions.core.enums import OVER, BallotMethod, BallotState, Voice
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision
from sessions.core.operations.stepping import lock_session, pv_is_submitted
from sessions.core.queries.act_rules import act_of

from ..enums import CorrectedKind
from ..models import BallotVote, Correction
from ..queries.votes import vote_outcome

if TYPE_CHECKING:
    from foundation.accounts.models import User


def is_over(session: CommissionSession) -> bool:
    """Whether what was counted and decided is settled; a session of the past has its own entry (C16)."""
    return session.state in OVER and not session.is_reconstituted


def begin_correction(
    session: CommissionSession,
    *,
    kind: CorrectedKind,
    reason: str,
    before: str,
    after: str,
    by: "User | None",
    target_id: UUID | None = None,
    item: AgendaItem | None = None,
) -> Correction | None:
    """Name the correction of a session that is over, and let the database accept it until the end of the transaction.

    Nothing is asked, and None returned, while the session is held. Called inside an act, the session locked. Raise
    InvalidInput
    without a reason, and Refused once the procès-verbal is submitted.
    """
    if not is_over(session):
        return None
    if session.state == State.ARCHIVED or pv_is_submitted(session):
        raise Refused(
            "Impossible de corriger : le procès-verbal est soumis aux membres. Demandez la correction comme une"
            " remarque."
        )
    reason = reason.strip()
    if not reason:
        raise InvalidInput(
            {
                "reason": [
                    "La session est levée : donnez le motif de cette correction. Il est imprimé au procès-verbal, à"
                    " côté de ce qu’il corrige."
                ]
            }
        )
    correction = Correction.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=item,
        kind=kind,
        target_id=target_id,
        before=before,
        after=after,
        reason=reason,
        at=clock.now(),
        by=by,
        by_name=by.get_full_name() if by is not None else "",
        by_capacity=(
            by.access.capacity(scope=session.scope_id, commission=session.commission_id) if by is not None else ""
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cmsic.correction', %s, true)", [str(correction.pk)])
    return correction


def end_correction(correction: Correction | None) -> None:
    """Close what begin_correction opened: the rest of the transaction changes nothing of the session."""
    if correction is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cmsic.correction', '', true)")


@transaction.atomic
def correct_vote(
    ballot_id: UUID,
    *,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    reason: str,
    by: "User | None",
    president_vote: str = "",
) -> Ballot:
    """Correct the count of a closed vote after the session, with its reason; the result is computed again from what was
    stored at its close.

    Raise Refused for more voices than voters, and where the new result would contradict the decision that was taken on
    it.
    """
    session = lock_session(Ballot.objects.values_list("session_id", flat=True).get(pk=ballot_id))
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("item").get(pk=ballot_id)
    if not is_over(session):
        raise Refused(
            "Impossible de corriger ce vote : la session n’est pas levée. Tant qu’elle se tient, remettez la question"
            " aux voix."
        )
    if ballot.state != BallotState.CLOSED or ballot.method == BallotMethod.CONSENSUS:
        raise Refused("Impossible de corriger ce vote : il n’a pas de compte (annulé, ou consensus).")
    if ballot.method == BallotMethod.BY_NAME:
        raise Refused(
            "Impossible de corriger ce compte : le vote est nominal, il vient de ce que chacun a voté. Corrigez la voix"
            " du membre."
        )
    if ballot.method == BallotMethod.SECRET and president_vote:
        raise InvalidInput({"president_vote": ["Le vote est secret : la voix du président n’est pas relevée."]})
    if ballot.method == BallotMethod.SECRET and votes_for + votes_against + abstentions != len(
        ballot.snapshot.get("voted", [])
    ):
        raise InvalidInput(
            {
                "votes_for": [
                    "Le compte d’un vote secret est celui des bulletins de l’urne : autant que de votants qui y ont"
                    " pris part."
                ]
            }
        )
    entitled, total = ballot.snapshot.get("entitled", 0), votes_for + votes_against + abstentions
    if min(votes_for, votes_against, abstentions) < 0 or total == 0:
        raise InvalidInput(
            {"votes_for": ["Donnez le compte : des nombres, zéro s’il n’y en a pas, et au moins une voix."]}
        )
    if total > entitled:
        raise InvalidInput(
            {
                "votes_for": [
                    f"{plural(total, 'voix comptée', 'voix comptées')} pour {plural(entitled, 'votant')} : recomptez."
                ]
            }
        )
    try:
        outcome = vote_outcome(
            act_of(session),
            votes_for=votes_for,
            votes_against=votes_against,
            abstentions=abstentions,
            entitled=entitled,
            seats=ballot.snapshot.get("seats", entitled),
            filled=ballot.snapshot.get("filled"),
            president_vote=president_vote,
        )
    except ValueError as error:
        raise InvalidInput({"president_vote": [str(error)]}) from None
    if outcome.result != ballot.result and Decision.objects.filter(ballot=ballot).exists():
        raise Refused(
            f"Impossible de corriger ce vote : le résultat deviendrait « {outcome.result.label} », et une décision a"
            f" été prise sur « {ballot.get_result_display()} ». Inscrivez le point à la prochaine session."
        )
    before = counts_in_words(ballot)
    fixed = {
        "votes_for": votes_for,
        "votes_against": votes_against,
        "abstentions": abstentions,
        "president_vote": president_vote,
    }
    after = f"{votes_for} pour, {votes_against} contre, {plural(abstentions, 'abstention')} ({outcome.result.label})"
    correction = begin_correction(
        session,
        kind=CorrectedKind.VOTE,
        reason=reason,
        before=before,
        after=after,
        by=by,
        target_id=ballot.pk,
        item=ballot.item,
    )
    for name, value in fixed.items():
        setattr(ballot, name, value)
    ballot.result, ballot.used_casting_vote = outcome.result, outcome.used_casting_vote
    ballot.snapshot = {
        **ballot.snapshot,
        "needed": outcome.needed,
        "explanation": outcome.explanation,
        "not_voting": entitled - total,
    }
    ballot.save()
    end_correction(correction)
    record("correct_vote", ballot, by=by, reason=reason.strip(), before={"counts": before}, after={"counts": after})
    return ballot


@transaction.atomic
def correct_voice(ballot_id: UUID, *, seat_id: UUID, choice: Voice | str, reason: str, by: "User | None") -> Ballot:
    """Correct what one member said in a vote by name, after the session, with its reason; the count and the result
    follow.

    Raise Refused where the new result would contradict the decision that was taken on it.
    """
    session = lock_session(Ballot.objects.values_list("session_id", flat=True).get(pk=ballot_id))
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("item").get(pk=ballot_id)
    if not is_over(session):
        raise Refused(
            "Impossible de corriger cette voix : la session n’est pas levée. Tant qu’elle se tient, remettez la"
            " question aux voix."
        )
    if ballot.state != BallotState.CLOSED or ballot.method != BallotMethod.BY_NAME:
        raise Refused("Impossible de corriger cette voix : ce vote n’est pas nominal, ou n’est pas clos.")
    vote = BallotVote.objects.filter(ballot=ballot, seat_id=seat_id).first()
    if vote is None:
        raise InvalidInput({"seat": ["Ce membre n’a pas pris part à ce vote."]})
    if choice not in Voice.values:
        raise InvalidInput({"choice": ["Choisissez pour, contre ou abstention."]})
    if vote.choice == choice:
        return ballot
    choices = {row.seat_id: row.choice for row in BallotVote.objects.filter(ballot=ballot)} | {vote.seat_id: choice}
    tally = {voice: sum(given == voice for given in choices.values()) for voice in Voice}
    chair = str(choice) if _is_president(vote) else ballot.president_vote
    outcome = vote_outcome(
        act_of(session),
        votes_for=tally[Voice.FOR],
        votes_against=tally[Voice.AGAINST],
        abstentions=tally[Voice.ABSTAIN],
        entitled=ballot.snapshot["entitled"],
        seats=ballot.snapshot["seats"],
        filled=ballot.snapshot.get("filled"),
        president_vote=chair,
    )
    if outcome.result != ballot.result and Decision.objects.filter(ballot=ballot).exists():
        raise Refused(
            f"Impossible de corriger cette voix : le résultat deviendrait « {outcome.result.label} », et une décision a"
            f" été prise sur « {ballot.get_result_display()} ». Inscrivez le point à la prochaine session."
        )
    before = f"{vote.person_name} : {vote.get_choice_display()} ({counts_in_words(ballot)})"
    counted = (
        f"{tally[Voice.FOR]} pour, {tally[Voice.AGAINST]} contre, {plural(tally[Voice.ABSTAIN], 'abstention')}"
        f" ({outcome.result.label})"
    )
    after = f"{vote.person_name} : {Voice(choice).label} ({counted})"
    correction = begin_correction(
        session,
        kind=CorrectedKind.VOTE,
        reason=reason,
        before=before,
        after=after,
        by=by,
        target_id=vote.pk,
        item=ballot.item,
    )
    vote.choice = choice
    vote.save(update_fields=["choice"])
    ballot.votes_for, ballot.votes_against, ballot.abstentions = (
        tally[Voice.FOR],
        tally[Voice.AGAINST],
        tally[Voice.ABSTAIN],
    )
    ballot.president_vote, ballot.result, ballot.used_casting_vote = chair, outcome.result, outcome.used_casting_vote
    ballot.snapshot = {**ballot.snapshot, "needed": outcome.needed, "explanation": outcome.explanation}
    ballot.save()
    end_correction(correction)
    record("correct_voice", ballot, by=by, reason=reason.strip(), before={"voice": before}, after={"voice": after})
    return ballot


def _is_president(vote: BallotVote) -> bool:
    return bool(vote.seat.role == SeatRole.PRESIDENT)


def counts_in_words(ballot: Ballot) -> str:
    """« 6 pour, 2 contre, 1 abstention (adopté) »"""
    return (
        f"{ballot.votes_for} pour, {ballot.votes_against} contre, {plural(ballot.abstentions or 0, 'abstention')}"
        f" ({ballot.get_result_display()})"
    )
