"""What the screen of the room shows: one reading of the session, without a title that the room may not see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.common.typography import short_hour
from sessions.core.enums import BallotMethod, BallotState, SessionState
from sessions.core.models import Ballot, CommissionSession
from sessions.core.queries.roll import seats_of

from .check_in import ShownCode, shown_code
from .live_lines import ItemLine, agenda_lines
from .live_votes import franchise_of, voted_in
from .presence import Quorum, events_of, quorum_for, read_presence

HIDDEN_TITLE = "Point à huis clos"
STATE_WORDS: dict[str, str] = {
    SessionState.PREPARING: "La session n’est pas ouverte",
    SessionState.CONVENED: "La session va s’ouvrir",
    SessionState.SUSPENDED: "La séance est suspendue",
    SessionState.LIFTED: "La séance est levée",
    SessionState.ARCHIVED: "La séance est levée",
    SessionState.NO_QUORUM: "La carence est constatée",
    SessionState.CANCELLED: "La session est annulée",
    SessionState.POSTPONED: "La session est reportée",
}


@dataclass(frozen=True)
class ShownItem:
    place: int
    count: int
    title: str
    presenter: str
    is_hidden: bool
    started_at: datetime | None
    planned_minutes: int | None
    elapsed: int | None
    is_over_time: bool


@dataclass(frozen=True)
class ShownVote:
    """The open vote, or the last one closed on the item. Of a secret vote, nothing but its counts."""

    question: str
    method: str
    is_open: bool
    entitled: int
    voted: int | None  # where it is noted
    silent: tuple[str, ...]  # by name only
    counts: tuple[tuple[str, int], ...]
    result: str
    tone: str
    explanation: str


@dataclass(frozen=True)
class Screen:
    state: str
    quorum: Quorum
    item: ShownItem | None
    following: str  # the title of the next item
    vote: ShownVote | None
    ends_at: datetime | None  # planned
    opened_at: datetime | None
    lifted_at: datetime | None
    check_in: ShownCode | None = None  # for whoever conducts the session

    @property
    def is_running(self) -> bool:
        return self.state == SessionState.OPEN

    @property
    def state_words(self) -> str:
        """Where the session stands, when it is not being held."""
        said = STATE_WORDS.get(self.state, "")
        is_lifted = self.state in (SessionState.LIFTED, SessionState.ARCHIVED)
        return f"{said} à {short_hour(self.lifted_at)}" if is_lifted and self.lifted_at is not None else said


def screen_of(session: CommissionSession, *, with_code: bool = False) -> Screen:
    """Read the session for the room (9 queries, 1 more with its code of check-in).

    An item behind closed doors is not named, unless the whole session is: then nobody else sees this page.
    """
    lines = _told(session, [line for line in agenda_lines(session) if line.place is not None])
    current = next((line for line in lines if line.is_current), None)
    presence = read_presence(seats_of(session), events_of(session))
    is_hidden = current is not None and _is_hidden(session, current)
    after = lines[lines.index(current) + 1 :] if current is not None else lines
    following = next((line for line in after if line.state == "todo"), None)
    ends_at = None
    if session.opened_at is not None and session.planned_minutes:
        ends_at = session.opened_at + timedelta(minutes=session.planned_minutes)
    return Screen(
        state=session.state,
        quorum=quorum_for(session, presence, item_id=current.item.pk if current is not None else None),
        item=_shown(current, len(lines), is_hidden) if current is not None else None,
        following=(
            (HIDDEN_TITLE if _is_hidden(session, following) else following.item.title) if following is not None else ""
        ),
        vote=_vote(session, current, presence) if current is not None and not is_hidden else None,
        ends_at=ends_at if session.state in (SessionState.OPEN, SessionState.SUSPENDED) else None,
        opened_at=session.opened_at,
        lifted_at=session.lifted_at,
        check_in=shown_code(session) if with_code else None,
    )


def _told(session: CommissionSession, lines: list[ItemLine]) -> list[ItemLine]:
    """What the room may read: until the opening, what the last version announced, in its words."""
    if session.is_unopened and any(line.item.announced is not None for line in lines):
        lines = [line for line in lines if line.item.announced is not None]
        for line in lines:
            line.item.session = session
            line.item.tell(None)
    return lines


def _is_hidden(session: CommissionSession, line: ItemLine) -> bool:
    return line.item.is_closed_doors and not session.is_closed_doors


def _shown(line: ItemLine, count: int, is_hidden: bool) -> ShownItem:
    item = line.item
    presenter = item.presenter_in_words
    return ShownItem(
        place=line.place or 0,
        count=count,
        title=HIDDEN_TITLE if is_hidden else item.title,
        presenter="" if is_hidden else presenter,
        is_hidden=is_hidden,
        started_at=item.started_at,
        planned_minutes=item.planned_minutes,
        elapsed=line.elapsed,
        is_over_time=line.is_over_time,
    )


def _vote(session: CommissionSession, line: ItemLine, presence: list) -> ShownVote | None:
    ballots = list(
        Ballot.objects.filter(session=session, item=line.item)
        .exclude(state=BallotState.CANCELLED)
        .order_by("opened_at", "pk")
    )
    if not ballots:
        return None
    ballot = ballots[-1]
    is_open = ballot.state == BallotState.OPEN
    counts: tuple[tuple[str, int], ...] = ()
    silent: tuple[str, ...] = ()
    voted, entitled = None, ballot.snapshot.get("entitled", 0)
    if is_open:
        voters = franchise_of(session, presence, item_id=line.item.pk).voters
        entitled = len(voters)
        if ballot.method in (BallotMethod.BY_NAME, BallotMethod.SECRET):
            told = voted_in(ballot)
            voted = len(told)
            silent = (
                tuple(voter.name for voter in voters if str(voter.line.seat_id) not in told)
                if ballot.method == BallotMethod.BY_NAME
                else ()
            )
    elif ballot.votes_for is not None:
        counts = (
            ("pour", ballot.votes_for),
            ("contre", ballot.votes_against or 0),
            ("abstentions" if (ballot.abstentions or 0) > 1 else "abstention", ballot.abstentions or 0),
        )
    return ShownVote(
        question=ballot.question,
        method=ballot.get_method_display(),
        is_open=is_open,
        entitled=entitled,
        voted=voted,
        silent=silent,
        counts=counts,
        result="" if is_open else ballot.get_result_display(),
        tone={"adopted": "good", "rejected": "late"}.get(ballot.result, "attention"),
        explanation="" if is_open else str(ballot.snapshot.get("explanation", "")),
    )
