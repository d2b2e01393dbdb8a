from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from foundation.notifications import invites
from foundation.notifications.invites import Guest, Invite

START = datetime(2024, 9, 18, 14, 0, tzinfo=UTC)


def invite(**options):
    defaults = {
        "uid": "1@portail-cmsic",
        "sequence": 0,
        "starts_at": START,
        "ends_at": START.replace(hour=17),
        "summary": "Session ordinaire de la CMSIC",
        "location": "Salle 2, Cotonou",
        "organizer_name": "CMSIC",
        "organizer_email": "secretariat@exemple.test",
        "guests": (
            Guest("Adjoa D’ALMEIDA", "adjoa@exemple.test"),
            Guest("Observateur", "obs@exemple.test", is_required=False),
        ),
    }
    return Invite(**(defaults | options))


def event_of(ics):
    calendar = Calendar.from_ical(ics)
    return calendar, next(iter(calendar.walk("VEVENT")))


def test_a_request_is_read_by_every_calendar_at_the_hour_of_cotonou():
    calendar, event = event_of(invites.request(invite()))
    assert (calendar["METHOD"], calendar["VERSION"], event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "REQUEST",
        "2.0",
        "1@portail-cmsic",
        0,
        "CONFIRMED",
    )
    assert event["DTSTART"].dt == START
    assert event["DTSTART"].params["TZID"] == "Africa/Porto-Novo"
    assert event["DTSTART"].dt.astimezone(ZoneInfo("Africa/Porto-Novo")).hour == 15
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Africa/Porto-Novo"]
    assert [str(guest) for guest in event["ATTENDEE"]] == ["mailto:adjoa@exemple.test", "mailto:obs@exemple.test"]
    assert [guest.params["ROLE"] for guest in event["ATTENDEE"]] == ["REQ-PARTICIPANT", "OPT-PARTICIPANT"]
    assert event["ATTENDEE"][0].params["RSVP"] == "TRUE"


def test_a_cancellation_names_the_same_meeting_with_a_higher_sequence():
    calendar, event = event_of(invites.cancel(invite(sequence=2)))
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "CANCEL",
        "1@portail-cmsic",
        2,
        "CANCELLED",
    )


def test_the_uid_of_a_meeting_never_changes(settings):
    before = invites.uid_for("abc")
    settings.SITE_URL = "https://cmsic.gouv.bj:8443/portail"
    assert invites.uid_for("abc") == before


@hypothesis.settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_no_text_slips_a_property_in(text):
    calendar, event = event_of(
        invites.request(
            invite(
                summary=text,
                location=text,
                description=text,
                organizer_name=text,
                guests=(Guest(text, "a@exemple.test"),),
            )
        )
    )
    assert len(calendar.walk("VEVENT")) == 1
    assert set(event) <= {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "STATUS",
        "TRANSP",
        "LOCATION",
        "DESCRIPTION",
        "ORGANIZER",
        "ATTENDEE",
        "URL",
    }
    assert str(event["ATTENDEE"]) == "mailto:a@exemple.test"
