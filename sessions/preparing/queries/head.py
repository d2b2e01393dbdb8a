"""What the pages of a session begin with: its state in words, what comes next, what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.models import beforehand
from foundation.common.typography import capitalize_first, hour, long_date, nbsp, plural
from sessions.core import rules
from sessions.core.enums import OVER, Outcome, PvState, SessionAction, SessionKind
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import Blocker, notice_for
from sessions.core.queries.notice import Notice
from sessions.core.workflow import SESSION_WORKFLOW, archiving_blockers

from .conformity import blockers_of
from .sheet import (
    BEFORE,
    LIVING,
    TONES,
    Agenda,
    AnswerCounts,
    AnswerLine,
    Step,
    agenda_of,
    answers_of,
    count_answers,
    state_sentence,
    steps_of,
)


@dataclass(frozen=True)
class Head:
    session: CommissionSession
    today: date
    sentence: str
    tone: str
    steps: Sequence[Step]
    notice: Notice | None
    agenda: Agenda
    blockers: Sequence[Blocker]
    answers: Sequence[AnswerLine]
    counts: AnswerCounts
    is_keeper: bool
    is_conductor: bool
    is_editable: bool
    sees_answers: bool
    can: frozenset[str]  # the acts that the state allows, for who keeps the session
    can_archive: bool
    awaits_answers: bool
    is_living: bool  # nobody was told of this agenda, or it will be told anew
    shows_answers: bool
    asks_second: bool  # a carence is followed by a second convocation
    postponable: frozenset[UUID]  # the items that may go to another session once this one has begun
    facts: Sequence[tuple[str, str]]
    archive_blockers: Sequence[str]


def head_of(session: CommissionSession, user: User) -> Head:
    state, today = State(session.state), clock.today()
    keeps, sees_answers = rules.can_prepare(user, session), rules.can_read_presence(user, session)
    agenda, answers = agenda_of(session, user), answers_of(session) if sees_answers else []
    counts = count_answers(answers)
    blockers = blockers_of(session) if keeps and state in LIVING else []
    pv = getattr(session, "pv", None) if state in OVER else None
    is_submitted = pv is not None and pv.state != PvState.DRAFT
    return Head(
        session=session,
        today=today,
        sentence=state_sentence(session, items=agenda.item_count, answers=counts),
        tone=TONES[state],
        steps=steps_of(
            session,
            blockers=blockers,
            pv_label=pv.get_state_display() if pv is not None else "",
            untimed=agenda.untimed,
        ),
        notice=notice_for(session, sent_on=today) if state in LIVING else None,
        agenda=agenda,
        blockers=blockers,
        answers=answers,
        counts=counts,
        is_keeper=keeps,
        is_conductor=rules.can_conduct(user, session),
        is_editable=keeps and state in BEFORE,
        sees_answers=sees_answers,
        can=frozenset(action.value for action in SESSION_WORKFLOW.actions_from(state)) if keeps else frozenset(),
        awaits_answers=state == State.CONVENED,
        is_living=state in LIVING,
        shows_answers=bool(answers) and state in (State.CONVENED, State.POSTPONED, State.CANCELLED),
        asks_second=keeps and state == State.NO_QUORUM,
        postponable=postponable(session, agenda) if keeps else frozenset(),
        facts=facts_of(session),
        can_archive=rules.can_archive(user, session) and SESSION_WORKFLOW.can(SessionAction.ARCHIVE, state),
        archive_blockers=archiving_blockers(is_reconstituted=session.is_reconstituted, pv_is_submitted=is_submitted),
    )


def postponable(session: CommissionSession, agenda: Agenda) -> frozenset[UUID]:
    """In session, any item that counts and is not decided, but for « ajourné »; once lifted, what was adjourned;
    nothing that is already postponed.
    """
    state = State(session.state)
    return frozenset(
        line.item.pk
        for line in agenda.lines
        if line.stands
        and not beforehand(line.item, "seen_later")
        and all(decision.outcome == Outcome.ADJOURNED for decision in beforehand(line.item, "seen_decisions"))
        and (
            state in (State.OPEN, State.SUSPENDED) or (state == State.LIFTED and line.item.outcome == Outcome.ADJOURNED)
        )
    )


def facts_of(session: CommissionSession) -> list[tuple[str, str]]:
    """What its page says of a session: the first five even when unknown, the others when they are known."""
    is_known, day = session.kind != SessionKind.UNSPECIFIED, session.submission_deadline
    always = [
        ("Nature", capitalize_first(session.get_kind_display()) if is_known else ""),
        ("Date", nbsp(long_date(session.held_on)) if session.held_on else ""),
        ("Heure", nbsp(hour(session.starts_at)) if session.starts_at else ""),
        ("Durée prévue", plural(session.planned_minutes, "minute") if session.planned_minutes else ""),
        ("Lieu", session.place),
    ]
    known = [
        ("Clôture des propositions", nbsp(long_date(day)) if day else ""),
        ("Visioconférence", session.video_link),
        ("Thème", session.theme),
        ("Présidée par", str(session.chair or "")),
        ("En qualité de", session.chair_capacity),
        ("Motif de l’urgence", session.urgency_motive),
    ]
    return always + [(label, value) for label, value in known if value]
