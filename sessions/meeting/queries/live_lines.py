"""The lines of the live page: those of the agenda and those of the seats, as they stand now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from foundation.accounts.enums import Honorific
from foundation.common import clock
from foundation.common.models import beforehand
from sessions.core.enums import Answer, ItemKind, Outcome, SessionState
from sessions.core.models import (
    OVERRIDES,
    AgendaItem,
    Ballot,
    CommissionSession,
    Convocation,
    Decision,
    Guest,
    PresenceEvent,
)
from sessions.core.models.convocation import sends_substitute
from sessions.core.queries.roll import seats_of
from sessions.preparing.queries.sheet import RELATED

from .live_votes import voted_in
from .presence import SITTING, SeatPresence, is_held_by, read_presence

HELD = (SessionState.OPEN, SessionState.SUSPENDED)

OUTCOME_TONES: dict[str, str] = {
    Outcome.FAVOURABLE: "good",
    Outcome.QUALIFIED: "attention",
    Outcome.UNFAVOURABLE: "late",
}


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
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_unopened(self) -> bool:
        """Nobody came to it: it may be carried to the next session. What the portal writes itself comes back there."""
        item = self.item
        is_treated = item.started_at or item.outcome or item.withdrawn_at or self.decision
        return not is_treated and not self.is_heading and not item.own

    @property
    def outcome_tone(self) -> str:
        return OUTCOME_TONES.get(self.decision.outcome, "neutral") if self.decision is not None else "neutral"

    @property
    def lacks_outcome(self) -> bool:
        return not self.is_heading and not self.item.outcome and self.item.withdrawn_at is None

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


# What was answered and is still to be noted.
ANNOUNCED: dict[str, str] = {Answer.EXCUSED: "excusé, à confirmer", Answer.PROXY: "procuration, à confirmer"}

ANSWERED: dict[str, str] = {Answer.PRESENT: "présent", Answer.EXCUSED: "excusé", Answer.PROXY: "donne procuration"}

NO_ANSWER = (Answer.NONE, "")
AGREED = ("présent", "représenté", "parti", "excusé", "absent")


@dataclass(frozen=True)
class SeatLine:
    """One seat in the list of presence, with what its holder answered and its events."""

    presence: SeatPresence
    answer: str
    holder: str  # name of who holds its proxy
    holds: int  # proxies it holds
    events: tuple[PresenceEvent, ...]
    is_voter: bool  # has voted in the open vote
    substitute_honorific: str = ""  # of who was announced to come instead
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
    def said(self) -> str:
        """The same, agreed with whoever it is said of."""
        head, comma, rest = self.word.partition(",")
        return f"{self.agreed(head)}{comma}{rest}" if head in AGREED else self.word

    def agreed(self, word: str) -> str:
        """« Partie » of a woman, « Parti » of a man and of whoever is not known; it is the titular who is represented,
        whoever sits.
        """
        of = self.presence.holder_honorific if word == "représenté" else self.presence.honorific
        return f"{word}e" if of == Honorific.MADAME else word

    @property
    def answered(self) -> str:
        """What he answered, as long as nothing is noted of him."""
        if self.answer == Answer.SUBSTITUTE and not self.events:
            return sends_substitute(self.substitute_honorific)
        said = ANSWERED.get(self.answer, "") if not self.events else ""
        return self.agreed(said) if said in AGREED else said

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


def speakers_among(seats: Iterable[SeatLine], guests: Iterable[Guest]) -> list[tuple[str, str, str]]:
    """Who may be chosen as having spoken: those who sit, then the guests."""
    sitting = [
        (str(line.presence.seat_id), line.presence.person_name, line.presence.quality)
        for line in seats
        if line.presence.is_present
    ]
    return sitting + [(str(guest.pk), guest.name, guest.function) for guest in guests]


def stopwatch(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(max(0, seconds), 3600)
    return f"{hours} h {rest // 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def agenda_lines(session: CommissionSession) -> list[ItemLine]:
    """Return the agenda with decisions and stopwatches (2 queries)."""
    decisions = Prefetch(
        "decisions",
        queryset=Decision.objects.prefetch_related("reserves", OVERRIDES, "effects__project", "relations__earlier"),
        to_attr="decisions_taken",
    )
    now = clock.now()
    lines = []
    items = session.agenda_items.numbered().in_order().select_related("presenter", *RELATED)
    for item in items.prefetch_related(decisions):
        elapsed = int(((item.ended_at or now) - item.started_at).total_seconds()) if item.started_at else None
        taken = beforehand(item, "decisions_taken")
        lines.append(
            ItemLine(item, item.number, session.current_item_id == item.pk, taken[0] if taken else None, elapsed)
        )
    return lines


def carried_from(session: CommissionSession) -> list[AgendaItem]:
    """What the session was lifted before coming to, as it stands in the one that takes it up (1 query)."""
    rows = AgendaItem.objects.filter(postponed_from__session=session, postponed_from__outcome="", withdrawn_at=None)
    return list(rows.filter(postponed_from__withdrawn_at=None).select_related("session").in_order())


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
        seat_id: (answer, honorific or "")
        for seat_id, person_id, answer, honorific in Convocation.objects.filter(session=session).values_list(
            "seat_id", "person_id", "answer", "substitute__honorific"
        )
        if seat_id in by_seat and is_held_by(by_seat[seat_id], person_id)
    }
    voted = voted_in(ballot) if ballot is not None else set()
    is_awaited = session.state == SessionState.CONVENED or (session.state in HELD and not standing)
    return [
        SeatLine(
            presence=line,
            answer=answers.get(line.seat_id, NO_ANSWER)[0],
            substitute_honorific=answers.get(line.seat_id, NO_ANSWER)[1],
            holder=names.get(line.proxy_to, "") if line.proxy_to in sitting and not line.is_present else "",
            holds=sum(1 for other in presence if other.proxy_to == line.seat_id and not other.is_present),
            events=tuple(event for event in every if event.seat_id == line.seat_id),
            is_voter=str(line.seat_id) in voted,
            is_awaited=is_awaited,
        )
        for line in presence
    ]
