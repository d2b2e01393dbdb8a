"""The sessions one sees, as a calendar that any program reads again and again (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.models import beforehand
from foundation.notifications.invites import ZONE, one_line, tell_zone, uid_for
from sessions.core.enums import ItemKind, SessionState
from sessions.core.models import AgendaItem, CommissionSession

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

KEPT = timedelta(days=400)  # how far back a calendar is told
DEFAULT_MINUTES = 120
STATUSES = {
    SessionState.PREPARING: "TENTATIVE",
    SessionState.POSTPONED: "CANCELLED",  # its day is given up; the next one comes with the next convocation
    SessionState.CANCELLED: "CANCELLED",
    SessionState.NO_QUORUM: "CONFIRMED",
}


def sessions_of(user: User, commission_id: "UUID | None") -> "Iterable[CommissionSession]":
    """The dated sessions this person may see today: three queries at most, whatever their number."""
    items = (
        AgendaItem.objects.visible_to(user)
        .standing_to(user)
        .filter(is_closed_doors=False)
        .exclude(kind=ItemKind.HEADING)
        .worded_for(user)
        .numbered(user)
        .order_by(F("number").asc(), "position", "pk")
    )
    rows = CommissionSession.objects.visible_to(user).filter(held_on__gte=clock.today() - KEPT)
    if commission_id is not None:
        rows = rows.filter(commission_id=commission_id)
    return (
        rows.select_related("commission")
        .prefetch_related(Prefetch("agenda_items", queryset=items, to_attr="told_items"))
        .order_by("held_on", "pk")
    )


def calendar_of(user: User, commission_id: "UUID | None" = None) -> bytes:
    """The feed itself.

    What is behind closed doors is said by its date and place only, even to who sits there: a calendar is kept
    elsewhere.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Portail CMSIC//Calendrier//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Sessions, portail CMSIC")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    for session in sessions_of(user, commission_id):
        calendar.add_component(_event(session))
    tell_zone(calendar)
    return calendar.to_ical()


def _event(session: CommissionSession) -> Event:
    event = Event()
    event.add("uid", uid_for(session.pk))  # that of the invitation: a calendar holds one meeting, not two
    event.add("sequence", session.invitation_sequence)
    event.add("dtstamp", clock.now().astimezone(UTC))
    assert session.held_on is not None
    if session.starts_at is None:
        event.add("dtstart", session.held_on)
        event.add("dtend", session.held_on + timedelta(days=1))
    else:
        start = timezone.make_aware(datetime.combine(session.held_on, session.starts_at), ZoneInfo(ZONE))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=session.planned_minutes or DEFAULT_MINUTES))
    items = [] if session.is_closed_doors else beforehand(session, "told_items")
    told = [f"{item.number}. {one_line(beforehand(item, 'told_title'))}" for item in items]
    theme = "" if session.is_closed_doors or not session.theme else f" ({one_line(session.theme)})"
    event.add("summary", one_line(f"{session.commission.code} : {session.label}") + theme)
    event.add("status", STATUSES.get(SessionState(session.state), "CONFIRMED"))
    event.add("url", settings.SITE_URL + reverse("sessions:detail", args=[session.pk]))
    if where := one_line(session.place or session.video_link):
        event.add("location", where)
    if told:
        event.add("description", "\n".join(told))
    return event
