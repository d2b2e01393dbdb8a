"""What the live page shows: one reading of the session, a fixed number of queries whatever its agenda."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from commissions.models import Seat
from foundation.common import clock
from foundation.common.database import SortKey
from ministries.models import Ministry, Structure
from projects.models import Project
from sessions.core.enums import (
    OVER,
    SESSION_SECTIONS,
    Answer,
    BallotMethod,
    BallotResult,
    BallotState,
    ItemKind,
    PresenceKind,
    PvState,
    Section,
    SessionState,
)
from sessions.core.models import (
    Ballot,
    CommissionSession,
    Decision,
    Guest,
    ItemRecommendation,
    MinuteText,
    PresenceEvent,
    ProcesVerbal,
    Reserve,
    Speech,
    TextRevision,
)

from ..enums import ITEM_SECTIONS
from ..models import BallotVote
from .live_lines import ANNOUNCED, HELD, ItemLine, SeatLine, agenda_lines, seat_lines, speakers_among
from .live_votes import ClosedBallot, Franchise, Voter, franchise_of, voted_in
from .presence import Quorum, chair_among, quorum_for
from .register import in_force_on, open_reserves_on

CORRECTED = (SessionState.LIFTED, SessionState.NO_QUORUM)
COMMUNICATED = (ItemKind.COMMUNICATION, ItemKind.PROJECT_REVIEW, ItemKind.TEXT)
STATE_TONES = {
    SessionState.CONVENED: "information",
    SessionState.OPEN: "good",
    SessionState.SUSPENDED: "attention",
    SessionState.LIFTED: "good",
    SessionState.NO_QUORUM: "late",
    SessionState.CANCELLED: "late",
    SessionState.POSTPONED: "attention",
}


def instant_on_the_day(session: CommissionSession, at: time) -> datetime:
    """Read an hour typed without a day: the latest day of the session on which it is past and not before the opening;
    else its first day.
    """
    now = clock.now()
    first = session.held_on or clock.today()
    is_held = session.state in (SessionState.CONVENED, *HELD)
    end = session.lifted_at or (now if is_held else None)
    day = timezone.localtime(end).date() if end is not None else first
    while day > first:
        instant = timezone.make_aware(datetime.combine(day, at))
        if instant <= (end or now) and (session.opened_at is None or instant >= session.opened_at):
            return instant
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(first, at))


@dataclass(frozen=True)
class TextField:
    """One text of the minutes, as it is edited: its key names it in the browser."""

    key: str
    item_id: UUID | None
    section: Section
    text: str
    revision: int
    author: str
    saved_at: datetime | None
    pk: UUID | None


@dataclass(frozen=True)
class NamedVoice:
    """A voter of the open vote, what he said (by name) or whether he has voted (secret)."""

    voter: Voter
    choice: str
    has_voted: bool


@dataclass(frozen=True)
class LiveSheet:
    session: CommissionSession
    items: list[ItemLine]
    shown: ItemLine | None
    texts: list[TextField]
    seats: list[SeatLine]
    quorum: Quorum
    franchise: Franchise | None
    open_ballot: Ballot | None
    ballots: list[Ballot]
    recommendations: list[ItemRecommendation]
    speeches: list[Speech]
    guests: list[Guest]
    projects: list[Project]
    pv: ProcesVerbal | None
    stamp: str
    voices: tuple[NamedVoice, ...] = ()
    touched: tuple[
        Decision, ...
    ] = ()  # the decisions in force on the projects of the item, when nothing is decided on it
    open_reserves: tuple[Reserve, ...] = ()

    @property
    def reserves_in_words(self) -> list[str]:
        return [row.in_words(reader=self.session.commission_id) for row in self.open_reserves]

    @property
    def silent_voters(self) -> list[NamedVoice]:
        """Who has not voted yet in the open vote."""
        return [voice for voice in self.voices if not voice.has_voted]

    @property
    def pv_is_submitted(self) -> bool:
        return self.pv is not None and self.pv.state != PvState.DRAFT

    @property
    def is_held(self) -> bool:
        return self.session.state in HELD

    @property
    def is_over(self) -> bool:
        return self.session.state in OVER

    @property
    def is_carence(self) -> bool:
        return self.session.state == SessionState.NO_QUORUM

    @property
    def is_open(self) -> bool:
        return self.session.state == SessionState.OPEN

    @property
    def is_suspended(self) -> bool:
        return self.session.state == SessionState.SUSPENDED

    @property
    def awaits_opening(self) -> bool:
        return self.session.state == SessionState.CONVENED

    @property
    def is_not_held(self) -> bool:
        return self.session.state in (SessionState.PREPARING, SessionState.POSTPONED, SessionState.CANCELLED)

    @property
    def asks_reason(self) -> bool:
        """It is over: a correction gives its reason."""
        return self.session.state in CORRECTED

    @property
    def takes_arrivals(self) -> bool:
        """A press notes who comes or leaves; once lifted, an hour and a reason are given."""
        return self.session.state != SessionState.LIFTED

    @property
    def takes_check_in(self) -> bool:
        return self.session.state in (SessionState.CONVENED, *HELD)

    @property
    def corrects_votes(self) -> bool:
        return self.session.state == SessionState.LIFTED and not self.pv_is_submitted

    @property
    def lost_quorum(self) -> bool:
        """The quorum was reached, or the session would not be held; it is no more."""
        return self.is_held and self.quorum.is_reached is False

    @property
    def may_lack_quorum(self) -> bool:
        """The session is to be opened, or held, without its quorum."""
        return self.quorum.is_reached is False and (self.awaits_opening or self.is_held)

    @property
    def state_tone(self) -> str:
        return STATE_TONES.get(SessionState(self.session.state), "neutral")

    @property
    def is_writable(self) -> bool:
        states = (*HELD, SessionState.CONVENED, SessionState.LIFTED, SessionState.NO_QUORUM)
        return self.session.state in states and not self.session.is_reconstituted and not self.pv_is_submitted

    @property
    def shown_texts(self) -> list["TextField"]:
        """The texts written one after the other; that of the decision stands with it, a communication where there is
        one.
        """
        told = self.shown is not None and self.shown.item.kind in COMMUNICATED
        return [
            field
            for field in self.texts
            if field.section != Section.DECISION and (field.section != Section.COMMUNICATION or field.text or told)
        ]

    @property
    def decision_text(self) -> "TextField | None":
        return next((field for field in self.texts if field.section == Section.DECISION), None)

    @property
    def ballot_here(self) -> Ballot | None:
        """The open vote, when it is on the item looked at."""
        is_here = self.open_ballot and self.shown and self.open_ballot.item_id == self.shown.item.pk
        return self.open_ballot if is_here else None

    @property
    def votes_by_name(self) -> bool:
        return self.ballot_here is not None and self.ballot_here.method == BallotMethod.BY_NAME

    @property
    def votes_secretly(self) -> bool:
        return self.ballot_here is not None and self.ballot_here.method == BallotMethod.SECRET

    @property
    def closed_ballots(self) -> list["ClosedBallot"]:
        return [
            ClosedBallot(ballot, corrects=self.corrects_votes)
            for ballot in self.ballots
            if ballot.state != BallotState.OPEN
        ]

    @property
    def explains_votes(self) -> bool:
        return any(line.is_counted and not line.is_secret for line in self.closed_ballots)

    @property
    def may_vote(self) -> bool:
        """A vote on the item looked at may be opened by whoever conducts the session."""
        return self.is_open and self.shown is not None and self.shown.decision is None

    @property
    def is_by_consensus(self) -> bool:
        """No vote adopted anything yet: a decision says that it is taken by consensus."""
        return self.last_ballot is None or self.last_ballot.result != BallotResult.ADOPTED

    @property
    def unopened(self) -> list[ItemLine]:
        return [line for line in self.items if line.is_unopened]

    @property
    def is_through(self) -> bool:
        """Every item is dealt with: what is left to do is to lift the session."""
        return self.is_held and not any(line.state in ("todo", "current") for line in self.items if not line.is_heading)

    @property
    def is_closed_doors(self) -> bool:
        return self.session.is_closed_doors or bool(self.shown and self.shown.item.is_closed_doors)

    @property
    def current(self) -> ItemLine | None:
        return next((line for line in self.items if line.is_current), None)

    @property
    def next_item(self) -> ItemLine | None:
        """The first item not yet dealt with, after the current one."""
        after = self.current is None
        for line in self.items:
            if after and line.state == "todo" and not line.is_heading:
                return line
            after = after or line.is_current
        return None

    @property
    def without_outcome(self) -> list[ItemLine]:
        return [line for line in self.items if line.lacks_outcome]

    @property
    def announced_count(self) -> int:
        """Members who announced an excuse or a proxy and of whom nothing is noted."""
        return sum(1 for line in self.seats if line.answer in ANNOUNCED and not line.events)

    @property
    def expected_count(self) -> int:
        """Members who answered « présent » and of whom nothing is noted."""
        return sum(1 for line in self.seats if line.answer == Answer.PRESENT and not line.events)

    @property
    def chair_seat(self) -> SeatLine | None:
        """The seat of who presides, as the events say; None for a session where it was not noted."""
        named = [
            (event.at, line)
            for line in self.seats
            for event in line.events
            if event.kind == PresenceKind.PRESIDES and event.cancelled_at is None
        ]
        return max(named, key=lambda pair: pair[0] or clock.now())[1] if named else None

    @property
    def chair_is_away(self) -> bool:
        return self.is_held and self.chair_seat is not None and not self.chair_seat.presence.is_present

    @property
    def is_chaired(self) -> bool:
        """Whether whoever presides sits there with a vote: his voice may break a tie."""
        named = self.chair_seat
        chair = named.presence if named is not None else chair_among([line.presence for line in self.seats])
        return chair is not None and chair.is_present and chair.has_vote

    @property
    def last_ballot(self) -> Ballot | None:
        return next((ballot for ballot in reversed(self.ballots) if ballot.state == BallotState.CLOSED), None)

    @property
    def speakers(self) -> list[tuple[str, str, str]]:
        return speakers_among(self.seats, self.guests)


def text_key(section: str, item_id: object = None) -> str:
    return f"{item_id or 'session'}.{section}"


def text_fields(session: CommissionSession, item_id: UUID | None) -> list[TextField]:
    """Return the texts of an item, or those of the session itself, in their printed order; missing ones are empty (1
    query).
    """
    stored = {row.section: row for row in MinuteText.objects.filter(session=session, item_id=item_id)}
    fields = []
    for section in ITEM_SECTIONS if item_id else SESSION_SECTIONS:
        row = stored.get(section)
        fields.append(
            TextField(
                key=text_key(section, item_id),
                item_id=item_id,
                section=section,
                text=row.text if row else "",
                revision=row.revision if row else 0,
                author=row.saved_by_name if row else "",
                saved_at=row.saved_at if row else None,
                pk=row.pk if row else None,
            )
        )
    return fields


def live_sheet(session: CommissionSession, *, item_id: UUID | None = None, part: str = "") -> LiveSheet:
    """Read everything the live page shows; `item_id` is the item looked at, else the current one; `part` = « seance »
    shows the session's own texts.
    """
    items = agenda_lines(session)
    wanted = item_id or session.current_item_id
    choices = [line for line in items if not line.is_heading]
    shown = (
        None if part else next((line for line in choices if line.item.pk == wanted), choices[0] if choices else None)
    )
    shown_id = shown.item.pk if shown else None
    by_name = Prefetch("votes", BallotVote.objects.order_by("seat__position", "seat_id"))
    ballots = list(
        Ballot.objects.filter(session=session)
        .select_related("item")
        .prefetch_related(by_name)
        .order_by("opened_at", "pk")
    )
    open_ballot = next((ballot for ballot in ballots if ballot.state == BallotState.OPEN), None)
    seats = seat_lines(session, ballot=open_ballot)
    presence = [line.presence for line in seats]
    franchise = franchise_of(session, presence, item_id=shown_id) if shown_id else None
    recommendations = ItemRecommendation.objects.filter(session=session, item_id=shown_id).select_related(
        "recommendation", "recommendation__project"
    )
    projects = list(shown.item.projects.order_by("code", "pk")) if shown else []
    undecided = projects if shown and shown.decision is None else []
    return LiveSheet(
        session=session,
        items=items,
        shown=shown,
        texts=text_fields(session, shown_id),
        seats=seats,
        quorum=quorum_for(session, presence, item_id=shown_id),
        franchise=franchise,
        open_ballot=open_ballot,
        ballots=[ballot for ballot in ballots if ballot.item_id == shown_id],
        recommendations=list(recommendations.order_by("created_at", "pk")),
        speeches=list(Speech.objects.filter(session=session, item_id=shown_id).order_by("position", "pk")),
        guests=list(session.guests.order_by("position", "pk")),
        projects=projects,
        touched=(
            tuple(in_force_on(session.commission_id, [row.pk for row in undecided]).select_related("item"))
            if undecided
            else ()
        ),
        open_reserves=tuple(open_reserves_on(undecided)) if undecided else (),
        pv=ProcesVerbal.objects.select_related("document").filter(session=session).first(),
        stamp=live_stamp(session),
        voices=(
            _voices(open_ballot, franchise)
            if open_ballot is not None and franchise is not None and open_ballot.item_id == shown_id
            else ()
        ),
    )


def _voices(ballot: Ballot, franchise: Franchise) -> tuple[NamedVoice, ...]:
    """The voters of the open vote, those who sit and those they represent (1 query)."""
    if ballot.method == BallotMethod.BY_NAME:
        choices = dict(BallotVote.objects.filter(ballot=ballot).values_list("seat_id", "choice"))
        return tuple(
            NamedVoice(voter, choices.get(voter.line.seat_id, ""), voter.line.seat_id in choices)
            for voter in franchise.voters
        )
    if ballot.method == BallotMethod.SECRET:
        voted = voted_in(ballot)
        return tuple(NamedVoice(voter, "", str(voter.line.seat_id) in voted) for voter in franchise.voters)
    return ()


def live_stamp(session: CommissionSession) -> str:
    """A short mark of everything on the page but the texts: it changes when another editor acted (8 queries, 2 more
    while a vote is open).
    """
    parts: list[object] = [
        session.state,
        session.version,
        session.current_item_id,
        session.opened_at,
        session.lifted_at,
    ]
    parts += session.agenda_items.order_by("pk").values_list("pk", "version", "started_at", "ended_at", "outcome")
    parts += PresenceEvent.objects.filter(session=session).order_by("pk").values_list("pk", "cancelled_at")
    ballots = list(Ballot.objects.filter(session=session).order_by("pk"))
    parts += [(ballot.pk, ballot.state, ballot.votes_for, ballot.snapshot.get("voted")) for ballot in ballots]
    for ballot in ballots:
        if ballot.state == BallotState.OPEN:
            parts += sorted(voted_in(ballot))
            parts += BallotVote.objects.filter(ballot=ballot).order_by("seat_id").values_list("seat_id", "choice")
    parts += Decision.objects.filter(session=session).order_by("pk").values_list("pk", "version")
    parts += (
        ItemRecommendation.objects.filter(session=session)
        .order_by("pk")
        .values_list("pk", "recommendation__version", "recommendation__number")
    )
    parts += Speech.objects.filter(session=session).order_by("pk").values_list("pk", "version")
    parts += Guest.objects.filter(session=session).order_by("pk").values_list("pk")
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def text_heads(session: CommissionSession) -> list[dict]:
    """Return key, revision and author of every text: what a page needs to know that another editor saved (1 query)."""
    rows = MinuteText.objects.filter(session=session).values_list("item_id", "section", "revision", "saved_by_name")
    return [
        {"key": text_key(section, item_id), "revision": revision, "author": author}
        for item_id, section, revision, author in rows
    ]


def revisions_of(minute_text: MinuteText) -> list[TextRevision]:
    """Return every revision, newest first (1 query)."""
    return list(TextRevision.objects.filter(minute_text=minute_text).order_by("-revision"))


def addressees_of(session: CommissionSession) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return whom a recommendation of this commission may be addressed to, grouped, for a list (2 queries)."""
    seats = Seat.objects.filter(commission_id=session.commission_id).in_protocol_order()
    if session.held_on is not None:
        seats = seats.in_force(session.held_on)
    groups = [("Sièges de la commission", [(f"seat:{seat.pk}", seat.label) for seat in seats])]
    ministry = session.commission.ministry
    if ministry is not None:
        structures = (
            Structure.objects.in_force(session.held_on or clock.today())
            .filter(ministry=ministry)
            .order_by(SortKey("name"), "pk")
        )
        groups.append(
            ("Structures du ministère", [(f"structure:{structure.pk}", str(structure)) for structure in structures])
        )
        groups.append(("Ministère", [(f"ministry:{ministry.pk}", str(ministry))]))
    else:
        # A national body asks several ministries.
        ministries = Ministry.objects.in_force(session.held_on or clock.today()).order_by("name", "pk")
        groups.append(("Ministères", [(f"ministry:{row.pk}", str(row)) for row in ministries]))
    return groups
