"""Put a question to the vote and count it. The result is computed from the majority rule, never typed."""

from collections.abc import Hashable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import plural
from foundation.journal.record import record
from sessions.core.enums import BallotMethod, BallotResult, BallotState, ItemKind, Outcome, Voice, outcomes_of
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Decision
from sessions.core.operations.stepping import lock_session, lock_session_of

from ..models import BallotMark, BallotVote
from ..queries.live_votes import Franchise, Voter, rule_snapshot
from ..queries.room import Room, room_of
from ..queries.votes import RESULTS, named_outcome, vote_outcome
from .holding import refuse_unless_running

if TYPE_CHECKING:
    from foundation.accounts.models import User

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
    Outcome.APPROVED: "approbation : « {} »",
    Outcome.CORRECTED: "approbation avec corrections : « {} »",
    Outcome.REFUSED: "refus d’approuver : « {} »",
    Outcome.WITHDRAWN: "retrait de « {} »",
}


@transaction.atomic
def open_ballot(
    item_id: UUID,
    *,
    question: str = "",
    method: BallotMethod | str = BallotMethod.SHOW_OF_HANDS,
    proposed_outcome: str = "",
    by: "User | None",
) -> Ballot:
    """Open a vote on an item; the voters and the quorum of the moment are stored.

    Raise Refused when the quorum is not reached (D3).
    """
    session, item = _locked_item(item_id)
    refuse_unless_running(session, "d’ouvrir ce vote", states=(State.OPEN,))
    _refuse_unvotable(item)
    room = room_of(session)
    _refuse_to_open(room, item, BallotMethod(method), proposed_outcome)
    ballot = _opened(room, item, BallotMethod(method), question=question, proposed_outcome=proposed_outcome)
    try:
        with transaction.atomic():
            ballot.save(force_insert=True)
    except IntegrityError:
        raise Refused("Un vote est déjà ouvert sur ce point. Fermez-le ou annulez-le.") from None
    _record_opening(ballot, by=by)
    return ballot


def put_to_the_vote(
    item_id: UUID, *, question: str = "", method: str = "", proposed_outcome: str = "", by: "User | None"
) -> Ballot:
    """Put an item to the vote as is asked, by hands when nothing is said; a consensus is stated at once."""
    typed = {"question": question, "proposed_outcome": proposed_outcome}
    if method == BallotMethod.CONSENSUS:
        return record_consensus(item_id, **typed, by=by)
    return open_ballot(item_id, method=method or BallotMethod.SHOW_OF_HANDS, **typed, by=by)


@transaction.atomic
def mark_voted(ballot_id: UUID, *, seat_id: UUID, voted: bool = True, by: "User | None") -> Ballot:
    """Mark that a seat has voted in the open vote: it cannot be made absent until the vote is closed (D4). Not what it
    voted.

    In a secret vote it says who has put a paper in the box, the voice held by proxy under the seat that gave it; no
    line of the journal nor of history tells when (ADR 0013).
    """
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "de noter ce vote")
    if ballot.method == BallotMethod.BY_NAME:
        raise Refused("Impossible de noter ce vote : il est nominal, notez ce que le membre a voté.")
    franchise = room_of(ballot.session).franchise(ballot.item_id)
    if ballot.method == BallotMethod.SECRET:
        voter = _voter(franchise, seat_id)
        if voted:
            BallotMark.objects.get_or_create(
                ballot=ballot, seat_id=voter.line.seat_id, defaults={"scope_id": ballot.scope_id}
            )
        else:
            BallotMark.objects.filter(ballot=ballot, seat_id=voter.line.seat_id).delete()
        return ballot
    line = next((line for line in franchise.present if str(line.seat_id) == str(seat_id)), None)
    if line is None:
        raise Refused("Impossible de noter ce vote : ce siège n’est pas parmi les votants présents.")
    marks = [mark for mark in ballot.snapshot.get("voted", []) if mark != str(seat_id)]
    ballot.snapshot["voted"] = [*marks, str(seat_id)] if voted else marks
    ballot.save(update_fields=["snapshot"])
    record("mark_voted", ballot, by=by, after={"seat": line.label, "voted": voted})
    return ballot


