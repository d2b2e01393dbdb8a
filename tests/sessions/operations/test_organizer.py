"""The commission invites, whoever holds the pen: one organizer for the life of a meeting."""

from email.utils import parseaddr

import pytest
from icalendar import Calendar

from commissions.operations.founding import edit_commission
from foundation.accounts.enums import Role
from foundation.notifications.models import OutgoingMail
from foundation.notifications.operations.sending import build_message
from foundation.notifications.senders import portal_address
from sessions.core.models import Convocation
from sessions.preparing.enums import LetterPurpose
from sessions.preparing.notifications import write_to_member
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def convocation():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True)
    AgendaItemFactory(session=session, position=1, title="Interconnexion des sites")
    seat = commission.seats.order_by("pk").first()
    return Convocation.objects.create(
        scope=session.scope,
        session=session,
        seat=seat,
        person=seat.mandates.get().person,
        seat_label=seat.label,
        secret_hash="x" * 64,
    )


def named(convocation, address):
    commission = convocation.session.commission
    edit_commission(commission.pk, email=address, founded_on=commission.founded_on, base_version=None, by=None)
    convocation.session.commission.refresh_from_db()


def event_of(mail):
    return next(iter(Calendar.from_ical(bytes(mail.ics)).walk("VEVENT")))


def organizer_of(mail):
    organizer = event_of(mail)["ORGANIZER"]
    return str(organizer), organizer.params["CN"]


def test_the_commission_invites_and_reads_the_answers(convocation):
    named(convocation, "cmsic@ministere.test")
    by = member_of(convocation.session.commission, Role.SECRETARY)
    mail = write_to_member(convocation, LetterPurpose.CONVENE, by=by)
    code = convocation.session.commission.code
    assert organizer_of(mail) == ("mailto:cmsic@ministere.test", f"Secrétariat {code}")
    assert parseaddr(build_message(mail).reply_to[0])[1] == "cmsic@ministere.test"
    assert by.email not in bytes(mail.ics).decode()


@pytest.mark.parametrize("actor", ["substitute", "job"])
def test_a_cancellation_comes_from_the_same_organizer(convocation, actor):
    """Whoever clicks, or nobody; and even after the commission took another address."""
    named(convocation, "cmsic@ministere.test")
    first = write_to_member(
        convocation, LetterPurpose.CONVENE, by=member_of(convocation.session.commission, Role.SECRETARY)
    )
    named(convocation, "autre@ministere.test")
    by = member_of(convocation.session.commission, Role.SECRETARY) if actor == "substitute" else None
    last = write_to_member(convocation, LetterPurpose.CANCEL, by=by)
    assert organizer_of(last) == organizer_of(first)
    assert event_of(last)["UID"] == event_of(first)["UID"]


def test_without_an_address_of_its_own_the_portal_invites_in_its_name(convocation):
    mail = write_to_member(convocation, LetterPurpose.CONVENE, by=None)
    assert organizer_of(mail)[0] == f"mailto:{portal_address()}"
    assert mail.reply_to == ""


def test_a_calendar_shows_the_agenda_and_the_way_to_answer(convocation):
    mail = write_to_member(convocation, LetterPurpose.CONVENE, by=None)
    told = str(event_of(mail)["DESCRIPTION"])
    address, *read = [word for word in mail.text.split() if "/sessions/convocation/" in word]
    assert [word for word in read if not word.startswith(f"{address}/")] == []  # one link, and what is read behind it
    assert "1. Interconnexion des sites" in told
    assert address in told
    ended = str(event_of(write_to_member(convocation, LetterPurpose.CANCEL, by=None))["DESCRIPTION"])
    assert "/sessions/convocation/" not in ended


def test_a_calendar_is_told_nothing_of_closed_doors(convocation):
    convocation.session.is_closed_doors = True
    mail = write_to_member(convocation, LetterPurpose.CONVENE, by=None)
    assert "Interconnexion" not in str(event_of(mail)["DESCRIPTION"])
    assert OutgoingMail.objects.count() == 1
