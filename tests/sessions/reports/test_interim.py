"""« Par intérim » is printed where somebody stands in between two dates; the page of a new session begins with the commission asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cmsic.accounts.enums import Role
from cmsic.common import clock
from commissions.enums import HolderKind
from sessions.enums import PresenceKind
from sessions.models import PresenceEvent
from sessions.reports.attendance import build_attendance_sheet
from sessions.reports.pv import build_pv_document
from tests.factories import GrantFactory, MandateFactory, PersonFactory, SessionFactory, commission_with_members, member_of

pytestmark = pytest.mark.django_db


def test_sheet_and_minutes_say_who_stands_in_par_intérim():
    commission = commission_with_members(3)
    today = clock.today()
    person = PersonFactory(scope=commission.scope, full_name="Ibrahim SANNI")
    seat = commission.seats.order_by("position")[2]
    MandateFactory(seat=seat, person=person, kind=HolderKind.INTERIM, valid_from=today, valid_to=today + timedelta(days=5))
    session = SessionFactory(commission=commission, opened=True)
    assert "Ibrahim SANNI, par intérim" in [line.substitute for line in build_attendance_sheet(session).lines]
    PresenceEvent.objects.create(
        scope=session.scope, session=session, seat=seat, kind=PresenceKind.REPRESENTED, at=clock.now(), person=person, person_name=person.full_name
    )
    assert "par Ibrahim SANNI, par intérim" in str(build_pv_document(session, reference="", status="draft"))


def test_a_new_session_begins_with_the_commission_that_was_asked(client):
    first, second = (commission_with_members(1, code=code) for code in ("AAA", "BBB"))
    secretary = member_of(first, Role.SECRETARY)
    GrantFactory(user=secretary, scope=second.scope, role=Role.SECRETARY, commission_id=second.pk)
    client.force_login(secretary)
    page = client.get(reverse("sessions:create"), {"commission": second.pk}).content.decode()
    assert f'value="{second.pk}" selected' in page
    foreign = commission_with_members(1)
    for asked in (foreign.pk, "nulle part", "\0"):
        assert f'value="{first.pk}" selected' in client.get(reverse("sessions:create"), {"commission": asked}).content.decode()