@transaction.atomic
def cast_vote(ballot_id: UUID, *, seat_id: UUID, choice: Voice | str, by: "User | None") -> BallotVote | None:
    """Note what a voter says in an open vote by name; an empty choice takes it back.

    A voice given by proxy is noted under the seat that gave it.
    """
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "de noter cette voix")
    if ballot.method != BallotMethod.BY_NAME:
        raise Refused("Impossible de noter cette voix : ce vote n’est pas nominal, seul son compte est gardé.")
    if choice and choice not in Voice.values:
        raise InvalidInput({"choice": ["Choisissez pour, contre ou abstention."]})
    voter = _voter(room_of(ballot.session).franchise(ballot.item_id), seat_id)
    former = BallotVote.objects.filter(ballot=ballot, seat_id=voter.line.seat_id).first()
    if (former.choice if former is not None else "") == choice and (
        former is None or former.cast_through_id == voter.through_id
    ):
        return former
    before = {"choice": former.choice} if former is not None else None
    if former is not None:
        former.delete()
    vote = None
    if choice:
        vote = BallotVote.objects.create(
            scope_id=ballot.scope_id,
            session=ballot.session,
            ballot=ballot,
            seat_id=voter.line.seat_id,
            person_name=voter.name,
            choice=choice,
            cast_through_id=voter.through_id,
            through_name=voter.through_name,
            recorded_by=by,
        )
    record(
        "cast_vote",
        ballot,
        by=by,
        before=before,
        after={"seat": voter.line.label, "choice": choice, "through": voter.through_label},
    )
    return vote


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
    refuse_unless_running(ballot.session, "de clore ce vote", states=(State.OPEN,))
    room = room_of(ballot.session)
    room.refuse_without_quorum("de clore ce vote", item_id=ballot.item_id)
    if ballot.method != BallotMethod.CONSENSUS and not room.act.majority_rule:
        raise Refused(MAJORITY_UNKNOWN.replace("d’ouvrir", "de clore"))
    _close(room, ballot, (votes_for, votes_against, abstentions), president_vote)
    ballot.save()
    _record_closing(ballot, by=by)
    return ballot


def _refuse_to_open(room: Room, item: AgendaItem, method: BallotMethod, proposed_outcome: str) -> None:
    """Raise Refused when nothing can be put to the vote on this item now."""
    if (other := room.open_ballot) is not None:
        raise Refused(
            f"Un vote est déjà ouvert sur « {other.item.title} ». Fermez-le ou annulez-le avant d’en ouvrir un autre."
        )
    if method != BallotMethod.CONSENSUS and not room.act.majority_rule:
        raise Refused(MAJORITY_UNKNOWN)
    if proposed_outcome and proposed_outcome not in Outcome.values:
        raise InvalidInput({"proposed_outcome": ["Choisissez une conclusion de la liste."]})
    if proposed_outcome and proposed_outcome != Outcome.WITHDRAWN:
        refuse_unfit(proposed_outcome, item, "proposed_outcome")
    room.refuse_without_quorum("d’ouvrir ce vote", item_id=item.pk)
    room.refuse_without_chair("d’ouvrir ce vote")


def refuse_unfit(outcome: Outcome | str, item: AgendaItem, field: str) -> None:
    """Raise InvalidInput where an item of this nature is not concluded so."""
    fit = outcomes_of(item.kind)
    if outcome not in fit:
        named = ", ".join(f"« {each.label} »" for each in fit)
        kind = ItemKind(item.kind).label
        raise InvalidInput({field: [f"Cette conclusion n’est pas celle d’un point « {kind} » : choisissez {named}."]})


def _opened(room: Room, item: AgendaItem, method: BallotMethod, *, question: str, proposed_outcome: str) -> Ballot:
    """A vote on the item, with the voters and the quorum of the moment; the caller saves it."""
    asked = QUESTIONS[Outcome(proposed_outcome)].format(item.title) if proposed_outcome else item.title
    return Ballot(
        scope_id=room.session.scope_id,
        session=room.session,
        item=item,
        question=(question.strip() or asked)[:500],
        proposed_outcome=proposed_outcome,
        method=method,
        opened_at=clock.now(),
        snapshot=room.franchise(item.pk).as_snapshot() | {"rule": rule_snapshot(room.act), "voted": []},
    )


