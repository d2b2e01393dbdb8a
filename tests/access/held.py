"""Sessions that are being held, with rows on which each act of the live page may really succeed."""

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from commissions.enums import SeriesKind
from commissions.operations.numbering import reserve_up_to
from sessions.core.enums import (
    BallotMethod,
    BallotResult,
    BallotState,
    Outcome,
    PresenceKind,
    Section,
    SessionState,
    SpeechKind,
)
from sessions.core.models import (
    Ballot,
    Decision,
    DecisionRelation,
    Guest,
    ItemRecommendation,
    MinuteText,
    PresenceEvent,
    Reserve,
    RuleAnswer,
    Speech,
    TextRevision,
)
from sessions.core.models.settled import writing_the_past
from sessions.meeting.models import BallotVote, ConsentLine, Correction, VoteExplanation
from tests.factories import AgendaItemFactory, DecisionFactory, ProjectFactory, RecommendationFactory, SessionFactory


def plant_held(world: Any) -> None:
    from .world import canary

    for variant, side, level in (("own", "A", "COMMISSION"), ("closed", "A", "CLOSED"), ("foreign", "B", "COMMISSION")):
        commission = world["commission", "foreign" if variant == "foreign" else "own"]
        mark = canary(side, level)
        for kind in (SeriesKind.DECISION, SeriesKind.RECOMMENDATION):
            # The rows of the factories number themselves: the counters start above them.
            reserve_up_to(commission, kind, timezone.localdate().year, 5000)
        held = _held(commission, mark, closed=variant == "closed")
        world.objects |= {
            ("live_session", variant): held.session,
            ("live_item", variant): held.item,
            ("started_item", variant): held.started,
            ("presence_event", variant): held.event,
            ("live_guest", variant): held.guest,
            ("rule_answer", variant): held.answer,
            ("live_correction", variant): held.correction,
            ("live_text", variant): held.text,
            ("live_speech", variant): held.speech,
            ("live_decision", variant): held.decision,
            ("live_reserve", variant): held.reserve,
            ("live_recommendation", variant): held.recommendation,
            ("voting_session", variant): held.voting,
            ("open_ballot", variant): held.ballot,
            ("closed_ballot", variant): held.counted,
            ("named_ballot", variant): held.named,
            ("consent_line", variant): held.line,
            ("consent_session", variant): held.line.session,
            ("block_item", variant): held.line.item,
            ("decision_relation", variant): held.relation,
            ("vote_explanation", variant): held.explanation,
            ("counted_names", variant): held.counted_names,
            ("day_session", variant): _session(
                commission, mark, SessionState.CONVENED, variant == "closed", present=True
            ),
            ("empty_session", variant): _session(
                commission, mark, SessionState.CONVENED, variant == "closed", present=False
            ),
            ("suspended_session", variant): _session(
                commission, mark, SessionState.SUSPENDED, variant == "closed", present=True
            ),
        }


def _session(commission: Any, mark: str, state: str, closed: bool, *, present: bool) -> Any:
    today = timezone.localdate()
    opened = timezone.now() - timedelta(minutes=1) if state != SessionState.CONVENED else None
    session = SessionFactory(
        commission=commission,
        convened=True,
        state=state,
        held_on=today,
        starts_at=time(0, 0),  # the hour has come, whatever the hour of the run
        opened_at=opened,
        theme=f"Thème {mark}",
        is_closed_doors=closed,
        statute=commission.statutes.earliest("number"),
    )
    AgendaItemFactory(session=session, position=1, title=f"Point {mark}", is_closed_doors=closed)
    voting = commission.seats.filter(has_vote=True).order_by("position")
    # All but the third, of whom the matrix notes the arrival.
    for seat in [seat for place, seat in enumerate(voting) if present and place != 2]:
        PresenceEvent.objects.create(
            scope_id=session.scope_id,
            session=session,
            seat=seat,
            kind=PresenceKind.ARRIVED,
            at=timezone.now() - timedelta(seconds=50),
            person_name=f"Nom {mark}",
        )
    return session


def _president(commission: Any) -> Any:
    return commission.seats.filter(has_vote=True).order_by("position").first()


def _earlier(commission: Any, mark: str, *, closed: bool) -> Decision:
    over = _session(commission, mark, SessionState.LIFTED, closed, present=False)
    with writing_the_past():
        earlier: Decision = DecisionFactory(
            item=over.agenda_items.get(), outcome=Outcome.FAVOURABLE, text=f"Antérieure {mark}"
        )
    return earlier


def _named(session: Any, commission: Any, mark: str, *, over_now: bool = False) -> Ballot:
    """A vote by name: open, or closed with one voice."""
    ballot = Ballot.objects.create(
        scope_id=session.scope_id,
        session=session,
        item=session.agenda_items.get(),
        question=f"Nominale {mark}",
        method=BallotMethod.BY_NAME,
        opened_at=timezone.now() - timedelta(seconds=30),
        snapshot={
            "rule": {"article": "article 11", "label": "majorité simple"},
            "entitled": 2,
            "seats": 2,
            "quorum": {"counted": 2, "base": 2},
        },
    )
    if over_now:
        BallotVote.objects.create(
            scope_id=session.scope_id,
            session=session,
            ballot=ballot,
            seat=_president(commission),
            person_name=f"Votant {mark}",
            choice="for",
        )
        Ballot.objects.filter(pk=ballot.pk).update(
            state=BallotState.CLOSED,
            closed_at=timezone.now(),
            votes_for=1,
            votes_against=0,
            abstentions=0,
            result=BallotResult.ADOPTED,
            snapshot={**ballot.snapshot, "explanation": "1 voix pour", "silent": []},
        )
    return ballot


