"""Hold a session: open, suspend, resume, take its items one by one, lift it, or state that the quorum was missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from commissions.enums import HolderKind, SeatRole
from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import short_datetime, short_hour
from foundation.journal.record import record
from recommendations.operations.issuing import confirm_drafts
from sessions.core.enums import Answer, BallotState, ItemKind, PresenceKind
from sessions.core.enums import SessionAction as Action
from sessions.core.enums import SessionState as State
from sessions.core.extensions import session_lifted
from sessions.core.models import (
    AgendaItem,
    Ballot,
    CommissionSession,
    Decision,
    ItemRecommendation,
    PresenceEvent,
    SessionStep,
)
from sessions.core.operations.rolling import close_roll, freeze_roll
from sessions.core.operations.stepping import lock_session, take_step
from sessions.core.workflow import SESSION_WORKFLOW
from sessions.preparing.operations.agenda import carry_over

from ..queries.presence import SeatPresence, chair_among, is_held_by
from ..queries.room import Room, room_of
from ..workflow import carence_refusal, lifting_blockers, opening_blockers

if TYPE_CHECKING:
    from foundation.accounts.models import User

RUNNING = (State.OPEN, State.SUSPENDED)
# The clock of a tablet may run ahead of ours.
CLOCK_TOLERANCE = timedelta(minutes=2)


def refuse_unless_running(session: CommissionSession, act: str, *, states: Sequence[State] = RUNNING) -> None:
    """Raise Refused when the session is not being held; `act` completes « Impossible … »."""
    if session.state in states:
        return
    if session.state in (State.LIFTED, State.ARCHIVED):
        at = f" depuis le {short_datetime(session.lifted_at)}" if session.lifted_at else ""
        raise Refused(f"Impossible {act} : la session est levée{at}, ce qu’elle a décidé ne change plus.")
    if session.state == State.SUSPENDED:
        raise Refused(f"Impossible {act} : la session est suspendue. Reprenez-la d’abord.")
    raise Refused(f"Impossible {act} : la session est à l’état « {State(session.state).label} ». Ouvrez-la d’abord.")


def past_instant(given: datetime | None, *, field: str = "at") -> datetime:
    """Return the instant given, or now; raise InvalidInput for one that has not come."""
    now = clock.now()
    if given is None:
        return now
    if given > now + CLOCK_TOLERANCE:
        raise InvalidInput(
            {
                field: [
                    f"L’heure donnée ({short_hour(given)}) n’est pas encore venue : il est {short_hour(now)}."
                    " Corrigez-la."
                ]
            }
        )
    return min(given, now)


def _line_of(seat_id: UUID, presence: Sequence[SeatPresence], *, field: str, voting: bool = False) -> SeatPresence:
    """Return the line of who sits at a seat now; raise InvalidInput when nobody does."""
    line = next((line for line in presence if line.seat_id == seat_id), None)
    if line is None or not line.is_present:
        raise InvalidInput({field: ["Choisissez quelqu’un qui est noté présent."]})
    if voting and not line.has_vote:
        raise InvalidInput(
            {
                field: [
                    f"{line.person_name or line.label} n’a pas voix délibérative : choisissez qui préside parmi les"
                    " membres qui l’ont."
                ]
            }
        )
    return line


def holder_of(room: Room, line: SeatPresence) -> Person | None:
    """The person who sits at a seat, when he holds it or stands in for it by a mandate; whoever stands in without being
    named is only a name.
    """
    seat = room.seat(line.seat_id)
    holders = seat.holders_then if seat is not None else []
    wanted = HolderKind.SUBSTITUTE if line.by_substitute else HolderKind.TITULAR
    return next(
        (row.person for row in holders if row.kind == wanted and row.person.full_name == line.person_name), None
    )


def seat_chair(room: Room) -> None:
    """Write on the session who presides now, as the events say. Called inside an act, the session locked."""
    event = room.presides
    room.session.chair = event.person if event is not None else None
    room.session.chair_capacity = event.seat.label if event is not None else ""


def _note_excuses(room: Room, *, at: datetime, by: "User | None") -> dict[str, list[str]]:
    """Note as excused who said so in answering his convocation and of whom nothing is noted: the procès-verbal must not
    call him absent.

    Why he is away stays with his answer. Return what the journal says of it.
    """
    session = room.session
    answers = (
        session.convocations.filter(answer=Answer.EXCUSED, seat__isnull=False)
        .exclude(seat_id__in={event.seat_id for event in room.events})
        .select_related("seat", "person")
        .order_by("number", "pk")
    )
    seats = {seat.pk: seat for seat in room.seats}
    events = [
        PresenceEvent(
            scope_id=session.scope_id,
            session=session,
            seat=row.seat,
            kind=PresenceKind.EXCUSED,
            at=at,
            person=row.person,
            person_name=row.person.full_name,
            recorded_by=by,
        )
        for row in answers
        if row.seat_id in seats and is_held_by(seats[row.seat_id], row.person_id)
    ]
    PresenceEvent.objects.bulk_create(events)
    return {"excused": [event.seat.label for event in events]} if events else {}


@transaction.atomic
def open_session(
    session_id: UUID,
    *,
    by: "User | None",
    at: datetime | None = None,
    chair_seat_id: UUID | None = None,
    rapporteur_seat_id: UUID | None = None,
) -> CommissionSession:
    """Open the session, with who presides and reports; raise Refused with the blockers when the day, the agenda, the
    quorum or the chair forbids it.

    The president presides, else the vice-president; when neither is there, whom the secretary names among the voting
    members present. Where the act does not give the quorum, what holds for this session is asked for first
    (completing_rules).
    """
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(Action.OPEN, State(session.state))
    at = past_instant(at)
    room = room_of(session).until(at)
    chair = (
        _line_of(chair_seat_id, room.presence, field="chair", voting=True)
        if chair_seat_id is not None
        else chair_among(room.presence)
    )
    quorum = room.quorum(at=at)
    blockers = opening_blockers(
        held_on=session.held_on,
        today=clock.today(),
        item_count=session.agenda_items.filter(withdrawn_at=None).exclude(kind=ItemKind.HEADING).count(),
        counted=quorum.counted,
        required=quorum.required,
        article=quorum.article,
        is_chaired=chair is not None,
        silent_on=quorum.silent_on,
        may_be_carence=not carence_refusal(session, quorum),
    )
    if chair is None or blockers:
        raise Refused(f"Impossible d’ouvrir la session. {' '.join(blockers)}", article=quorum.article)
    reporter = next((line for line in room.presence if line.role == SeatRole.RAPPORTEUR and line.is_present), None)
    if rapporteur_seat_id is not None:
        reporter = _line_of(rapporteur_seat_id, room.presence, field="rapporteur")
    if reporter is not None and (rapporteur_seat_id is not None or session.rapporteur_id is None):
        session.rapporteur = holder_of(room, reporter)
    excused = _note_excuses(room, at=at, by=by)
    presides = PresenceEvent.objects.create(
        scope_id=session.scope_id,
        session=session,
        seat_id=chair.seat_id,
        kind=PresenceKind.PRESIDES,
        at=at,
        person=holder_of(room, chair),
        person_name=chair.person_name,
        recorded_by=by,
    )
    seat_chair(room.having(presides))
    session.opened_at = at
    freeze_roll(session, at=at)
    after: dict[str, Any] = {"quorum": quorum.as_snapshot(), "chair": chair.label} | excused
    take_step(
        session, Action.OPEN, by=by, at=at, after=after, fields=["opened_at", "chair", "chair_capacity", "rapporteur"]
    )
    return session


@transaction.atomic
def suspend(session_id: UUID, *, by: "User | None", reason: str = "") -> CommissionSession:
    """Suspend an open session; raise Refused while a vote is open."""
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(Action.SUSPEND, State(session.state))
    if _open_ballots(session).exists():
        raise Refused("Impossible de suspendre la session : un vote est ouvert. Fermez-le ou annulez-le d’abord.")
    take_step(session, Action.SUSPEND, by=by, at=clock.now(), reason=reason.strip())
    return session


@transaction.atomic
def resume(session_id: UUID, *, by: "User | None") -> CommissionSession:
    """Resume a suspended session; raise Refused when the quorum is gone."""
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(Action.RESUME, State(session.state))
    room = room_of(session)
    carence = "" if carence_refusal(session, room.quorum()) else " constatez la carence"
    remedy = f"Relevez les présences,{carence} ou levez la session."
    quorum = room.refuse_without_quorum("de reprendre la session", remedy=remedy)
    take_step(session, Action.RESUME, by=by, at=clock.now(), after={"quorum": quorum.as_snapshot()})
    return session


@transaction.atomic
def lift(
    session_id: UUID, *, by: "User | None", at: datetime | None = None, carry: Sequence[UUID] = ()
) -> CommissionSession:
    """Lift the session: close the current item, number the recommendations written in session, write the items to
    `carry`, which nobody came to, in the next session, ask for the procès-verbal.

    A second request is told that the session is already lifted; nothing changes twice.
    """
    session = lock_session(session_id)
    if session.state in (State.LIFTED, State.ARCHIVED) and session.lifted_at is not None:
        raise Refused(f"La session est déjà levée, depuis le {short_datetime(session.lifted_at)}. Rien n’a été changé.")
    SESSION_WORKFLOW.target(Action.LIFT, State(session.state))
    if blockers := lifting_blockers(open_ballots=_open_ballots(session).count()):
        raise Refused(f"Impossible de lever la session. {' '.join(blockers)}", blockers=())
    at = past_instant(at)
    if last := _last_act(session):
        what, instant = last
        if at < instant:
            given, last_hour = _hour_of(at, session), _hour_of(instant, session)
            raise InvalidInput({"at": [f"L’heure de levée ({given}) précède {what} ({last_hour}). Corrigez-la."]})
    items = _unopened(session, carry)
    session.agenda_items.filter(started_at__isnull=False, ended_at=None, started_at__lte=at).update(ended_at=at)
    session.current_item, session.lifted_at = None, at
    close_roll(session, at=at)
    session.check_ins.end(at)
    take_step(
        session,
        Action.LIFT,
        by=by,
        at=at,
        after={"without_outcome": _items_without_outcome(session)} | ({"carried": len(items)} if items else {}),
        fields=["current_item", "lifted_at"],
    )
    drafts = ItemRecommendation.objects.filter(session=session, recommendation__is_draft=True).order_by(
        "item__position", "created_at", "pk"
    )
    confirm_drafts(list(drafts.values_list("recommendation_id", flat=True)), by=by)
    if items:  # once this session is lifted and its recommendations numbered: the next agenda opens on them
        carry_over(session, items, by=by)
    for prepare in session_lifted:
        prepare(session, by)
    return session


def _unopened(session: CommissionSession, keys: Sequence[UUID]) -> list[AgendaItem]:
    """The items of these keys, in their order; raise InvalidInput when the session came to one of them."""
    if not keys:
        return []
    untouched = session.agenda_items.filter(started_at=None, withdrawn_at=None, outcome="", own="", decisions=None)
    items = list(untouched.exclude(kind=ItemKind.HEADING).filter(pk__in=keys).in_order())
    if len(items) != len(set(keys)):
        raise InvalidInput({"carry": ["Choisissez parmi les points que la session n’a pas abordés."]})
    return items


@transaction.atomic
def declare_no_quorum(session_id: UUID, *, by: "User | None", reason: str = "") -> CommissionSession:
    """State that the quorum was missing: the session ends without having deliberated; raise Refused when it was reached
    or is unknown.
    """
    session = lock_session(session_id)
    SESSION_WORKFLOW.target(Action.DECLARE_NO_QUORUM, State(session.state))
    room = room_of(session)
    quorum = room.quorum()
    if refusal := carence_refusal(session, quorum):
        raise Refused(f"Impossible de constater la carence{refusal}", article=quorum.article)
    at = clock.now()
    _open_ballots(session).update(state=BallotState.CANCELLED, closed_at=at)
    session.check_ins.end(at)
    session.agenda_items.filter(started_at__isnull=False, ended_at=None).update(ended_at=at)
    session.current_item = None
    close_roll(session, at=at)
    take_step(
        session,
        Action.DECLARE_NO_QUORUM,
        by=by,
        at=at,
        reason=reason.strip(),
        after={"quorum": quorum.as_snapshot()} | _note_excuses(room, at=at, by=by),
        fields=["current_item"],
    )
    for prepare in session_lifted:
        prepare(session, by)
    return session


@transaction.atomic
def start_item(session_id: UUID, item_id: UUID, *, by: "User | None") -> AgendaItem:
    """Take up an item: its stopwatch starts (or goes on), the one that was current is closed."""
    session = lock_session(session_id)
    refuse_unless_running(session, "d’aborder ce point", states=(State.OPEN,))
    item = _item_of(session, item_id)
    if item.kind == ItemKind.HEADING:
        raise Refused("Impossible d’aborder ce point : c’est un titre. Choisissez un point qui le suit.")
    if item.withdrawn_at is not None:
        raise Refused("Impossible d’aborder ce point : il est retiré de l’ordre du jour.")
    if session.current_item_id == item.pk and item.ended_at is None:
        return item
    _refuse_if_voting(session, item)
    now = clock.now()
    if session.current_item_id is not None and session.current_item_id != item.pk:
        AgendaItem.objects.filter(pk=session.current_item_id, ended_at=None).update(ended_at=now)
    item.started_at = item.started_at or now
    item.ended_at = None
    item.save(update_fields=["started_at", "ended_at"])
    session.current_item = item
    session.save(update_fields=["current_item"])
    record("start_item", item, by=by, after={"at": now})
    return item


@transaction.atomic
def end_item(session_id: UUID, item_id: UUID, *, by: "User | None") -> AgendaItem:
    """Close an item; closing it again changes nothing."""
    session = lock_session(session_id)
    refuse_unless_running(session, "de clore ce point")
    item = _item_of(session, item_id)
    if item.ended_at is not None:
        return item
    if item.started_at is None:
        raise Refused("Impossible de clore ce point : il n’a pas été abordé.")
    if _open_ballots(session).filter(item=item).exists():
        raise Refused("Impossible de clore ce point : un vote y est ouvert. Fermez-le ou annulez-le d’abord.")
    item.ended_at = clock.now()
    item.save(update_fields=["ended_at"])
    if session.current_item_id == item.pk:
        session.current_item = None
        session.save(update_fields=["current_item"])
    record("end_item", item, by=by, after={"at": item.ended_at})
    return item


def _item_of(session: CommissionSession, item_id: UUID) -> AgendaItem:
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item_id, session=session)
    item.session = session
    return item


def _open_ballots(session: CommissionSession):
    return Ballot.objects.filter(session=session, state=BallotState.OPEN)


def _refuse_if_voting(session: CommissionSession, item: AgendaItem) -> None:
    other = _open_ballots(session).exclude(item=item).select_related("item").first()
    if other is not None:
        raise Refused(
            f"Impossible de changer de point : un vote est ouvert sur « {other.item.title} ». Fermez-le ou annulez-le"
            " d’abord."
        )


def _items_without_outcome(session: CommissionSession) -> int:
    return session.agenda_items.filter(withdrawn_at=None, outcome="").exclude(kind=ItemKind.HEADING).count()


def _hour_of(moment: datetime, session: CommissionSession) -> str:
    """The hour, with its day as soon as it is not the first one."""
    first = timezone.localtime(moment).date() == session.held_on
    return short_hour(moment) if first else short_datetime(moment)


def _last_act(session: CommissionSession) -> tuple[str, datetime] | None:
    """Return the latest act that a session cannot be lifted before, named as in a sentence (1 query)."""
    paused = SessionStep.objects.filter(action__in=(Action.SUSPEND, Action.RESUME))
    told = {
        "le dernier vote": _latest(Ballot.objects.filter(state=BallotState.CLOSED), "closed_at"),
        "la dernière décision": _latest(Decision.objects.all(), "decided_at"),
        "le dernier point abordé": _latest(AgendaItem.objects.all(), "started_at"),
        "la dernière présence notée": _latest(PresenceEvent.objects.filter(cancelled_at=None), "at"),
        "la dernière suspension ou reprise": _latest(paused, "at"),
    }
    [instants] = CommissionSession.objects.filter(pk=session.pk).values_list(*told.values())
    acts = [("l’ouverture", session.opened_at), *zip(told, instants, strict=True)]
    known = [(what, instant) for what, instant in acts if instant is not None]
    return max(known, key=lambda act: act[1]) if known else None


def _latest(rows: QuerySet[Any], column: str) -> Subquery:
    """The last instant of these rows of a session."""
    of_session = rows.filter(session=OuterRef("pk")).order_by().values("session")
    return Subquery(of_session.annotate(last=Max(column)).values("last"))