def _close(
    room: Room, ballot: Ballot, counts: tuple[int | None, int | None, int | None], president_vote: str = ""
) -> None:
    """Set the counts and the result of an open vote: voters, quorum and rule are read now; the caller saves it."""
    franchise = room.franchise(ballot.item_id)
    snapshot = {**ballot.snapshot, **franchise.as_snapshot(), "rule": rule_snapshot(room.act)}
    if ballot.method == BallotMethod.CONSENSUS:
        ballot.result = BallotResult.ADOPTED
        snapshot |= {"needed": None, "explanation": f"consensus des présents ({franchise.sentence})"}
    elif ballot.method == BallotMethod.BY_NAME:
        snapshot |= _count_names(room, ballot, franchise)
    else:
        snapshot |= _count_hands_or_papers(room, ballot, franchise, counts, president_vote)
    chair = room.chair
    snapshot["chair"] = str(chair.seat_id) if chair is not None and chair.is_present else ""
    ballot.state, ballot.closed_at, ballot.snapshot = BallotState.CLOSED, clock.now(), snapshot


def _record_opening(ballot: Ballot, *, by: "User | None") -> None:
    after = {"method": ballot.method, "entitled": ballot.snapshot["entitled"], "quorum": ballot.snapshot["quorum"]}
    record("open_ballot", ballot, by=by, after=after)


def _record_closing(ballot: Ballot, *, by: "User | None") -> None:
    after = {
        "result": ballot.result,
        "for": ballot.votes_for,
        "against": ballot.votes_against,
        "abstentions": ballot.abstentions,
        "entitled": ballot.snapshot["entitled"],
        "quorum": ballot.snapshot["quorum"],
    }
    record("close_ballot", ballot, by=by, after=after)


def _count_hands_or_papers(
    room: Room,
    ballot: Ballot,
    franchise: Franchise,
    given: tuple[int | None, int | None, int | None],
    president_vote: str,
) -> dict:
    """Set the counts and the result of a vote whose voices are only counted; return what is stored of it."""
    if ballot.method == BallotMethod.SECRET:
        snapshot = _close_the_box(ballot, franchise)
        counts = _clean_papers(given, franchise, papers=len(snapshot["voted"]), president_vote=president_vote)
    else:
        snapshot = {}
        counts = _clean_counts(*given, franchise, marked=len(ballot.snapshot.get("voted", [])))
        _clean_president_vote(room, president_vote, counts)
    outcome = vote_outcome(
        room.act,
        votes_for=counts[0],
        votes_against=counts[1],
        abstentions=counts[2],
        entitled=franchise.count,
        seats=franchise.seats,
        filled=franchise.filled,
        president_vote=president_vote,
    )
    ballot.votes_for, ballot.votes_against, ballot.abstentions = counts
    ballot.president_vote, ballot.used_casting_vote, ballot.result = (
        president_vote,
        outcome.used_casting_vote,
        outcome.result,
    )
    return snapshot | {
        "needed": outcome.needed,
        "explanation": outcome.explanation,
        "not_voting": franchise.count - sum(counts),
    }


def _count_names(room: Room, ballot: Ballot, franchise: Franchise) -> dict:
    """Set the counts and the result of a vote by name from what each voter said; return what is stored of it, with who
    has not voted.
    """
    votes = {vote.seat_id: vote for vote in BallotVote.objects.filter(ballot=ballot)}
    voters: dict[Hashable, Voter] = {voter.line.seat_id: voter for voter in franchise.voters}
    if not votes:
        raise InvalidInput({"choice": ["Aucune voix n’est notée. Notez ce que chacun a voté, ou annulez le vote."]})
    moved = [
        vote.person_name
        for key, vote in votes.items()
        if key not in voters or voters[key].through_id != vote.cast_through_id
    ]
    if moved:
        raise Refused(
            f"Impossible de clore ce vote : la situation de {', '.join(moved)} a changé depuis que sa voix est notée."
            " Notez-la à nouveau."
        )
    result = named_outcome(
        ballot.session,
        franchise,
        {key: vote.choice for key, vote in votes.items()},
        item_id=ballot.item_id,
        chair=room.chair.seat_id if room.chair is not None else None,
    )
    if result.needed is None or result.outcome not in RESULTS:
        raise Refused(f"Impossible de clore ce vote : {result.sentence}.")
    ballot.votes_for, ballot.votes_against, ballot.abstentions = (
        result.tally.for_,
        result.tally.against,
        result.tally.abstentions,
    )
    ballot.president_vote, ballot.used_casting_vote, ballot.result = (
        result.tally.chair,
        result.used_casting_vote,
        RESULTS[result.outcome],
    )
    silent = [{"seat": str(key), "name": voters[key].name} for key in result.not_voting]
    return {
        "needed": result.needed,
        "explanation": result.sentence,
        "not_voting": len(silent),
        "silent": silent,
        "voted": [str(key) for key in voters if key in votes],
    }


