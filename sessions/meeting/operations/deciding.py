"""What the commission decides on an item: outcome, text, effects on projects, reserves, recommendations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from commissions.enums import SeriesKind
from commissions.models import Seat
from commissions.operations import next_number
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.models import beforehand
from foundation.common.typography import long_date, ordinal
from foundation.journal.record import record
from ministries.models import Commune, Ministry, Structure
from needs.enums import RankingState
from needs.models import Ranking
from needs.operations.ranking import refuse_unsaid, settle
from projects.enums import Stage
from projects.models import Project, RevisionRequest
from projects.operations.revising import Decided, approve_revision, refuse_revision
from projects.operations.staging import ActualDates, change_stage
from recommendations.enums import Priority
from recommendations.models import Recommendation
from recommendations.operations.issuing import issue
from sessions.core.enums import BallotResult, BallotState, ItemKind, Outcome, PvState, Relation
from sessions.core.enums import SessionState as State
from sessions.core.models import (
    AgendaItem,
    Ballot,
    CommissionSession,
    Decision,
    DecisionEffect,
    ItemRecommendation,
    ProcesVerbal,
    Reserve,
    ReserveOverride,
)
from sessions.core.operations.stepping import lock_session, lock_session_of

from ..enums import CorrectedKind
from ..queries.register import open_reserves_on
from ..queries.room import Room, room_of
from .correcting import begin_correction, end_correction, is_over
from .holding import refuse_unless_running
from .relating import relate
from .voting import refuse_unfit, state_consensus

if TYPE_CHECKING:
    from foundation.accounts.models import User


# What may be concluded without asking the commission to adopt it; a withdrawal has its own act.
UNVOTED = (Outcome.NOTED, Outcome.ADJOURNED)
AGAINST = (Outcome.UNFAVOURABLE, Outcome.REFUSED)  # what a vote that rejects the contrary concludes
ADOPTING = (Outcome.FAVOURABLE, Outcome.QUALIFIED)  # what adopts the ranking of needs of an item
APPROVING = (Outcome.APPROVED, Outcome.CORRECTED)
HOW_ADOPTED = (
    "Dites comment cette conclusion est adoptée : cochez le consensus, ou mettez la question aux voix et fermez le"
    " vote."
)


@dataclass(frozen=True)
class ReserveLine:
    """A condition as it is typed: its text, the project it bears on, the day it is due."""

    text: str
    project_id: UUID | None = None
    due_on: date | None = None


@transaction.atomic
def decide(
    item_id: UUID,
    *,
    outcome: Outcome | str,
    text: str = "",
    project_ids: Sequence[object] | None = None,
    reserves: Sequence[ReserveLine] = (),
    by_consensus: bool = False,
    override_reason: str = "",
    relations: Mapping[str, Relation | str] | None = None,
    by: "User | None",
) -> Decision:
    """Decide on an item, once: number the decision, note the projects it bears on and its reserves.

    1. The session is open, the quorum of this item is reached, no vote is open, nothing was decided on it before.
    2. A closed vote binds the outcome; without one that adopts it, `by_consensus` states it in the same transaction.
    One of the two
       is needed, but to take note or to adjourn.
    3. The number is given under the lock of its series (E6).
    4. A favourable opinion approves the projects that waited for it; a qualified one attaches its reserves instead.
    Neither is given
       while a reserve of an earlier decision is open on the project, unless the chair passes over it with his
       `override_reason` (E3).
    5. An item about the revision of a baseline adopts it or refuses it, in the same transaction (10.3).
    6. `relations` says what it does to the decisions in force on the same projects; what is not said is listed, to be
    said later (E7).
    """
    session, item = _locked(item_id)
    refuse_unless_running(session, "de décider", states=(State.OPEN,))
    _refuse_undecidable(item)
    outcome = _clean_outcome(outcome, item)
    approved = pv_to_approve(item, outcome)
    ranking = ranking_to_settle(session, item, outcome)
    text = _clean_text(text)
    projects = _projects_of(item, project_ids)
    revision = _revision_to_answer(item, outcome, projects)
    lines = _clean_reserves(reserves, outcome, projects)
    room = room_of(session)
    quorum = room.refuse_without_quorum("de décider", item_id=item.pk)
    room.refuse_without_chair("de décider")
    passed_over = _reserves_that_bite(session, outcome, projects, override_reason)
    ballot = _adoption(room, item, outcome, by_consensus=by_consensus, by=by)
    decision = Decision.objects.create(
        scope_id=session.scope_id,
        commission=session.commission,
        session=session,
        item=item,
        ballot=ballot,
        year=session.year,
        number=next_number(session.commission, SeriesKind.DECISION, session.year),
        outcome=outcome,
        text=text,
        decided_at=clock.now(),
    )
    effects = [_effect(decision, project, by=by) for project in projects]
    DecisionEffect.objects.bulk_create(effects)
    _attach(lines, decision, projects)
    _pass_over(room, decision, passed_over, override_reason, by=by)
    related = relate(decision, projects, relations or {}, by=by)
    item.outcome = outcome
    item.version += 1
    item.save(update_fields=["outcome", "version"])
    after = {
        "number": decision.number,
        "outcome": outcome,
        "text": text,
        "reserves": [line.text.strip() for line in lines],
        "projects": [
            {"code": effect.project.code, "from": effect.stage_before, "to": effect.stage_after} for effect in effects
        ],
        "quorum": quorum.as_snapshot(),
        "relations": [{"earlier": row.earlier.reference, "kind": row.kind} for row in related],
    }
    record("decide", decision, by=by, after=after)
    _carry_out(decision, approved, ranking, revision, by=by)
    return decision


def _carry_out(
    decision: Decision,
    approved: ProcesVerbal | None,
    ranking: Ranking | None,
    revision: RevisionRequest | None,
    *,
    by: "User | None",
) -> None:
    """What the item was about follows the decision: a procès-verbal, a ranking of needs, the revision of a baseline."""
    if approved is not None:
        _approve_pv(approved, decision, by=by)
    if ranking is not None:
        day, adopts = decision.session.held_on or clock.today(), decision.outcome in ADOPTING
        settle(ranking.pk, adopts=adopts, reference=decision.reference, decided_on=day, by=by)
    if revision is not None:
        _answer_revision(revision, decision, by=by)


def ranking_to_settle(session: CommissionSession, item: AgendaItem, outcome: Outcome) -> Ranking | None:
    """The ranking of needs that this conclusion adopts or drops; one to be adopted says what becomes of each need."""
    if item.ranking_id is None or outcome not in (*ADOPTING, Outcome.UNFAVOURABLE):
        return None
    rows = Ranking.objects.select_for_update(of=("self",)).filter(state=RankingState.OPEN)
    ranking = rows.filter(pk=item.ranking_id, commission_id=session.commission_id).first()
    if ranking is not None and outcome in ADOPTING:
        refuse_unsaid(ranking)
    return ranking


def _locked(item_id: UUID) -> tuple[CommissionSession, AgendaItem]:
    """The session, then the item, with whether it is decided or postponed (2 queries)."""
    session = lock_session_of(item_id)
    rows = AgendaItem.objects.select_for_update(of=("self",)).annotate(
        is_decided=Exists(Decision.objects.filter(item=OuterRef("pk"))),
        is_postponed=Exists(AgendaItem.objects.filter(postponed_from=OuterRef("pk"))),
    )
    return session, rows.get(pk=item_id)


def _clean_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > 50_000:
        raise InvalidInput({"text": ["Ce texte dépasse 50 000 caractères. Renvoyez le détail à une annexe."]})
    return text


def _clean_reserves(
    reserves: Sequence[ReserveLine], outcome: Outcome, projects: Sequence[Project]
) -> list[ReserveLine]:
    """Return the reserves that are written, those of a qualified opinion alone, on projects of the item."""
    lines = [line for line in reserves if line.text.strip()]
    if outcome == Outcome.QUALIFIED and not lines:
        raise InvalidInput({"reserves": ["Un avis favorable sous réserve porte au moins une réserve : écrivez-la."]})
    if outcome != Outcome.QUALIFIED and lines:
        raise InvalidInput(
            {
                "reserves": [
                    "Une réserve ne va qu’avec l’avis favorable sous réserve : changez la conclusion, ou retirez la"
                    " réserve."
                ]
            }
        )
    known = {project.pk for project in projects}
    if any(line.project_id is not None and line.project_id not in known for line in lines):
        raise InvalidInput({"reserves": ["Une réserve porte sur un projet lié au point."]})
    return lines


def _attach(lines: Sequence[ReserveLine], decision: Decision, projects: Sequence[Project]) -> None:
    """Write the reserves of a decision; one bears on the only project when there is one."""
    only = projects[0].pk if len(projects) == 1 else None
    Reserve.objects.bulk_create(
        Reserve(
            scope_id=decision.scope_id,
            decision=decision,
            project_id=line.project_id or only,
            text=line.text.strip(),
            due_on=line.due_on,
        )
        for line in lines
    )


def _adoption(
    room: Room, item: AgendaItem, outcome: Outcome, *, by_consensus: bool, by: "User | None"
) -> Ballot | None:
    """Return the vote that adopts the outcome, or the consensus stated now; None for what needs no adoption."""
    ballot = _binding_ballot(room, item, outcome, by_consensus=by_consensus)
    if by_consensus and (ballot is None or ballot.result != BallotResult.ADOPTED):
        ballot = state_consensus(room, item, proposed_outcome=outcome, by=by)
    if ballot is None and outcome not in UNVOTED:
        raise InvalidInput({"by_consensus": [HOW_ADOPTED]})
    return ballot


@transaction.atomic
def correct_decision(
    decision_id: UUID, *, text: str, base_version: int | None, reason: str = "", by: "User | None"
) -> Decision:
    """Correct the text of a decision: freely while the session is held, with its `reason` until the procès-verbal is
    submitted.

    Its outcome, number and effects do not change.
    """
    session = lock_session(Decision.objects.values_list("session_id", flat=True).get(pk=decision_id))
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if not is_over(session):
        refuse_unless_running(session, "de corriger cette décision")
    text = _clean_text(text)
    decision.check_version(base_version, {"text": text})
    if text == decision.text:
        return decision
    before = decision.text
    correction = begin_correction(
        session,
        kind=CorrectedKind.DECISION,
        reason=reason,
        before=before,
        after=text,
        by=by,
        target_id=decision.pk,
        item=decision.item,
    )
    decision.text = text
    decision.version += 1
    decision.save(update_fields=["text", "version"])
    end_correction(correction)
    record("correct_decision", decision, by=by, reason=reason.strip(), before={"text": before}, after={"text": text})
    return decision


@transaction.atomic
def withdraw_in_session(item_id: UUID, *, reason: str, by: "User | None") -> AgendaItem:
    """Withdraw an item during the session: it stays visible with its reason, and takes no number."""
    session, item = _locked(item_id)
    refuse_unless_running(session, "de retirer ce point")
    _refuse_undecidable(item)
    if not reason.strip():
        raise InvalidInput({"reason": ["Donnez le motif du retrait : il reste visible avec le point."]})
    if Ballot.objects.filter(item=item, state=BallotState.OPEN).exists():
        raise Refused("Impossible de retirer ce point : un vote y est ouvert. Fermez-le ou annulez-le d’abord.")
    now = clock.now()
    item.outcome, item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = (
        Outcome.WITHDRAWN,
        now,
        by,
        reason.strip(),
    )
    if item.started_at is not None:
        item.ended_at = item.ended_at or now
    item.version += 1
    item.save(update_fields=["outcome", "withdrawn_at", "withdrawn_by", "withdrawal_reason", "ended_at", "version"])
    if session.current_item_id == item.pk:
        session.current_item = None
        session.save(update_fields=["current_item"])
    record("withdraw_item", item, by=by, reason=reason.strip())
    return item


@dataclass(frozen=True)
class RecommendationLine:
    """A recommendation as it is typed in session; one addressee at most."""

    text: str
    addressee_label: str = ""
    seat: Seat | None = None
    structure: Structure | None = None
    ministry: Ministry | None = None
    commune: Commune | None = None
    due_on: date | None = None
    priority: str = Priority.NORMAL
    project: Project | None = None


@transaction.atomic
def recommend(
    session_id: UUID, *, item_id: UUID | None = None, line: RecommendationLine, by: "User | None"
) -> Recommendation:
    """Write a recommendation in session; it is a draft, without number, until the session is lifted."""
    session = lock_session(session_id)
    refuse_unless_running(session, "d’émettre une recommandation")
    item = None
    if item_id:
        item = AgendaItem.objects.filter(session=session, pk=item_id).first()
        if item is None:
            raise InvalidInput({"item": ["Ce point n’est pas à l’ordre du jour de la session."]})
    return _issue(session, item, line, by=by)


@transaction.atomic
def correct_recommendation(recommendation_id: UUID, *, line: RecommendationLine, by: "User | None") -> Recommendation:
    """Write a draft anew, before the session is lifted: it has no number yet, so the old one is removed and this one
    takes its place.
    """
    origin = ItemRecommendation.objects.select_related("item").get(recommendation_id=recommendation_id)
    session = lock_session(origin.session_id)
    refuse_unless_running(session, "de corriger cette recommandation")
    item = origin.item
    _remove(origin, by=by)
    return _issue(session, item, line, by=by)


@transaction.atomic
def remove_recommendation(recommendation_id: UUID, *, by: "User | None") -> None:
    """Take back a recommendation written in session, before it is lifted."""
    origin = ItemRecommendation.objects.select_related("item").get(recommendation_id=recommendation_id)
    session = lock_session(origin.session_id)
    refuse_unless_running(session, "de retirer cette recommandation")
    _remove(origin, by=by)


def _issue(
    session: CommissionSession, item: AgendaItem | None, line: RecommendationLine, *, by: "User | None"
) -> Recommendation:
    recommendation = issue(
        commission=session.commission,
        year=session.year,
        text=line.text.replace("\x00", ""),
        addressee_label=line.addressee_label,
        seat=line.seat,
        structure=line.structure,
        ministry=line.ministry,
        commune=line.commune,
        due_on=line.due_on,
        priority=line.priority,
        project=line.project,
        origin_label=_origin_label(session, item),
        issued_on=session.held_on or clock.today(),
        is_closed_doors=session.is_closed_doors or bool(item and item.is_closed_doors),
        is_draft=True,
        is_fictitious=session.is_fictitious,
        by=by,
    )
    ItemRecommendation.objects.create(
        scope_id=session.scope_id, session=session, item=item, recommendation=recommendation
    )
    return recommendation


def _remove(origin: ItemRecommendation, *, by: "User | None") -> None:
    recommendation = origin.recommendation
    if not recommendation.is_draft:
        raise Refused(
            f"Impossible de retirer cette recommandation : elle est émise ({recommendation.reference}). Déclarez-la"
            " caduque, avec son motif."
        )
    record(
        "remove_recommendation",
        recommendation,
        by=by,
        before={
            "text": recommendation.text,
            "addressee": recommendation.addressee_label,
            "due_on": recommendation.due_on,
        },
    )
    recommendation.delete()


def _origin_label(session: CommissionSession, item: AgendaItem | None) -> str:
    if item is None:
        return session.label
    number = session.agenda_items.numbered().get(pk=item.pk).number
    place = f"{ordinal(number, feminine=False)} point : " if number else ""
    return f"{session.label}, {place}{item.title}"


def _reserves_that_bite(
    session: CommissionSession, outcome: Outcome, projects: Sequence[Project], override_reason: str
) -> list[Reserve]:
    """Return the open reserves that the chair passes over; raise Refused, naming them, when he gives no reason."""
    if outcome not in (Outcome.FAVOURABLE, Outcome.QUALIFIED):
        return []
    reserves = list(open_reserves_on(projects))
    if not reserves or override_reason.strip():
        return reserves
    named = " ; ".join(reserve.in_words(reader=session.commission_id) for reserve in reserves)
    several = len(reserves) > 1
    raise Refused(
        f"Impossible de décider « {outcome.label} » :"
        f" {'des réserves sont encore ouvertes' if several else 'une réserve est encore ouverte'} sur le projet :"
        f" {named}. Faites-{'les' if several else 'la'} lever avec {'leur' if several else 'sa'} preuve, ou notez le"
        " motif pour lequel la présidence passe outre : il est imprimé au procès-verbal."
    )


def _pass_over(room: Room, decision: Decision, reserves: Sequence[Reserve], reason: str, *, by: "User | None") -> None:
    if not reserves:
        return
    event, sitting = room.presides, room.chair
    if event is not None:
        chair = f"{event.person_name}, {event.seat.label}"
    else:
        chair = f"{sitting.person_name}, {sitting.label}" if sitting is not None else room.session.chair_capacity
    for reserve in reserves:
        ReserveOverride.objects.create(
            scope_id=decision.scope_id,
            decision=decision,
            reserve=reserve,
            reason=reason.strip(),
            chair_name=chair or "président de séance non nommé",
            by=by,
        )
        record(
            "pass_over_reserve",
            decision,
            by=by,
            reason=reason.strip(),
            after={"reserve": str(reserve.pk), "text": reserve.text, "chair": chair},
        )


def pv_to_approve(item: AgendaItem, outcome: Outcome | str) -> ProcesVerbal | None:
    """The procès-verbal that this conclusion approves; raise Refused while it is a draft (1 query, on that item)."""
    if outcome not in APPROVING or item.about_session_id is None:
        return None
    rows = ProcesVerbal.objects.select_for_update(of=("self",)).select_related("session")
    pv = rows.filter(session_id=item.about_session_id).first()
    if pv is not None and (pv.session.is_reconstituted or pv.scope_id != item.scope_id):
        return None  # approved, or not, on paper; in a rehearsal, that of the real session stays as it is
    if pv is None or pv.state == PvState.DRAFT:
        raise Refused(
            "Impossible d’approuver ce procès-verbal : il est encore un projet, et on approuve un texte figé. Que le"
            " secrétaire le soumette d’abord, ou ajournez ce point."
        )
    return pv


def _approve_pv(pv: ProcesVerbal, decision: Decision, *, by: "User | None") -> None:
    if pv.state in (PvState.SUBMITTED, PvState.TO_APPROVE):
        pv.state, pv.version = PvState.APPROVED, pv.version + 1
        pv.save(update_fields=["state", "version"])
        record("approve_pv", pv, by=by, after={"decision": decision.reference, "outcome": decision.outcome})


def _revision_to_answer(item: AgendaItem, outcome: Outcome, projects: list[Project]) -> RevisionRequest | None:
    """The request that this conclusion adopts or refuses, its project among those of the decision."""
    if item.revision_id is None or outcome not in (*APPROVING, Outcome.REFUSED):
        return None
    revision = RevisionRequest.objects.select_related("project").get(pk=item.revision_id)
    if revision.project_id not in {project.pk for project in projects}:
        projects.append(revision.project)
    if not revision.is_waiting:
        raise Refused(
            f"Impossible de décider « {outcome.label} » : cette révision est {revision.get_state_display()}"
            f"{f' par {revision.answerer()}' if revision.answerer() else ''}. Prenez acte, ou retirez le point."
        )
    return revision


def _answer_revision(revision: RevisionRequest, decision: Decision, *, by: "User | None") -> None:
    """Put it in force or refuse it, citing the decision; the decision cites it by its item."""
    if by is None:
        raise Refused("Impossible de décider d’une révision sans que l’auteur de l’acte soit connu.")
    day = long_date(decision.decided_at or clock.now(), weekday=False)
    reference = f"{decision.reference[:1].lower()}{decision.reference[1:]} du {day}"
    decided = Decided(decision.reference, f"la commission {decision.commission.code}, {reference}")
    if decision.outcome == Outcome.REFUSED:
        refuse_revision(revision.pk, reason=f"La commission ne l’approuve pas ({reference}).", by=by, decided=decided)
    else:
        approve_revision(revision.pk, by=by, decided=decided)


def _clean_outcome(outcome: Outcome | str, item: AgendaItem) -> Outcome:
    if outcome not in Outcome.values:
        raise InvalidInput({"outcome": ["Choisissez la conclusion du point."]})
    if outcome == Outcome.WITHDRAWN:
        raise InvalidInput(
            {"outcome": ["Un point se retire par « Retirer le point », avec son motif ; il ne prend pas de numéro."]}
        )
    refuse_unfit(outcome, item, "outcome")
    return Outcome(outcome)


def _refuse_undecidable(item: AgendaItem) -> None:
    if item.kind == ItemKind.HEADING:
        raise Refused("Impossible de décider : c’est un titre de l’ordre du jour.")
    if item.withdrawn_at is not None:
        raise Refused("Impossible de décider : le point est retiré de l’ordre du jour.")
    if beforehand(item, "is_postponed"):
        raise Refused("Impossible de décider : le point est reporté à une autre session, qui en décidera.")
    if beforehand(item, "is_decided"):
        decision = Decision.objects.filter(item=item).get()
        raise Refused(
            f"Ce point est déjà décidé ({decision.reference}, {Outcome(decision.outcome).label}). Rien n’a été changé."
        )


def _projects_of(item: AgendaItem, project_ids: Sequence[object] | None) -> list[Project]:
    linked = list(item.projects.order_by("pk"))
    if project_ids is None:
        return linked
    wanted = {str(key) for key in project_ids}
    if not wanted <= {str(project.pk) for project in linked}:
        raise InvalidInput({"projects": ["Une décision ne porte que sur les projets liés au point."]})
    return [project for project in linked if str(project.pk) in wanted]


def _binding_ballot(room: Room, item: AgendaItem, outcome: Outcome, *, by_consensus: bool) -> Ballot | None:
    """Return the last vote on the item, after checking that the outcome says what was voted; a consensus reached after
    a vote that failed stands.
    """
    if room.open_ballot is not None and room.open_ballot.item_id == item.pk:
        raise Refused("Impossible de décider : un vote est ouvert sur ce point. Fermez-le ou annulez-le d’abord.")
    last = room.last_closed(item.pk)
    if last is None:
        return None
    if last.result == BallotResult.ADOPTED:
        if last.proposed_outcome and last.proposed_outcome != outcome:
            raise Refused(
                f"Impossible de décider « {outcome.label} » : le vote a adopté « {Outcome(last.proposed_outcome).label}"
                " ». Reprenez cette conclusion, ou remettez la question aux voix."
            )
        return last
    if by_consensus or (outcome in UNVOTED and last.proposed_outcome != outcome):
        return last
    if last.result == BallotResult.TIED:
        raise Refused(
            f"Impossible de décider « {outcome.label} » : les voix se sont partagées sans voix prépondérante, rien"
            " n’est adopté ni rejeté. Remettez la question aux voix, ou constatez un consensus."
        )
    if outcome not in AGAINST or last.proposed_outcome == outcome:
        raise Refused(
            f"Impossible de décider « {outcome.label} » : le vote ne l’a pas adopté"
            f" ({BallotResult(last.result).label}). Choisissez une autre conclusion, ou remettez la question aux voix."
        )
    return last


def _approve(project: Project, decision: Decision, *, by: "User | None") -> Project:
    """Move the project by its own operation; one that its dates contradict stays where it is, the decision stands all
    the same.
    """
    dates = ActualDates(project.actual_start, project.actual_end, project.actual_cost)
    try:
        return change_stage(
            project.pk, Stage.APPROVED, dates, reason=f"{decision.reference}, {decision.get_outcome_display()}", by=by
        )
    except Refused:
        return project


def _effect(decision: Decision, project: Project, *, by: "User | None") -> DecisionEffect:
    """What the decision does to the project, to be saved; a favourable opinion approves what waited for it."""
    before = project.stage
    if decision.outcome == Outcome.FAVOURABLE and before in (Stage.IDENTIFIED, Stage.SUBMITTED):
        project = _approve(project, decision, by=by)
    return DecisionEffect(
        scope_id=decision.scope_id, decision=decision, project=project, stage_before=before, stage_after=project.stage
    )
