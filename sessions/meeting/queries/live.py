"""What the live page shows: one reading of the session, a fixed number of queries whatever its agenda."""

import hashlib
from collections.abc import Iterable
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
    SESSION_SECTIONS,
    Answer,
    BallotMethod,
    BallotState,
    ItemKind,
    PresenceKind,
    PvState,
    Section,
    SessionState,
)
from sessions.core.models import (
    AgendaItem,
    Ballot,
    CommissionSession,
    Convocation,
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
from sessions.core.queries.roll import seats_of

from ..enums import ITEM_SECTIONS
from ..models import BallotVote
from .live_votes import Franchise, Voter, franchise_of, voted_in
from .presence import SITTING, Quorum, SeatPresence, chair_among, is_held_by, quorum_for, read_presence
from .register import in_force_on, open_reserves_on, reserve_in_words

HELD = (SessionState.OPEN, SessionState.SUSPENDED)


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
class ItemLine:
    """One line of the agenda as it stands now."""

    item: AgendaItem
    place: int | None  # its number; none for a heading, nor for what was withdrawn before anybody was told of it
    is_current: bool
    decision: Decision | None
    elapsed: int | None  # seconds spent on it, None when it was not taken up

    @property
    def is_heading(self) -> bool:
        return self.item.kind == ItemKind.HEADING

    @property
    def state(self) -> str:
        if self.item.withdrawn_at is not None:
            return "withdrawn"
        if self.is_current:
            return "current"
        if self.item.outcome or self.item.ended_at is not None:
            return "done"
        return "todo"

    @property
    def clock(self) -> str:
        return stopwatch(self.elapsed)

    @property
    def is_over_time(self) -> bool:
        return (
            self.elapsed is not None
            and self.item.planned_minutes is not None
            and self.elapsed > self.item.planned_minutes * 60
        )


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


# What was answered and is still to be noted.
ANNOUNCED: dict[str, str] = {Answer.EXCUSED: "excusé, à confirmer", Answer.PROXY: "procuration, à confirmer"}


@dataclass(frozen=True)
class SeatLine:
    """One seat in the list of presence, with what its holder answered and its events."""

    presence: SeatPresence
    answer: str
    holder: str  # name of who holds its proxy
    holds: int  # proxies it holds
    events: tuple[PresenceEvent, ...]
    is_voter: bool  # has voted in the open vote
    is_awaited: bool = False  # the roll is not begun: whoever is not noted is not absent

    @property
    def word(self) -> str:
        line = self.presence
        if line.is_present:
            return "représenté" if line.by_substitute else "présent"
        if self.holder:
            return "procuration"
        if line.left_at is not None:
            return "parti"
        if line.is_excused:
            return "excusé"
        if not self.is_awaited:
            return "absent"
        return ANNOUNCED.get(self.answer, "non pointé") if not self.events else "non pointé"

    @property
    def checked_in_by(self) -> str:
        """How whoever sits there noted his own arrival, in words; empty when the secretariat did, or when
        nobody sits.
        """
        entrances = [event for event in self.events if event.cancelled_at is None and event.kind in SITTING]
        return entrances[-1].get_checked_in_by_display() if entrances and self.presence.is_present else ""

    @property
    def tone(self) -> str:
        return {
            "présent": "good",
            "représenté": "good",
            "procuration": "information",
            "parti": "attention",
            "excusé": "neutral",
        }.get(self.word, "plain")


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
    pv_is_submitted: bool
    stamp: str
    voices: tuple[NamedVoice, ...] = ()
    touched: tuple[
        Decision, ...
    ] = ()  # the decisions in force on the projects of the item, when nothing is decided on it
    open_reserves: tuple[Reserve, ...] = ()

    @property
    def reserves_in_words(self) -> list[str]:
        return [reserve_in_words(row, reader=self.session.commission_id) for row in self.open_reserves]

    @property
    def silent_voters(self) -> list[NamedVoice]:
        """Who has not voted yet in the open vote."""
        return [voice for voice in self.voices if not voice.has_voted]

    @property
    def is_held(self) -> bool:
        return self.session.state in HELD

    @property
    def is_open(self) -> bool:
        return self.session.state == SessionState.OPEN

    @property
    def is_writable(self) -> bool:
        states = (*HELD, SessionState.CONVENED, SessionState.LIFTED, SessionState.NO_QUORUM)
        return self.session.state in states and not self.session.is_reconstituted and not self.pv_is_submitted

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
        return [
            line
            for line in self.items
            if not line.is_heading and not line.item.outcome and line.item.withdrawn_at is None
        ]

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


def speakers_among(seats: Iterable[SeatLine], guests: Iterable[Guest]) -> list[tuple[str, str, str]]:
    """Who may be chosen as having spoken: those who sit, then the guests."""
    sitting = [
        (str(line.presence.seat_id), line.presence.person_name, line.presence.label)
        for line in seats
        if line.presence.is_present
    ]
    return sitting + [(str(guest.pk), guest.name, guest.function) for guest in guests]


def stopwatch(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(max(0, seconds), 3600)
    return f"{hours} h {rest // 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def text_key(section: str, item_id: object = None) -> str:
    return f"{item_id or 'session'}.{section}"


def agenda_lines(session: CommissionSession) -> list[ItemLine]:
    """Return the agenda with decisions and stopwatches (2 queries)."""
    decisions = Prefetch(
        "decisions",
        queryset=Decision.objects.prefetch_related("reserves", "effects__project", "relations__earlier"),
        to_attr="decisions_taken",
    )
    now = clock.now()
    lines = []
    for item in session.agenda_items.numbered().in_order().select_related("presenter").prefetch_related(decisions):
        elapsed = int(((item.ended_at or now) - item.started_at).total_seconds()) if item.started_at else None
        taken = item.decisions_taken
        lines.append(
            ItemLine(item, item.number, session.current_item_id == item.pk, taken[0] if taken else None, elapsed)
        )
    return lines


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


def seat_lines(session: CommissionSession, *, ballot: Ballot | None = None) -> list[SeatLine]:
    """Return the list of presence (4 queries), cancelled events included in each seat's history."""
    seats = seats_of(session)
    every = list(
        PresenceEvent.objects.filter(session=session)
        .select_related("proxy_seat", "item", "recorded_by")
        .order_by("at", "pk")
    )
    standing = sorted(
        (event for event in every if event.cancelled_at is None),
        key=lambda event: (event.at is not None, event.at or clock.now()),
    )
    presence = read_presence(seats, standing)
    names = {line.seat_id: line.person_name or line.label for line in presence}
    sitting = {line.seat_id for line in presence if line.is_present}
    by_seat = {seat.pk: seat for seat in seats}
    answers = {
        seat_id: answer
        for seat_id, person_id, answer in Convocation.objects.filter(session=session).values_list(
            "seat_id", "person_id", "answer"
        )
        if seat_id in by_seat and is_held_by(by_seat[seat_id], person_id)
    }
    voted = voted_in(ballot) if ballot is not None else set()
    is_awaited = session.state == SessionState.CONVENED or (session.state in HELD and not standing)
    return [
        SeatLine(
            presence=line,
            answer=answers.get(line.seat_id, Answer.NONE),
            holder=names.get(line.proxy_to, "") if line.proxy_to in sitting and not line.is_present else "",
            holds=sum(1 for other in presence if other.proxy_to == line.seat_id and not other.is_present),
            events=tuple(event for event in every if event.seat_id == line.seat_id),
            is_voter=str(line.seat_id) in voted,
            is_awaited=is_awaited,
        )
        for line in presence
    ]


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
        pv_is_submitted=ProcesVerbal.objects.filter(session=session).exclude(state=PvState.DRAFT).exists(),
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