def _close_the_box(ballot: Ballot, franchise: Franchise) -> dict:
    """Return who voted in the order of the seats, and erase the marks: nothing tells in which order they came."""
    marked = set(BallotMark.objects.filter(ballot=ballot).values_list("seat_id", flat=True))
    voters = {voter.line.seat_id for voter in franchise.voters}
    if marked - voters:
        raise Refused(
            "Impossible de clore ce vote : un membre marqué comme ayant voté n’est plus parmi les votants. Corrigez les"
            " marques ou les présences."
        )
    BallotMark.objects.filter(ballot=ballot).delete()
    return {"voted": [str(voter.line.seat_id) for voter in franchise.voters if voter.line.seat_id in marked]}


@transaction.atomic
def cancel_ballot(ballot_id: UUID, *, reason: str, by: "User | None") -> Ballot:
    """Cancel an open vote, with its reason; a closed one never changes. The marks of a secret vote are erased."""
    ballot = _locked_ballot(ballot_id)
    _refuse_unless_open(ballot, "d’annuler ce vote")
    reason = reason.strip()
    if not reason:
        raise InvalidInput({"reason": ["Donnez le motif de l’annulation."]})
    BallotMark.objects.filter(ballot=ballot).delete()
    ballot.state, ballot.closed_at = BallotState.CANCELLED, clock.now()
    ballot.snapshot = {**ballot.snapshot, "cancelled_because": reason}
    ballot.save(update_fields=["state", "closed_at", "snapshot"])
    record("cancel_ballot", ballot, by=by, reason=reason)
    return ballot


@transaction.atomic
def record_consensus(item_id: UUID, *, question: str = "", proposed_outcome: str = "", by: "User | None") -> Ballot:
    """State in one act that nobody opposed: opened and closed at once, with the voters and the quorum of the moment."""
    session, item = _locked_item(item_id)
    refuse_unless_running(session, "d’ouvrir ce vote", states=(State.OPEN,))
    _refuse_unvotable(item)
    return state_consensus(room_of(session), item, question=question, proposed_outcome=proposed_outcome, by=by)


def state_consensus(
    room: Room, item: AgendaItem, *, question: str = "", proposed_outcome: str = "", by: "User | None"
) -> Ballot:
    """Note a consensus on an item that may be voted on; called inside an act that has read the room under its lock."""
    _refuse_to_open(room, item, BallotMethod.CONSENSUS, proposed_outcome)
    ballot = _opened(room, item, BallotMethod.CONSENSUS, question=question, proposed_outcome=proposed_outcome)
    _record_opening(ballot, by=by)
    _close(room, ballot, (None, None, None))
    ballot.save(force_insert=True)
    _record_closing(ballot, by=by)
    return ballot


