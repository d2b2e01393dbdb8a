"""Note who comes, leaves, is represented or recused. One list of events; an error is cancelled by a later line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from commissions.enums import HolderKind
from commissions.models import Seat
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date, short_hour
from foundation.journal.record import record
from sessions.core.enums import Answer, BallotState, CheckInChannel, PresenceKind
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, Ballot, CommissionSession, Convocation, Guest, PresenceEvent
from sessions.core.operations.stepping import before_change, lock_session, pv_is_submitted
from sessions.core.workflow import day_refusal

from ..enums import CorrectedKind
from ..models import BallotMark
from ..queries.live_votes import voted_in
from ..queries.presence import SITTING, Quorum, SeatPresence, is_held_by
from ..queries.room import Room, room_of
from ..workflow import carence_refusal
from .correcting import begin_correction, end_correction
from .holding import past_instant, seat_chair

if TYPE_CHECKING:
    from foundation.accounts.models import User


@dataclass(frozen=True)
class Noted:
    """What a line of presence led to: the quorum after it, and the votes that it closed."""

    event: PresenceEvent | None
    quorum: Quorum
    closed_ballots: tuple[str, ...] = ()
    count: int = 1
    left: tuple[str, ...] = ()  # what could not be noted, and why
    may_be_carence: bool = False

    @property
    def sentence(self) -> str:
        """What to say after the act; the vote that fell, and what to do then."""
        of_item = " sur ce point" if self.event is not None and self.event.kind == PresenceKind.RECUSED else ""
        said = f"Quorum{of_item} : {self.quorum.sentence}."
        if self.closed_ballots:
            return (
                f"Le quorum n’est plus atteint ({self.quorum.sentence}). Le vote ouvert est clos sans résultat :"
                f" suspendez la session{', ou constatez la carence' if self.may_be_carence else ''}."
            )
        return said


@transaction.atomic
def record_presence(
    session_id: UUID,
    *,
    seat_id: UUID,
    kind: PresenceKind | str,
    at: datetime | None = None,
    proxy_seat_id: UUID | None = None,
    item_id: UUID | None = None,
    person_name: str = "",
    note: str = "",
    client_key: UUID | None = None,
    reason: str = "",
    checked_in_by: CheckInChannel | str = "",
    by: "User | None",
) -> Noted:
    """Note an event at a seat; sent again with the same `client_key`, it changes nothing. Once the session is over,
    `reason` is asked for.

    `checked_in_by` says how the member noted it himself; empty, the secretariat did.

    Raise Refused when the event contradicts what is already noted, breaks the limit of proxies, or makes absent
    somebody who voted.
    """
    session = lock_session(session_id)
    refuse_unless_noted(session)
    room = room_of(session)
    if client_key is not None and (
        known := PresenceEvent.objects.filter(session=session, client_key=client_key).first()
    ):
        return Noted(known, room.quorum())
    kind = PresenceKind(kind)
    at = _instant(session, at)
    seat = room.seat(seat_id)
    line = room.line_of(seat_id, at)
    if seat is None or line is None:
        raise InvalidInput({"seat": ["Ce siège n’est pas de la commission à la date de la session."]})
    _refuse_contradiction(line, kind, at)
    person, name = _who(seat, line, kind, person_name)
    event = PresenceEvent(
        scope_id=session.scope_id,
        session=session,
        seat=seat,
        kind=kind,
        at=at,
        person=person,
        person_name=name,
        note=note.strip()[:300],
        recorded_by=by,
        client_key=client_key,
        checked_in_by=checked_in_by,
    )
    if kind == PresenceKind.PROXY:
        event.proxy_seat = _proxy_holder(room, seat, proxy_seat_id, at)
    if kind == PresenceKind.RECUSED:
        event.item = _recused_item(session, line, item_id)
    if kind == PresenceKind.PRESIDES:
        _refuse_chair(room, seat, line)
    return _note(room, event, reason=reason, by=by)


def _recused_item(session: CommissionSession, line: SeatPresence, item_id: UUID | None) -> AgendaItem:
    item = AgendaItem.objects.filter(session=session, pk=item_id).first() if item_id else None
    if item is None:
        raise InvalidInput({"item": ["Choisissez le point sur lequel le membre se déporte."]})
    if item.pk in line.recused_items:
        raise Refused(f"{line.person_name or line.label} s’est déjà déporté sur ce point.")
    return item


def _note(room: Room, event: PresenceEvent, *, reason: str, by: "User | None") -> Noted:
    """Write an event that contradicts nothing, under a correction when the session is over."""
    session = room.session
    after = room.having(event)
    _refuse_absent_voters(room, after)
    correction = begin_correction(
        session,
        kind=CorrectedKind.PRESENCE,
        reason=reason,
        before="",
        after=event_in_words(event),
        by=by,
        item=event.item,
    )
    event.save()
    end_correction(correction)
    if event.kind == PresenceKind.PRESIDES:
        _save_chair(after)
    own_arrival = {"checked_in_by": CheckInChannel(event.checked_in_by).value} if event.checked_in_by else {}
    record(
        "record_presence",
        session,
        by=by,
        after={
            "seat": event.seat.label,
            "kind": event.kind,
            "at": event.at,
            "proxy": getattr(event.proxy_seat, "label", None),
        }
        | own_arrival,
        personal={"person": event.person_name},
    )
    return _noted(after, event, by=by)


@transaction.atomic
def cancel_presence(event_id: UUID, *, by: "User | None", reason: str = "") -> Noted:
    """Cancel a line noted by mistake; it stays in the list, crossed out. Cancelling again changes nothing."""
    event = PresenceEvent.objects.select_related("seat").get(pk=event_id)
    session = lock_session(event.session_id)
    refuse_unless_noted(session)
    event.refresh_from_db()
    room = room_of(session)
    if event.cancelled_at is not None:
        return Noted(event, room.quorum())
    others = room.without(event)
    if event.kind == PresenceKind.PRESIDES and others.presides is None:
        raise Refused("Impossible d’annuler cette ligne : plus personne ne présiderait. Nommez d’abord qui préside.")
    _refuse_absent_voters(room, others)
    correction = begin_correction(
        session,
        kind=CorrectedKind.PRESENCE,
        reason=reason,
        before=event_in_words(event),
        after="",
        by=by,
        target_id=event.pk,
        item=event.item,
    )
    _cancel(event, by=by, note=reason)
    end_correction(correction)
    if event.kind == PresenceKind.PRESIDES:
        _save_chair(others)
    return _noted(others, event, by=by)


@transaction.atomic
def correct_instant(event_id: UUID, *, at: datetime, reason: str = "", by: "User | None") -> Noted:
    """Give a line its true hour: the old line is cancelled, a new one bears the hour; both keep their author.

    Once over, `reason` is asked for.
    """
    event = PresenceEvent.objects.select_related("seat").get(pk=event_id)
    session = lock_session(event.session_id)
    refuse_unless_noted(session)
    event.refresh_from_db()
    if event.cancelled_at is not None:
        raise Refused("Impossible de corriger l’heure : cette ligne est annulée.")
    at = _instant(session, at)
    room = room_of(session)
    if event.at == at:
        return Noted(event, room.quorum())
    others = room.without(event)
    line = others.line_of(event.seat_id, at)
    if line is not None:
        _refuse_contradiction(line, PresenceKind(event.kind), at)
    moved = PresenceEvent(
        scope_id=event.scope_id,
        session=session,
        seat=event.seat,
        kind=event.kind,
        at=at,
        person_id=event.person_id,
        person_name=event.person_name,
        proxy_seat_id=event.proxy_seat_id,
        item_id=event.item_id,
        note=event.note,
        recorded_by=by,
        checked_in_by=event.checked_in_by,
    )
    after = others.having(moved)
    _refuse_absent_voters(room, after)
    correction = begin_correction(
        session,
        kind=CorrectedKind.PRESENCE,
        reason=reason,
        before=event_in_words(event),
        after=event_in_words(moved),
        by=by,
        target_id=event.pk,
        item=event.item,
    )
    _cancel(event, by=by, note="heure corrigée")
    moved.save()
    end_correction(correction)
    if moved.kind == PresenceKind.PRESIDES:
        _save_chair(after)
    record(
        "record_presence",
        session,
        by=by,
        before={"at": event.at},
        after={"seat": event.seat.label, "kind": event.kind, "at": at},
        personal={"person": event.person_name},
    )
    return _noted(after, moved, by=by)


@transaction.atomic
def tick_expected(session_id: UUID, *, by: "User | None") -> Noted:
    """Note as arrived, now, every convened member who answered « présent » and of whom nothing is noted yet."""
    session = lock_session(session_id)
    refuse_unless_noted(session)
    room = room_of(session)
    noted = {event.seat_id for event in room.events}
    expected = dict(
        Convocation.objects.filter(session=session, answer=Answer.PRESENT).values_list("seat_id", "person_id")
    )
    at = _instant(session, None)
    arrivals = []
    for seat in room.seats:
        if seat.pk in expected and seat.pk not in noted and is_held_by(seat, expected[seat.pk]):
            # Who answered may hold the seat ad interim: it is he who comes, not its titular.
            interim = next(
                (
                    row
                    for row in seat.holders_then
                    if row.kind == HolderKind.INTERIM and row.person_id == expected[seat.pk]
                ),
                None,
            )
            kind = PresenceKind.REPRESENTED if interim is not None else PresenceKind.ARRIVED
            person, name = _who(seat, None, kind, "")
            arrivals.append(
                PresenceEvent(
                    scope_id=session.scope_id,
                    session=session,
                    seat=seat,
                    kind=kind,
                    at=at,
                    person=person,
                    person_name=name,
                    recorded_by=by,
                )
            )
    if arrivals:
        PresenceEvent.objects.bulk_create(arrivals)
        record("tick_expected", session, by=by, after={"at": at, "seats": [event.seat.label for event in arrivals]})
    return Noted(arrivals[-1] if arrivals else None, room.having(*arrivals).quorum(), count=len(arrivals))


@transaction.atomic
def confirm_answers(session_id: UUID, *, by: "User | None") -> Noted:
    """Note as they announced it, now, who is excused and who gave a proxy, when nothing is noted of them yet.

    A proxy that cannot be noted (its holder is not there, the act does not admit it) is left, with the reason.
    """
    session = lock_session(session_id)
    refuse_unless_noted(session)
    room = room_of(session)
    at = _instant(session, None)
    announced = list(
        Convocation.objects.filter(session=session, answer__in=[Answer.EXCUSED, Answer.PROXY])
        .select_related("person")
        .order_by("number", "pk")
    )
    noted, left = {event.seat_id for event in room.events}, []
    events: list[PresenceEvent] = []
    for row in announced:
        seat = room.seat(row.seat_id)
        if seat is None or seat.pk in noted or not is_held_by(seat, row.person_id):
            continue
        event = PresenceEvent(
            scope_id=session.scope_id,
            session=session,
            seat=seat,
            kind=PresenceKind.EXCUSED if row.answer == Answer.EXCUSED else PresenceKind.PROXY,
            at=at,
            person=row.person,
            person_name=row.person.full_name,
            recorded_by=by,
        )
        if event.kind == PresenceKind.PROXY:
            try:
                event.proxy_seat = _proxy_holder(room, seat, row.proxy_seat_id, at)
            except Refused as refusal:
                left.append(f"{row.person.full_name} : {refusal.message}")
                continue
        events.append(event)
        room = room.having(event)
    if not events:
        raise Refused(
            "Rien n’est noté : " + (" ".join(left) if left else "aucune excuse ni procuration annoncée n’attend.")
        )
    PresenceEvent.objects.bulk_create(events)
    record("confirm_answers", session, by=by, after={"at": at, "seats": [event.seat.label for event in events]})
    return Noted(events[-1], room.quorum(), count=len(events), left=tuple(left))


@transaction.atomic
def add_guest(session_id: UUID, *, name: str, function: str, by: "User | None") -> Guest:
    """Name somebody without a seat who attends; a guest is never counted."""
    session = lock_session(session_id)
    refuse_unless_noted(session)
    name, function = name.strip(), function.strip()
    if not function:
        raise InvalidInput({"function": ["Donnez la qualité de l’invité."]})
    before_change(session, by=by)
    guest = Guest.objects.create(
        scope_id=session.scope_id,
        session=session,
        name=name[:200],
        function=function[:300],
        position=session.guests.count() + 1,
    )
    record("add_guest", session, by=by, after={"function": function}, personal={"person": name})
    return guest


@transaction.atomic
def remove_guest(guest_id: UUID, *, by: "User | None") -> None:
    guest = Guest.objects.get(pk=guest_id)
    session = lock_session(guest.session_id)
    refuse_unless_noted(session)
    before_change(session, by=by)
    record("remove_guest", session, by=by, before={"function": guest.function}, personal={"person": guest.name})
    guest.delete()


def refuse_unless_noted(session: CommissionSession) -> None:
    """Raise Refused where no presence is noted: it is on the day, and corrected until the procès-verbal is
    submitted.
    """
    if session.state == State.CONVENED:
        if wrong_day := day_refusal(session.held_on, clock.today()):
            raise Refused(f"Impossible de relever les présences. {wrong_day}")
        return
    if session.state in (State.OPEN, State.SUSPENDED):
        return
    if session.state in (State.LIFTED, State.NO_QUORUM) and not session.is_reconstituted:
        if pv_is_submitted(session):
            raise Refused(
                "Impossible de corriger les présences : le procès-verbal est soumis aux membres. Demandez la correction"
                " comme une remarque."
            )
        return
    raise Refused(f"Impossible de relever les présences : la session est à l’état « {State(session.state).label} ».")


def _instant(session: CommissionSession, given: datetime | None) -> datetime:
    """Return the instant of an event, within the day of the session and not to come."""
    if given is None and session.state == State.LIFTED:
        raise InvalidInput({"at": ["La session est levée : donnez l’heure de l’événement."]})
    at = past_instant(given)
    if session.held_on is not None and timezone.localtime(at).date() < session.held_on:
        raise InvalidInput(
            {"at": [f"L’heure donnée précède le jour de la session ({long_date(session.held_on, weekday=False)})."]}
        )
    if session.lifted_at is not None and at > session.lifted_at:
        raise InvalidInput(
            {"at": [f"La session est levée depuis {short_hour(session.lifted_at)} : donnez une heure qui la précède."]}
        )
    return at


def event_in_words(event: PresenceEvent) -> str:
    """« arrivée : A. Dossou, à 9 h 05 »"""
    named = event.person_name or event.seat.label
    holder = f" à {event.proxy_seat.label}" if event.proxy_seat is not None else ""
    item = f" sur « {event.item.title} »" if event.item is not None else ""
    return f"{PresenceKind(event.kind).label} : {named}{holder}{item}" + (
        f", à {short_hour(event.at)}" if event.at is not None else ""
    )


def _refuse_chair(room: Room, seat: Seat, line: SeatPresence) -> None:
    """Raise Refused when this member cannot take the chair now.

    No text says who does: the secretary's answer is recorded.
    """
    name = line.person_name or line.label
    if room.session.state == State.CONVENED:
        raise Refused("Impossible de nommer qui préside : la session n’est pas ouverte. Choisissez-le en l’ouvrant.")
    if not seat.has_vote:
        raise Refused(f"Impossible de confier la présidence à {name} : ce siège n’a pas voix délibérative.")
    last = room.presides
    if last is not None and last.seat_id == seat.pk and last.person_name == name:
        raise Refused(f"{name} préside déjà. Rien n’a été changé.")


def _save_chair(room: Room) -> None:
    session = room.session
    seat_chair(room)
    session.version += 1
    session.save(update_fields=["chair", "chair_capacity", "version"])


def _refuse_contradiction(line: SeatPresence, kind: PresenceKind, at: datetime) -> None:
    """Raise Refused when the event says again, or denies, what is already noted at that instant."""
    name = line.person_name or line.label
    since = f" depuis {short_hour(line.arrived_at)}" if line.arrived_at else ""
    if kind in SITTING and line.is_present:
        raise Refused(f"{name} est déjà noté présent{since}. Rien n’a été changé.")
    if kind == PresenceKind.CAME_BACK and line.arrived_at is None:
        raise Refused(f"Impossible de noter un retour : {name} n’est pas arrivé. Notez son arrivée.")
    if kind == PresenceKind.LEFT and not line.is_present:
        raise Refused(f"Impossible de noter un départ : à {short_hour(at)}, {name} n’est pas noté présent.")
    if kind == PresenceKind.EXCUSED and line.is_present:
        raise Refused(f"Impossible de noter une excuse : {name} est présent{since}. Notez son départ.")
    if kind == PresenceKind.ON_LEAVE and line.is_present:
        raise Refused(f"Impossible de noter un congé : {name} est présent{since}. Notez son départ.")
    if kind == PresenceKind.ON_LEAVE and line.is_on_leave:
        raise Refused(f"{name} est déjà noté en congé. Rien n’a été changé.")
    if kind == PresenceKind.EXCUSED and line.is_excused:
        raise Refused(f"{name} est déjà noté excusé. Rien n’a été changé.")
    if kind == PresenceKind.PRESIDES and not line.is_present:
        raise Refused(
            f"Impossible de confier la présidence à {name} : à {short_hour(at)}, il n’est pas noté présent. Notez"
            " d’abord son arrivée."
        )
    if kind == PresenceKind.RECUSED and not line.is_present and line.proxy_to is None:
        raise Refused(f"Impossible de noter un déport : {name} n’est pas noté présent, et personne ne vote pour lui.")


def _who(seat: Seat, line: SeatPresence | None, kind: PresenceKind, typed: str) -> tuple[Person | None, str]:
    """Return (person, name) as they will be printed: for a representation who holds the seat ad interim, else its
    substitute; else the titular.
    """
    typed = typed.strip()[:200]
    holders = {mandate.kind: mandate.person for mandate in seat.holders_then}
    if kind == PresenceKind.REPRESENTED:
        substitute = holders.get(HolderKind.SUBSTITUTE)
        interim = holders.get(HolderKind.INTERIM)
        if interim is not None and typed in ("", interim.full_name):
            return interim, interim.full_name
        if typed and (substitute is None or typed != substitute.full_name):
            return None, typed
        if substitute is None:
            raise InvalidInput(
                {
                    "person_name": [
                        f"Aucun suppléant n’est nommé pour « {seat.label} » : donnez le nom de qui le représente."
                    ]
                }
            )
        return substitute, substitute.full_name
    if (
        kind in (PresenceKind.LEFT, PresenceKind.RECUSED, PresenceKind.PRESIDES)
        and line is not None
        and line.by_substitute
    ):
        sitter = next((person for person in holders.values() if person.full_name == line.person_name), None)
        return sitter, line.person_name
    titular = holders.get(HolderKind.TITULAR)
    if titular is None and not typed:
        raise InvalidInput({"person_name": [f"Le siège « {seat.label} » est vacant : donnez le nom de qui l’occupe."]})
    return titular, titular.full_name if titular is not None else typed


def _proxy_holder(room: Room, giver: Seat, holder_id: UUID | None, at: datetime) -> Seat:
    """Return the seat that will vote for another; raise Refused where the article forbids it."""
    statute = room.act
    article = f" ({statute.proxies_article})" if statute.proxies_article else ""
    if statute.proxies_allowed is None:
        raise Refused(
            "Impossible de noter cette procuration : l’acte ne dit pas si les procurations sont admises. "
            "Dites ce qui vaut pour cette session (« Ce que l’acte ne dit pas »), ou notez le membre excusé."
        )
    if statute.proxies_allowed is False:
        raise Refused(
            f"Impossible de noter cette procuration : les règles de la commission n’en admettent pas{article}.",
            article=statute.proxies_article,
        )
    if not giver.has_vote:
        raise Refused("Impossible de noter cette procuration : ce siège n’a pas voix délibérative.")
    lines = room.presence_at(at)
    by_seat = {line.seat_id: line for line in lines}
    holder = room.seat(holder_id)
    if holder is None or holder.pk == giver.pk:
        raise InvalidInput({"proxy_seat": ["Choisissez le membre qui reçoit la procuration."]})
    name = by_seat[holder.pk].person_name or holder.label
    if not holder.has_vote:
        raise Refused(f"Impossible de noter cette procuration : {name} n’a pas voix délibérative.")
    if not by_seat[holder.pk].is_present:
        raise Refused(
            f"Impossible de noter cette procuration : {name} n’est pas noté présent. Notez d’abord son arrivée."
        )
    held = sum(1 for line in lines if line.proxy_to == holder.pk and not line.is_present and line.seat_id != giver.pk)
    if statute.proxy_limit is not None and held >= statute.proxy_limit:
        raise Refused(
            f"Impossible de noter cette procuration : {name} en porte déjà {held}, et un mandataire en porte"
            f" {statute.proxy_limit} au plus{article}. Choisissez un autre mandataire.",
            article=statute.proxies_article,
        )
    return holder


def _refuse_absent_voters(before: Room, after: Room) -> None:
    """Raise Refused when, with the events of `after`, somebody who voted was not there at the vote, or stood aside from
    it.
    """
    recused = {(str(event.seat_id), event.item_id) for event in after.events if event.kind == PresenceKind.RECUSED}
    for ballot in after.ballots:
        is_open = ballot.state == BallotState.OPEN
        voters = voted_in(ballot) if is_open else {row["seat"] for row in ballot.snapshot.get("present", [])}
        if not voters:
            continue
        voices = voters | ({row["seat"] for row in ballot.snapshot.get("proxies", [])} if not is_open else set())
        which = "en cours" if is_open else f"clos à {short_hour(ballot.closed_at)}"
        _refuse_recused_voters(
            ballot, which, {seat_id for seat_id in voices if (seat_id, ballot.item_id) in recused}, after.seats
        )
        if is_open:
            voters = _told_by(voters, before)
        lines = after.presence if is_open else after.presence_at(ballot.closed_at)
        gone = [line for line in lines if str(line.seat_id) in voters and not line.is_present]
        if gone:
            names = ", ".join(line.person_name or line.label for line in gone)
            remedy = (
                "Fermez ou annulez d’abord ce vote."
                if is_open
                else f"Donnez une heure postérieure à {short_hour(ballot.closed_at)}."
            )
            verb = "ont" if len(gone) > 1 else "a"
            raise Refused(
                f"Impossible de noter cette absence : {names} {verb} pris part au vote {which} sur «"
                f" {ballot.item.title} ». {remedy}"
            )


def _told_by(voters: set[str], room: Room) -> set[str]:
    """Who must stay for these voices: one given by proxy was told by its holder."""
    lines = {str(line.seat_id): line for line in room.presence}
    return {
        str(line.proxy_to) if (line := lines[key]).proxy_to and not line.is_present else key
        for key in voters
        if key in lines
    }


def _refuse_recused_voters(ballot: Ballot, which: str, recused: set[str], seats: Sequence[Seat]) -> None:
    """Whoever gave his voice on an item, himself or by proxy, did not stand aside from it, whatever the hour that is
    given.
    """
    if recused:
        labels = ", ".join(f"« {seat.label} »" for seat in seats if str(seat.pk) in recused)
        raise Refused(
            f"Impossible de noter ce déport : le siège {labels} a pris part au vote {which} sur « {ballot.item.title}"
            " ». Un déport se note avant le vote."
        )


def _cancel(event: PresenceEvent, *, by: "User | None", note: str) -> None:
    event.cancelled_at, event.cancelled_by = clock.now(), by
    event.note = " ; ".join(part for part in (event.note, note.strip()) if part)[:300]
    event.save(update_fields=["cancelled_at", "cancelled_by", "note"])
    record(
        "cancel_presence",
        event.session,
        by=by,
        before={"seat": event.seat.label, "kind": event.kind, "at": event.at},
        reason=note,
        personal={"person": event.person_name},
    )


def _noted(room: Room, event: PresenceEvent, *, by: "User | None") -> Noted:
    """Read the quorum after the event; when it is lost, the open vote is closed without result (product: D3)."""
    # A recusal changes nothing but the count of its item: that is the one to tell.
    quorum = room.quorum(item_id=event.item_id)
    ballot = room.open_ballot
    if ballot is None:
        return Noted(event, quorum)
    franchise = room.franchise(ballot.item_id)
    if franchise.quorum.is_reached is not False:
        return Noted(event, quorum)
    BallotMark.objects.filter(ballot=ballot).delete()
    ballot.state, ballot.closed_at = BallotState.CANCELLED, clock.now()
    ballot.snapshot = {**ballot.snapshot, **franchise.as_snapshot(), "cancelled_because": "quorum perdu"}
    ballot.save(update_fields=["state", "closed_at", "snapshot"])
    record("quorum_lost", ballot, by=by, after={"quorum": franchise.quorum.as_snapshot()})
    may_be_carence = not carence_refusal(room.session, room.quorum())
    return Noted(event, franchise.quorum, (ballot.question,), may_be_carence=may_be_carence)