def _held(commission: Any, mark: str, *, closed: bool) -> SimpleNamespace:
    session = _session(commission, mark, SessionState.OPEN, closed, present=True)
    row = {"scope_id": session.scope_id, "session": session}
    item = session.agenda_items.get()
    started = AgendaItemFactory(
        session=session, position=2, title=f"Abordé {mark}", is_closed_doors=closed, started_at=timezone.now()
    )
    decided = AgendaItemFactory(
        session=session, position=3, title=f"Décidé {mark}", is_closed_doors=closed, outcome=Outcome.QUALIFIED
    )
    text = MinuteText.objects.create(
        **row, item=item, section=Section.DEBATE, text=f"Débat {mark}", revision=2, saved_by_name="Secrétaire"
    )
    for number in (1, 2):
        TextRevision.objects.create(
            scope_id=session.scope_id,
            minute_text=text,
            revision=number,
            base_revision=number - 1,
            text=f"{number} {mark}",
            author_name="Secrétaire",
            at=timezone.now(),
        )
    decision: Decision = DecisionFactory(item=decided, outcome=Outcome.QUALIFIED, text=f"Dispositif {mark}")
    project = ProjectFactory(ministry=commission.ministry)
    recommendation = RecommendationFactory(
        commission=commission, number=None, text=f"Projet {mark}", is_draft=True, is_closed_doors=closed
    )
    ItemRecommendation.objects.create(**row, item=item, recommendation=recommendation)
    voting = _session(commission, mark, SessionState.OPEN, closed, present=True)
    ballot = Ballot.objects.create(
        scope_id=voting.scope_id,
        session=voting,
        item=voting.agenda_items.get(),
        question=f"Question {mark}",
        method=BallotMethod.SHOW_OF_HANDS,
        opened_at=timezone.now() - timedelta(seconds=30),
        snapshot={"voted": [], "rule": {"article": "article 11", "label": "majorité simple"}, "entitled": 2},
    )
    over = _session(commission, mark, SessionState.LIFTED, closed, present=False)
    with writing_the_past():
        counted = Ballot.objects.create(
            scope_id=over.scope_id,
            session=over,
            item=over.agenda_items.get(),
            question=f"Comptée {mark}",
            method=BallotMethod.SHOW_OF_HANDS,
            state=BallotState.CLOSED,
            opened_at=timezone.now(),
            closed_at=timezone.now(),
            votes_for=1,
            votes_against=0,
            abstentions=1,
            result=BallotResult.ADOPTED,
            snapshot={
                "entitled": 2,
                "seats": 2,
                "explanation": "1 voix pour",
                "quorum": {"counted": 2, "base": 2},
                "present": [{"seat": str(_president(commission).pk), "name": f"Nom {mark}", "label": "président"}],
            },
        )
        counted_names = _named(over, commission, mark, over_now=True)
    named = _named(_session(commission, mark, SessionState.OPEN, closed, present=True), commission, mark)
    relation = DecisionRelation.objects.create(
        scope_id=session.scope_id, decision=decision, earlier=_earlier(commission, mark, closed=closed)
    )
    block = _session(commission, mark, SessionState.OPEN, closed, present=True)
    line = ConsentLine.objects.create(
        scope_id=block.scope_id, session=block, item=block.agenda_items.get(), outcome=Outcome.NOTED
    )
    explanation = VoteExplanation.objects.create(
        scope_id=over.scope_id,
        session=over,
        ballot=counted,
        seat=_president(commission),
        person_name=f"Expliquant {mark}",
        text=f"Motif {mark}",
        written_at=timezone.now(),
    )
    return SimpleNamespace(
        relation=relation,
        line=line,
        explanation=explanation,
        named=named,
        counted_names=counted_names,
        counted=counted,
        session=session,
        item=item,
        started=started,
        voting=voting,
        ballot=ballot,
        text=text,
        decision=decision,
        recommendation=recommendation,
        event=session.presence_events.order_by("seat__position").first(),
        answer=RuleAnswer.objects.create(
            **row,
            rule="casting_vote",
            values={"casting_vote": True},
            ground=f"Usage {mark}",
            answered_at=timezone.now(),
        ),
        correction=Correction.objects.create(
            **row, kind="presence", before=f"Avant {mark}", after="après", reason="erreur", at=timezone.now()
        ),
        guest=Guest.objects.create(**row, name=f"Invité {mark}", function="expert"),
        speech=Speech.objects.create(
            **row, item=item, kind=SpeechKind.INTERVENTION, speaker_name="A. B.", summary=f"Propos {mark}"
        ),
        reserve=Reserve.objects.create(
            scope_id=session.scope_id, decision=decision, project=project, text=f"Réserve {mark}"
        ),
    )
