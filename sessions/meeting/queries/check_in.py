"""Check-in by code: the code that is shown, what it leads to, and the seats that somebody may say he sits at.

Nothing here writes.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from commissions.enums import HolderKind
from commissions.models import Mandate, Seat
from commissions.models.seat import held_as
from foundation.accounts.models import Person, User
from sessions.core.enums import ARRIVING
from sessions.core.models import CommissionSession, PresenceEvent
from sessions.core.queries.roll import seats_of

from ..models import CheckIn
from .presence import SITTING, events_of, read_presence

# Without 0 and O, 1, I and L: read from the back of a room, they are the same.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def clean_code(typed: str) -> str:
    """The code as it is kept, from what was typed: « k7m 2qx », « K7M-2QX »; empty when it cannot be one."""
    code = "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "-–.")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def spaced(code: str) -> str:
    """« K7M 2QX »: two groups of three are read and typed without losing one's place."""
    return f"{code[:3]} {code[3:]}"


@dataclass(frozen=True)
class ShownCode:
    """The code as it stands on a screen."""

    code: str
    opened_at: datetime
    address: str  # of the QR code
    typed_at: str  # where the code is typed: « portail.bj/pointage »

    @property
    def in_words(self) -> str:
        return spaced(self.code)

    @property
    def qr(self) -> SafeString:
        """The address as a picture, drawn in the page: a few paths, no file, no style."""
        picture = io.BytesIO()
        segno.make(self.address, error="m", micro=False).save(
            picture,
            kind="svg",
            xmldecl=False,
            svgns=False,
            nl=False,
            omitsize=True,
            border=2,
            dark="#14211C",
            light="#FFFFFF",
            svgclass="qr",
            lineclass=None,
        )
        return mark_safe(picture.getvalue().decode())


def standing_check_in(session: CommissionSession) -> CheckIn | None:
    """The code of this session, as long as arrivals are noted (1 query)."""
    return session.check_ins.standing().first() if session.state in ARRIVING else None


def shown_code(session: CommissionSession) -> ShownCode | None:
    """What is projected, for whoever conducts the session only: read at home, the code would let one arrive from there
    (1 query).
    """
    row = standing_check_in(session)
    if row is None:
        return None
    site = settings.SITE_URL
    typed_at = site.split("//", 1)[-1] + reverse("check_in:ask").rstrip("/")
    return ShownCode(row.code, row.opened_at, site + reverse("check_in:here", args=[row.code]), typed_at)


def check_in_of(code: str) -> CheckIn | None:
    """The row that a code leads to: the one that is shown, else the last that bore it (1 query)."""
    rows = CheckIn.objects.filter(code=code).select_related("session__commission__ministry", "session__statute")
    return rows.order_by("-closed_at", "-opened_at").first()  # an open row has no end: PostgreSQL puts it first


@dataclass(frozen=True)
class Place:
    """A seat that somebody may sit at on the day of a session, and as what."""

    seat_id: UUID
    label: str
    kind: HolderKind
    person: Person

    @property
    def name(self) -> str:
        return self.person.full_name

    @property
    def in_words(self) -> str:
        """« le directeur de cabinet, suppléante »"""
        return self.label + (f", {held_as(self.kind, self.person)}" if self.kind != HolderKind.TITULAR else "")


ORDER = [HolderKind.TITULAR, HolderKind.INTERIM, HolderKind.SUBSTITUTE]


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def places_of(session: CommissionSession, person: Person | None, *, seat_id: UUID | None = None) -> list[Place]:
    """The seats of the session's day that this person holds, holds ad interim, or stands in for; his own first (1
    query).
    """
    if person is None or session.held_on is None:
        return []
    seats = Seat.objects.filter(commission_id=session.commission_id).in_force(session.held_on)
    rows = Mandate.objects.in_force(session.held_on).filter(person=person, seat__in=seats).select_related("seat")
    if seat_id is not None:
        rows = rows.filter(seat_id=seat_id)
    found = sorted(rows, key=lambda row: (ORDER.index(HolderKind(row.kind)), row.seat.position, str(row.seat_id)))
    # A substitute who stands in ad interim holds the seat once, with the fuller of his two titles.
    first: dict[UUID, Place] = {}
    for row in found:
        first.setdefault(row.seat_id, Place(row.seat_id, row.seat.label, HolderKind(row.kind), person))
    return list(first.values())


@dataclass(frozen=True)
class PlaceNow:
    """A place as the list of presence has it now."""

    place: Place
    sitter: str  # who sits there, or nobody
    since: datetime | None  # when he came in the last time
    has_left: bool  # this very person sat there and left
    gave_proxy_to: str = ""  # the voice is elsewhere until he comes

    @property
    def is_here(self) -> bool:
        return self.sitter == self.place.name

    @property
    def is_taken(self) -> bool:
        return bool(self.sitter) and not self.is_here


def places_now(session: CommissionSession, places: list[Place]) -> list[PlaceNow]:
    """Where the list of presence stands for these places (3 queries)."""
    events = events_of(session)
    lines = {line.seat_id: line for line in read_presence(seats_of(session), events)}
    result = []
    for place in places:
        line = lines[place.seat_id]
        last = last_entrance(events, place.seat_id)
        sat = last is not None and last.person_name == place.name
        holder = lines.get(line.proxy_to) if line.proxy_to else None
        result.append(
            PlaceNow(
                place=place,
                sitter=line.person_name if line.is_present else "",
                since=last.at if last is not None else None,
                has_left=sat and not line.is_present and line.left_at is not None,
                gave_proxy_to=(
                    (holder.person_name or holder.label) if holder is not None and not line.is_present else ""
                ),
            )
        )
    return result


def last_entrance(events: list[PresenceEvent], seat_id: UUID) -> PresenceEvent | None:
    return next((event for event in reversed(events) if event.seat_id == seat_id and event.kind in SITTING), None)
