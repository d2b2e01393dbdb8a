"""Put a question to the vote and count it. The result is computed from the majority rule, never typed."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from cmsic.common import clock
from cmsic.common.exceptions import InvalidInput, Refused
from cmsic.common.typography import plural
from cmsic.journal.record import record
from commissions.enums import SeatRole

from ..enums import BallotMethod, BallotResult, BallotState, ItemKind, Outcome
from ..enums import SessionState as State
from ..models import AgendaItem, Ballot, CommissionSession, Decision
from ..queries.act_rules import act_of
from ..queries.live_votes import Franchise, franchise_at, rule_snapshot
from ..queries.votes import vote_outcome
from .holding import lock_session, refuse_unless_running, refuse_without_chair, refuse_without_quorum

if TYPE_CHECKING:
    from cmsic.accounts.models import User

MAJORITY_UNKNOWN = (
    "Impossible d’ouvrir ce vote : règle de majorité non renseignée, le résultat ne peut pas être calculé. "
    "Constatez un consensus, ou dites ce qui vaut pour cette session où l’acte ne dit rien."
)
# What is put to the vote when nobody words it: the outcome, and the item it is about.
QUESTIONS = {
    Outcome.FAVOURABLE: "avis favorable sur « {} »",
    Outcome.QUALIFIED: "avis favorable sous réserve sur « {} »",
    Outcome.ADJOURNED: "ajournement de l’examen de « {} »",
    Outcome.UNFAVOURABLE: "avis défavorable sur « {} »",
    Outcome.NOTED: "prise d’acte de « {} »",
    Outcome.WITHDRAWN: "retrait de « {} »",
}


@transaction.atomic
def open_ballot(
    item_id: UUID, *, question: str = "", method: BallotMethod | str = BallotMethod.SHOW_OF_HANDS, proposed_outcome: str = "", by: "User | None"
) -> Ballot:
    """Open a vote on an item; the voters and the quorum of the moment are stored. Raise Refused when the quorum is not reached (D3)."""
    session, item = _locked_item(item_id)
    method = BallotMethod(method)
    refuse_unless_running(session, "d’ouvrir ce vote", states=(State.OPEN,))
    _refuse_unvotable(item)
    other = Ballot.objects.filter(session=session, state=BallotState.OPEN).select_related("item").first()
    if other is not None:
        raise Refused(f"Un vote est déjà ouvert sur « {other.item.title} ». Closez-le ou annulez-le avant d’en ouvrir un autre.")
    if method != BallotMethod.CONSENSUS and not act_of(session).majority_rule:
        raise Refused(MAJORITY_UNKNOWN)
    if proposed_outcome and proposed_outcome not in Outcome.values:
        raise InvalidInput({"proposed_outcome": ["Choisissez une conclusion de la liste."]})
    franchise = franchise_at(session, item_id=item.pk)
    refuse_without_quorum(franchise.quorum, "d’ouvrir ce vote")
    refuse_without_chair(session, "d’ouvrir ce vote")
    now = clock.now()
    question = question.strip() or (QUESTIONS[Outcome(proposed_outcome)].format(item.title) if proposed_outcome else item.title)
    try:
        with transaction.atomic():
            ballot = Ballot.objects.create(
                scope_id=session.scope_id, session=session, item=item, question=question[:500], proposed_outcome=proposed_outcome, method=method,
                opened_at=now, snapshot=franchise.as_snapshot() | {"rule": rule_snapshot(act_of(session)), "voted": []},
            )  # fmt: skip
    except IntegrityError:
        raise Refused("Un vote est déjà ouvert sur ce point. Closez-le ou annulez-le.") from None
    record("open_ballot", ballot, by=by, after={"method": method, "entitled": franchise.count, "quorum": franchise.quorum.as_snapshot()})
    return ballot


@transaction.atomic
def mark_voted(ballot_id: UUID, *, seat_id: UUID, voted: bool = True, by: "User | None") -> Ballot:
    """Mark that a seat has voted in the open vote: it cannot be made absent until the vote is closed (D4). Not what it voted."""
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "de noter ce vote")
    franchise = franchise_at(ballot.session, item_id=ballot.item_id)
    line = next((line for line in franchise.present if str(line.seat_id) == str(seat_id)), None)
    if line is None:
        raise Refused("Impossible de noter ce vote : ce siège n’est pas parmi les votants présents.")
    marks = [mark for mark in ballot.snapshot.get("voted", []) if mark != str(seat_id)]
    ballot.snapshot["voted"] = [*marks, str(seat_id)] if voted else marks
    ballot.save(update_fields=["snapshot"])
    record("mark_voted", ballot, by=by, after={"seat": line.label, "voted": voted})
    return ballot


@transaction.atomic
def close_ballot(
    ballot_id: UUID,
    *,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstentions: int | None = None,
    president_vote: str = "",
    by: "User | None",
) -> Ballot:
    """Close a vote with its counts: voters, quorum and rule are read now, stored, and the result computed from them."""
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "de clore ce vote")
    session = ballot.session
    refuse_unless_running(session, "de clore ce vote", states=(State.OPEN,))
    franchise = franchise_at(session, item_id=ballot.item_id)
    refuse_without_quorum(franchise.quorum, "de clore ce vote")
    snapshot = {**ballot.snapshot, **franchise.as_snapshot(), "rule": rule_snapshot(act_of(session))}
    if ballot.method == BallotMethod.CONSENSUS:
        ballot.result = BallotResult.ADOPTED
        snapshot |= {"needed": None, "explanation": f"consensus des présents ({franchise.sentence})"}
    else:
        counts = _clean_counts(votes_for, votes_against, abstentions, franchise, marked=len(ballot.snapshot.get("voted", [])))
        _clean_president_vote(president_vote, counts, franchise, session)
        act = act_of(session)
        if not act.majority_rule:
            raise Refused(MAJORITY_UNKNOWN.replace("d’ouvrir", "de clore"))
        outcome = vote_outcome(
            act,
            votes_for=counts[0],
            votes_against=counts[1],
            abstentions=counts[2],
            entitled=franchise.count,
            seats=franchise.seats,
            filled=franchise.filled,
            president_vote=president_vote,
        )
        ballot.votes_for, ballot.votes_against, ballot.abstentions = counts
        ballot.president_vote, ballot.used_casting_vote, ballot.result = president_vote, outcome.used_casting_vote, outcome.result
        snapshot |= {"needed": outcome.needed, "explanation": outcome.explanation, "not_voting": franchise.count - sum(counts)}
    ballot.state, ballot.closed_at, ballot.snapshot = BallotState.CLOSED, clock.now(), snapshot
    ballot.save()
    after = {"result": ballot.result, "for": ballot.votes_for, "against": ballot.votes_against, "abstentions": ballot.abstentions, "entitled": franchise.count}
    record("close_ballot", ballot, by=by, after=after | {"quorum": franchise.quorum.as_snapshot()})
    return ballot


@transaction.atomic
def cancel_ballot(ballot_id: UUID, *, reason: str, by: "User | None") -> Ballot:
    """Cancel an open vote, with its reason; a closed one never changes."""
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "d’annuler ce vote")
    reason = reason.strip()
    if not reason:
        raise InvalidInput({"reason": ["Donnez le motif de l’annulation."]})
    ballot.state, ballot.closed_at = BallotState.CANCELLED, clock.now()
    ballot.snapshot = {**ballot.snapshot, "cancelled_because": reason}
    ballot.save(update_fields=["state", "closed_at", "snapshot"])
    record("cancel_ballot", ballot, by=by, reason=reason)
    return ballot


@transaction.atomic
def record_consensus(item_id: UUID, *, question: str = "", proposed_outcome: str = "", by: "User | None") -> Ballot:
    """State in one act that nobody opposed: opened and closed at once, with the voters and the quorum of the moment."""
    ballot = open_ballot(item_id, question=question, method=BallotMethod.CONSENSUS, proposed_outcome=proposed_outcome, by=by)
    return close_ballot(ballot.pk, by=by)


def _clean_counts(votes_for: int | None, votes_against: int | None, abstentions: int | None, franchise: Franchise, *, marked: int) -> tuple[int, int, int]:
    given = {"votes_for": votes_for, "votes_against": votes_against, "abstentions": abstentions}
    missing = {name: ["Donnez un nombre, zéro s’il n’y en a pas."] for name, value in given.items() if value is None or value < 0}
    if missing:
        raise InvalidInput(missing)
    counts = (int(votes_for or 0), int(votes_against or 0), int(abstentions or 0))
    total = sum(counts)
    if total > franchise.count:
        raise InvalidInput(
            {"votes_for": [f"{plural(total, 'voix comptée', 'voix comptées')} et {franchise.sentence}. Le compte dépasse le nombre des votants : recomptez."]}
        )
    if total == 0:
        raise InvalidInput({"votes_for": ["Aucune voix n’est comptée. Donnez le compte, ou annulez le vote."]})
    if total < marked:
        raise InvalidInput({"votes_for": [f"{plural(marked, 'membre')} sont marqués comme ayant voté, et {total} voix sont comptées. Recomptez."]})
    return counts


def _clean_president_vote(president_vote: str, counts: tuple[int, int, int], franchise: Franchise, session: CommissionSession) -> None:
    if president_vote not in ("", "for", "against", "abstain"):
        raise InvalidInput({"president_vote": ["Choisissez pour, contre ou abstention."]})
    presides = any(line.role == SeatRole.PRESIDENT for line in franchise.present)
    if president_vote and not presides:
        raise InvalidInput({"president_vote": ["Le président ne siège pas : sa voix ne peut pas être comptée."]})
    if president_vote and not counts[("for", "against", "abstain").index(president_vote)]:
        raise InvalidInput({"president_vote": ["La voix du président ne se trouve pas dans le compte. Recomptez."]})
    act = act_of(session)
    if not president_vote and presides and counts[0] == counts[1] > 0 and act.casting_vote:
        article = f" ({act.casting_vote_article})" if act.casting_vote_article else ""
        raise InvalidInput({"president_vote": [f"Les voix sont partagées : dites comment le président a voté, sa voix est prépondérante{article}."]})


def _locked_item(item_id: UUID) -> tuple[CommissionSession, AgendaItem]:
    session = lock_session(AgendaItem.objects.values_list("session_id", flat=True).get(pk=item_id))
    return session, AgendaItem.objects.select_for_update(of=("self",)).get(pk=item_id, session=session)


def _locked_ballot(ballot_id: UUID) -> Ballot:
    session = lock_session(Ballot.objects.values_list("session_id", flat=True).get(pk=ballot_id))
    ballot = Ballot.objects.select_for_update(of=("self",)).select_related("item").get(pk=ballot_id)
    ballot.session = session
    return ballot


def _refuse_unvotable(item: AgendaItem) -> None:
    if item.kind == ItemKind.HEADING:
        raise Refused("Impossible d’ouvrir ce vote : c’est un titre de l’ordre du jour.")
    if item.withdrawn_at is not None:
        raise Refused("Impossible d’ouvrir ce vote : le point est retiré de l’ordre du jour.")
    decision = Decision.objects.filter(item=item).first()
    if decision is not None:
        raise Refused(f"Impossible d’ouvrir ce vote : le point est déjà décidé ({decision.reference}).")


def _refuse_unless_open(ballot: Ballot, act: str) -> None:
    if ballot.state == BallotState.CLOSED:
        raise Refused(f"Impossible {act} : ce vote est clos ({BallotResult(ballot.result).label}), il ne change plus.")
    if ballot.state == BallotState.CANCELLED:
        why = ballot.snapshot.get("cancelled_because", "")
        raise Refused(f"Impossible {act} : ce vote est annulé{f' ({why})' if why else ''}. Ouvrez-en un autre.")
