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
from sessions.core.extensions import session_corrected
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision
from sessions.core.operations.stepping import before_change, lock_session, pv_is_submitted
from sessions.core.queries.act_rules import act_of

from ..enums import CorrectedKind
from ..models import BallotVote, Correction
from ..queries.votes import VoteOutcome, vote_outcome

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
    InvalidInput without a reason, and Refused once the procès-verbal is submitted.
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
    before_change(session, by=by)
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
    """Close what begin_correction opened, once all is written: the rest of the transaction changes nothing of the
    session.
    """
    if correction is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cmsic.correction', '', true)")
        follow_correction(correction.session, by=correction.by)


def follow_correction(session: CommissionSession, *, by: "User | None") -> None:
    """Have what was made of a session that is over made anew; nothing while it is held."""
    if is_over(session):
        for follow in session_corrected:
            follow(session, by)


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
    session, ballot = _locked_closed(ballot_id)
    counts = (votes_for, votes_against, abstentions)
    _refuse_uncounted(session, ballot)
    _clean_counts(ballot, counts, president_vote)
    try:
        outcome = _outcome(session, ballot, counts, president_vote)
    except ValueError as error:
        raise InvalidInput({"president_vote": [str(error)]}) from None
    _refuse_against_decision(ballot, outcome, "ce vote")
    before = counts_in_words(ballot)
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
    _save_count(ballot, counts, president_vote, outcome, not_voting=ballot.snapshot.get("entitled", 0) - sum(counts))
    end_correction(correction)
    record("correct_vote", ballot, by=by, reason=reason.strip(), before={"counts": before}, after={"counts": after})
    return ballot


Counts = tuple[int, int, int]  # for, against, abstentions


def _locked_closed(ballot_id: UUID) -> tuple[CommissionSession, Ballot]:
    session = lock_session(Ballot.objects.values_list("session_id", flat=True).get(pk=ballot_id))
    return session, Ballot.objects.select_for_update(of=("self",)).select_related("item").get(pk=ballot_id)


def _refuse_uncounted(session: CommissionSession, ballot: Ballot) -> None:
    """Raise Refused for a vote whose count is not one to correct: still to be held again, without count, or by name."""
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


def _clean_counts(ballot: Ballot, counts: Counts, president_vote: str) -> None:
    """Check a count against who voted, as stored at the close."""
    total, entitled = sum(counts), ballot.snapshot.get("entitled", 0)
    if ballot.method == BallotMethod.SECRET and president_vote:
        raise InvalidInput({"president_vote": ["Le vote est secret : la voix du président n’est pas relevée."]})
    if ballot.method == BallotMethod.SECRET and total != len(ballot.snapshot.get("voted", [])):
        raise InvalidInput(
            {
                "votes_for": [
                    "Le compte d’un vote secret est celui des bulletins de l’urne : autant que de votants qui y ont"
                    " pris part."
                ]
            }
        )
    if min(counts) < 0 or total == 0:
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


def _outcome(session: CommissionSession, ballot: Ballot, counts: Counts, chair: str) -> VoteOutcome:
    """The result of a count, from the voters stored at the close."""
    entitled = ballot.snapshot.get("entitled", 0)
    return vote_outcome(
        act_of(session),
        votes_for=counts[0],
        votes_against=counts[1],
        abstentions=counts[2],
        entitled=entitled,
        seats=ballot.snapshot.get("seats", entitled),
        filled=ballot.snapshot.get("filled"),
        president_vote=chair,
    )


def _refuse_against_decision(ballot: Ballot, outcome: VoteOutcome, what: str) -> None:
    if outcome.result != ballot.result and Decision.objects.filter(ballot=ballot).exists():
        raise Refused(
            f"Impossible de corriger {what} : le résultat deviendrait « {outcome.result.label} », et une décision a"
            f" été prise sur « {ballot.get_result_display()} ». Inscrivez le point à la prochaine session."
        )


def _save_count(ballot: Ballot, counts: Counts, chair: str, outcome: VoteOutcome, **stored: object) -> None:
    ballot.votes_for, ballot.votes_against, ballot.abstentions = counts
    ballot.president_vote, ballot.result, ballot.used_casting_vote = chair, outcome.result, outcome.used_casting_vote
    ballot.snapshot = {**ballot.snapshot, "needed": outcome.needed, "explanation": outcome.explanation, **stored}
    ballot.save()


@transaction.atomic
def correct_voice(ballot_id: UUID, *, seat_id: UUID, choice: Voice | str, reason: str, by: "User | None") -> Ballot:
    """Correct what one member said in a vote by name, after the session, with its reason; the count and the result
    follow.

    Raise Refused where the new result would contradict the decision that was taken on it.
    """
    session, ballot = _locked_closed(ballot_id)
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
    tally = [sum(given == voice for given in choices.values()) for voice in (Voice.FOR, Voice.AGAINST, Voice.ABSTAIN)]
    counts: Counts = (tally[0], tally[1], tally[2])
    chair = str(choice) if _presided(ballot, vote) else ballot.president_vote
    outcome = _outcome(session, ballot, counts, chair)
    _refuse_against_decision(ballot, outcome, "cette voix")
    before = f"{vote.person_name} : {vote.get_choice_display()} ({counts_in_words(ballot)})"
    counted = f"{counts[0]} pour, {counts[1]} contre, {plural(counts[2], 'abstention')} ({outcome.result.label})"
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
    _save_count(ballot, counts, chair, outcome)
    end_correction(correction)
    record("correct_voice", ballot, by=by, reason=reason.strip(), before={"voice": before}, after={"voice": after})
    return ballot


def _presided(ballot: Ballot, vote: BallotVote) -> bool:
    """Whether this voice is that of who presided when the vote closed."""
    if "chair" in ballot.snapshot:
        return bool(ballot.snapshot["chair"] == str(vote.seat_id))
    return bool(vote.seat.role == SeatRole.PRESIDENT)


def counts_in_words(ballot: Ballot) -> str:
    """« 6 pour, 2 contre, 1 abstention (adopté) »"""
    return (
        f"{ballot.votes_for} pour, {ballot.votes_against} contre, {plural(ballot.abstentions or 0, 'abstention')}"
        f" ({ballot.get_result_display()})"
    )
