"""Invitations that every calendar reads (iTIP, RFC 5546): the same UID for the life of a meeting, a SEQUENCE that grows
with each change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from foundation.common import clock

from .senders import Sender

ZONE = "Africa/Porto-Novo"
PRODUCT = "-//Portail CMSIC//Convocations//FR"


@dataclass(frozen=True)
class Guest:
    name: str
    email: str
    is_required: bool = True


@dataclass(frozen=True)
class Invite:
    uid: str  # stable: uid_for(session.pk)
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    organizer_name: str = ""
    organizer_email: str = ""
    guests: tuple[Guest, ...] = ()
    answer_expected: bool = True


def uid_for(identifier: object) -> str:
    """The UID of the meeting that has this identifier.

    Nothing of the site's address is in it: a portal that moves still cancels its meetings.
    """
    return f"{identifier}@portail-cmsic"


def request(invite: Invite) -> bytes:
    return _calendar("REQUEST", "CONFIRMED", invite)


def cancel(invite: Invite) -> bytes:
    return _calendar("CANCEL", "CANCELLED", invite)


def method_of(ics: bytes) -> str:
    """REQUEST or CANCEL: the header of the mail must say the same as the calendar."""
    return str(Calendar.from_ical(ics).get("METHOD", "REQUEST")).upper()


def organizer_of(ics: bytes) -> Sender | None:
    """Who invited: what follows about the same meeting must come from the same organizer (RFC 5546, 3.2.5)."""
    event = next(iter(Calendar.from_ical(ics).walk("VEVENT")), None)
    organizer = event.get("ORGANIZER") if event is not None else None
    if organizer is None:
        return None
    return Sender(str(organizer.params.get("CN", "")), str(organizer).removeprefix("mailto:"))


def _calendar(method: str, status: str, invite: Invite) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    event = Event()
    event.add("uid", invite.uid)
    event.add("sequence", invite.sequence)
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("dtstart", invite.starts_at.astimezone(ZoneInfo(ZONE)))
    event.add("dtend", invite.ends_at.astimezone(ZoneInfo(ZONE)))
    event.add("summary", one_line(invite.summary))
    event.add("status", status)
    event.add("transp", "OPAQUE")
    for name, value in (
        ("location", one_line(invite.location)),
        ("description", invite.description),
        ("url", invite.url),
    ):
        if value:
            event.add(name, value)
    if invite.organizer_email:
        organizer = vCalAddress(f"mailto:{one_line(invite.organizer_email)}")
        organizer.params["CN"] = vText(one_line(invite.organizer_name or invite.organizer_email))
        event["organizer"] = organizer
    for guest in invite.guests:
        attendee = vCalAddress(f"mailto:{one_line(guest.email)}")
        attendee.params["CN"] = vText(one_line(guest.name or guest.email))
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT" if guest.is_required else "OPT-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE" if invite.answer_expected and method == "REQUEST" else "FALSE")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    tell_zone(calendar)
    return calendar.to_ical()


def tell_zone(calendar: Calendar) -> None:
    """Say first what the zone that the events name is."""
    if ZONE in calendar.get_missing_tzids():
        calendar.subcomponents.insert(0, _zone())


@cache  # made of every year from 1970 to 2038: twenty times the cost of an invitation
def _zone() -> Timezone:
    return Timezone.from_tzid(ZONE)


def one_line(text: str) -> str:
    """No control character enters a header or a property."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
