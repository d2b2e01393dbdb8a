"""Check-in by code: the secretary shows a code in the room, each member notes his own arrival with it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commissions.enums import HolderKind
from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import plural, short_hour
from foundation.journal.record import record
from sessions.core.enums import ARRIVING, OVER, CheckInChannel, PresenceKind
from sessions.core.enums import SessionState as State
from sessions.core.models import CommissionSession, Convocation
from sessions.core.operations.stepping import lock_session

from ..models import CheckIn, CheckInTry
from ..queries.check_in import (
    ALPHABET,
    LENGTH,
    Place,
    PlaceNow,
    check_in_of,
    clean_code,
    person_of,
    places_now,
    places_of,
)
from ..rules import can_check_in
from .presence import record_presence, refuse_unless_noted

if TYPE_CHECKING:
    from foundation.accounts.models import User

# Some billion codes, few of them alive: six tries in a quarter of an hour find none, and leave room for a slip of the
# finger.
TRIES, WINDOW = 6, timedelta(minutes=15)

SHAPE = (
    f"Un code compte {LENGTH} signes, lettres et chiffres ; il n’y a ni 0 ni O, ni 1, ni I, ni L. Relisez celui qui est"
    " affiché dans la salle."
)
UNKNOWN = (
    "Ce code n’est pas, ou n’est plus, celui d’une session qui relève les arrivées. Rien n’a été noté : "
    "lisez le code affiché dans la salle, ou dites au secrétaire que vous êtes là."
)


NOT_ONES_SEAT = "Choisissez un siège que vous tenez à cette session. Rien n’a été noté."


class TooManyTries(Refused):
    """So many wrong codes in a while: this account, or this link, waits."""

    def __init__(self) -> None:
        minutes = plural(int(WINDOW.total_seconds() // 60), "minute")
        super().__init__(
            f"Trop de codes erronés : attendez {minutes} avant d’en essayer un autre, ou dites au secrétaire que vous"
            " êtes là. Rien n’a été noté."
        )


@dataclass(frozen=True)
class Arrival:
    """What a check-in led to: `is_new` is false when the member was there already."""

    session: CommissionSession
    place: Place
    at: datetime | None
    is_new: bool


# What the secretary does.


@transaction.atomic
def open_check_in(session_id: UUID, *, by: "User | None") -> CheckIn:
    """Show a code, on the day and until the session is lifted; asked again, the same code stays."""
    session = _lock_for_arrivals(session_id)
    return session.check_ins.standing().first() or _show(session, "open_check_in", by=by)


@transaction.atomic
def renew_check_in(session_id: UUID, *, by: "User | None") -> CheckIn:
    """Show another code; the old one is dead at once. Raise Refused when none is shown."""
    session = _lock_for_arrivals(session_id)
    if not session.check_ins.end(clock.now()):
        raise Refused("Impossible de changer le code : le pointage est fermé. Ouvrez-le d’abord.")
    return _show(session, "renew_check_in", by=by)


@transaction.atomic
def close_check_in(session_id: UUID, *, by: "User | None") -> CommissionSession:
    """Take the code away; what was noted stays. Closing again changes nothing."""
    session = lock_session(session_id)
    if session.check_ins.end(clock.now()):
        record("close_check_in", session, by=by)
    return session


def _lock_for_arrivals(session_id: UUID) -> CommissionSession:
    session = lock_session(session_id)
    refuse_unless_noted(session)
    if session.state not in ARRIVING:
        raise Refused(
            f"Impossible d’ouvrir le pointage : la session est à l’état « {State(session.state).label} ». Corrigez les"
            " présences une à une."
        )
    return session


def _show(session: CommissionSession, act: str, *, by: "User | None") -> CheckIn:
    code = new_code()
    # Two sessions never show the same code; the constraint says so too, should two ask at once.
    while CheckIn.objects.standing().filter(code=code).exists():
        code = new_code()
    shown = CheckIn.objects.create(
        scope_id=session.scope_id, session=session, code=code, opened_at=clock.now(), opened_by=by
    )
    record(act, session, by=by)  # the journal says that a code is shown, never which
    return shown


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


# What the member does.


@dataclass(frozen=True)
class Found:
    """Where a code leads somebody."""

    code: str
    session: CommissionSession
    places: list[PlaceNow]


def find_by_code(typed: str, *, user: "User") -> Found:
    """Where a code leads this account, and at which seats; wrong ones are counted.

    Raise InvalidInput when it is no code that stands, TooManyTries after too many, Refused when the session is over.
    Without a seat there, `places` is empty, and nothing must be said of the session.
    """
    row = _try(typed, f"account:{user.pk}")
    places = places_of(row.session, person_of(user))
    if places:
        _refuse_when_over(row)
    return Found(row.code, row.session, places_now(row.session, places))


def check_in(typed: str, *, user: "User", seat_id: UUID | None = None) -> Arrival:
    """Note the arrival of this account at its seat; raise Refused when it holds none there, as find_by_code
    otherwise.
    """
    found = find_by_code(typed, user=user)
    if not found.places:
        raise Refused(can_check_in.sentence)
    places = [now.place for now in found.places]
    place = next((place for place in places if place.seat_id == seat_id), None) if seat_id is not None else places[0]
    if place is None:
        raise InvalidInput({"seat": [NOT_ONES_SEAT]})
    return _arrive(found.code, found.session, place, through=CheckInChannel.CODE, by=user)


def check_in_by_link(typed: str, *, convocation: Convocation) -> Arrival:
    """Note the arrival of a member convened, by the personal link of his letter and the code of the room: he needs no
    account.
    """
    row = _try(typed, f"link:{convocation.pk}")
    if row.session.pk != convocation.session_id:
        raise InvalidInput(
            {"code": ["Ce code est celui d’une autre session que celle de votre convocation. Rien n’a été noté."]}
        )
    _refuse_when_over(row)
    places = places_of(row.session, convocation.person, seat_id=convocation.seat_id)
    if not places:
        raise Refused(
            "Impossible de noter votre arrivée : au jour de la session, vous ne tenez plus le siège «"
            f" {convocation.seat_label} ». Adressez-vous au secrétaire."
        )
    return _arrive(row.code, row.session, places[0], through=CheckInChannel.LINK, by=None)


@transaction.atomic
def _arrive(
    code: str, session: CommissionSession, place: Place, *, through: CheckInChannel, by: "User | None"
) -> Arrival:
    session = lock_session(session.pk)
    # The code may have been renewed, or the session lifted, while we waited for its turn.
    if session.state not in ARRIVING or not session.check_ins.standing().filter(code=code).exists():
        raise InvalidInput({"code": [UNKNOWN]})
    (now,) = places_now(session, [place])
    if now.is_here:
        return Arrival(session, place, now.since, is_new=False)
    if now.is_taken:
        raise Refused(
            f"Impossible de noter votre arrivée : « {place.label} » est déjà noté présent, en la personne de"
            f" {now.sitter}{f', depuis {short_hour(now.since)}' if now.since else ''}. Voyez avec le secrétaire qui"
            " siège."
        )
    if place.kind != HolderKind.TITULAR:
        kind = PresenceKind.REPRESENTED
    else:
        kind = PresenceKind.CAME_BACK if now.has_left else PresenceKind.ARRIVED
    noted = record_presence(
        session.pk, seat_id=place.seat_id, kind=kind, person_name=place.name, checked_in_by=through, by=by
    )
    return Arrival(session, place, noted.event.at if noted.event is not None else None, is_new=True)


def _refuse_when_over(row: CheckIn) -> None:
    session = row.session
    if session.state in OVER:
        ended = (
            f"est levée depuis {short_hour(session.lifted_at)}"
            if session.lifted_at
            else f"est à l’état « {State(session.state).label} »"
        )
        raise Refused(
            f"Impossible de noter votre arrivée : la session {ended}. Si vous y étiez, dites-le au secrétaire : il"
            " corrige les présences, avec le motif."
        )


def _try(typed: str, key: str) -> CheckIn:
    """The row that a code leads to; raise InvalidInput when there is none that stands, TooManyTries after too many of
    those.

    The try is written before the answer is looked for, outside the transaction: neither a burst of them nor a refusal
    that rolls everything back gives more than TRIES.
    """
    code = clean_code(typed)
    if not code:
        raise InvalidInput({"code": [SHAPE]})
    tries = CheckInTry.objects.using(settings.SIDE_DATABASE)
    now = timezone.now()
    tries.filter(key=key, at__lt=now - WINDOW).delete()
    this = tries.create(key=key, at=now)
    if tries.filter(key=key).count() > TRIES:
        this.delete()  # to try while one waits does not make the wait longer
        raise TooManyTries
    row = check_in_of(code)
    if row is None or (row.closed_at is not None and row.session.state not in OVER):
        raise InvalidInput({"code": [UNKNOWN]})
    this.delete()
    return row