def _clean_counts(
    votes_for: int | None, votes_against: int | None, abstentions: int | None, franchise: Franchise, *, marked: int
) -> tuple[int, int, int]:
    given = {"votes_for": votes_for, "votes_against": votes_against, "abstentions": abstentions}
    missing = {
        name: ["Donnez un nombre, zéro s’il n’y en a pas."]
        for name, value in given.items()
        if value is None or value < 0
    }
    if missing:
        raise InvalidInput(missing)
    counts = (int(votes_for or 0), int(votes_against or 0), int(abstentions or 0))
    total = sum(counts)
    if total > franchise.count:
        raise InvalidInput(
            {
                "votes_for": [
                    f"{plural(total, 'voix comptée', 'voix comptées')} et {franchise.sentence}. Le compte dépasse le"
                    " nombre des votants : recomptez."
                ]
            }
        )
    if total == 0:
        raise InvalidInput({"votes_for": ["Aucune voix n’est comptée. Donnez le compte, ou annulez le vote."]})
    if total < marked:
        raise InvalidInput(
            {
                "votes_for": [
                    f"{plural(marked, 'membre')} sont marqués comme ayant voté, et {total} voix sont comptées."
                    " Recomptez."
                ]
            }
        )
    return counts


def _clean_papers(
    given: tuple[int | None, int | None, int | None], franchise: Franchise, *, papers: int, president_vote: str
) -> tuple[int, int, int]:
    """Check the count of a secret vote: as many papers as people who put one in the box, and no voice of anybody told
    apart.
    """
    if president_vote:
        raise InvalidInput({"president_vote": ["Le vote est secret : la voix du président n’est pas relevée."]})
    counts = _clean_counts(*given, franchise, marked=0)
    if sum(counts) != papers:
        raise InvalidInput(
            {
                "votes_for": [
                    f"{plural(sum(counts), 'bulletin compté', 'bulletins comptés')} et"
                    f" {plural(papers, 'votant marqué', 'votants marqués')} : marquez chaque membre qui a mis un"
                    " bulletin dans l’urne, ou recomptez. Un bulletin blanc ou nul se compte avec les abstentions."
                ]
            }
        )
    return counts


def _voter(franchise: Franchise, seat_id: UUID) -> Voter:
    voter = next((voter for voter in franchise.voters if str(voter.line.seat_id) == str(seat_id)), None)
    if voter is None:
        raise Refused(
            "Impossible de noter cette voix : ce siège n’est pas parmi les votants de ce point (absent, déporté, ou"
            " sans voix délibérative)."
        )
    return voter


def _clean_president_vote(room: Room, president_vote: str, counts: tuple[int, int, int]) -> None:
    """Check the voice of who presides, asked for where it may break a tie; a seat without a vote has none."""
    if president_vote not in ("", "for", "against", "abstain"):
        raise InvalidInput({"president_vote": ["Choisissez pour, contre ou abstention."]})
    is_there = room.chair is not None and room.chair.is_present and room.chair.has_vote
    if president_vote and not is_there:
        raise InvalidInput({"president_vote": ["Personne ne préside : aucune voix ne peut être comptée à ce titre."]})
    if president_vote and not counts[("for", "against", "abstain").index(president_vote)]:
        raise InvalidInput({"president_vote": ["La voix du président ne se trouve pas dans le compte. Recomptez."]})
    if not president_vote and is_there and counts[0] == counts[1] > 0 and room.act.casting_vote:
        article = f" ({room.act.casting_vote_article})" if room.act.casting_vote_article else ""
        raise InvalidInput(
            {
                "president_vote": [
                    f"Les voix sont partagées : dites comment le président a voté, sa voix est prépondérante{article}."
                ]
            }
        )


def _locked_item(item_id: UUID) -> tuple[CommissionSession, AgendaItem]:
    session = lock_session_of(item_id)
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
    if item.postponed_to.exists():
        raise Refused("Impossible d’ouvrir ce vote : le point est reporté à une autre session.")
    decision = Decision.objects.filter(item=item).first()
    if decision is not None:
        raise Refused(f"Impossible d’ouvrir ce vote : le point est déjà décidé ({decision.reference}).")


def _refuse_unless_open(ballot: Ballot, act: str) -> None:
    if ballot.state == BallotState.CLOSED:
        raise Refused(f"Impossible {act} : ce vote est clos ({BallotResult(ballot.result).label}), il ne change plus.")
    if ballot.state == BallotState.CANCELLED:
        why = ballot.snapshot.get("cancelled_because", "")
        raise Refused(f"Impossible {act} : ce vote est annulé{f' ({why})' if why else ''}. Ouvrez-en un autre.")
