"""« Par intérim » is printed where somebody stands in between two dates; the page of a new session begins with the
commission asked.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from commissions.enums import HolderKind
from foundation.accounts.enums import Role
from foundation.common import clock
from sessions.core.enums import Answer, PresenceKind
from sessions.core.models import PresenceEvent
from sessions.meeting.operations.presence import tick_expected
from sessions.papers.reports.attendance import build_attendance_sheet
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene
from tests.factories import (
    AgendaItemFactory,
    GrantFactory,
    MandateFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
)

pytestmark = pytest.mark.django_db


def test_sheet_and_minutes_say_who_stands_in_par_intérim():
    commission = commission_with_members(3)
    today = clock.today()
    person = PersonFactory(scope=commission.scope, full_name="Ibrahim SANNI")
    seat = commission.seats.order_by("position")[2]
    MandateFactory(
        seat=seat, person=person, kind=HolderKind.INTERIM, valid_from=today, valid_to=today + timedelta(days=5)
    )
    session = SessionFactory(commission=commission, opened=True)
    assert "Ibrahim SANNI, par intérim" in [line.substitute for line in build_attendance_sheet(session).lines]
    PresenceEvent.objects.create(
        scope=session.scope,
        session=session,
        seat=seat,
        kind=PresenceKind.REPRESENTED,
        at=clock.now(),
        person=person,
        person_name=person.full_name,
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
        assert (
            f'value="{first.pk}" selected'
            in client.get(reverse("sessions:create"), {"commission": asked}).content.decode()
        )


def test_who_holds_a_seat_par_intérim_is_convened_in_the_place_of_its_titular_and_the_letter_says_so():
    commission = commission_with_members(3)
    president, _, seat, _ = commission.seats.order_by("position")
    session = SessionFactory(commission=commission)
    AgendaItemFactory(session=session)
    stands_in, presides = (
        PersonFactory(scope=commission.scope, full_name=name) for name in ("Ibrahim SANNI", "Awa DOSSOU")
    )
    for held, person, begins, ends in (
        (seat, stands_in, -1, 5),
        (president, presides, 0, 1),
        (commission.seats.get(position=2), PersonFactory(), 1, 9),
    ):
        day = session.held_on
        MandateFactory(
            seat=held,
            person=person,
            kind=HolderKind.INTERIM,
            valid_from=day + timedelta(days=begins),
            valid_to=day + timedelta(days=ends),
        )
    convene(session.pk, by=UserFactory())
    rows = {row.seat_id: row for row in session.convocations.select_related("person", "letter")}
    assert len(rows) == 4
    assert (rows[seat.pk].person, rows[seat.pk].seat_label) == (stands_in, f"{seat.label}, par intérim")
    # One whose interim begins after the day is convened himself.
    assert "intérim" not in rows[commission.seats.get(position=2).pk].seat_label
    letter = rows[seat.pk].letter.content
    assert (letter["recipient_name"], letter["recipient_function"]) == (
        "Monsieur Ibrahim SANNI",
        f"{seat.label}, par intérim",
    )
    assert (letter["signatory_name"], letter["signatory_function"][-12:]) == ("Awa DOSSOU", " par intérim")
    answer_convocation(rows[seat.pk].pk, AnswerFacts(Answer.PRESENT), by=None)
    type(session).objects.filter(pk=session.pk).update(held_on=clock.today())
    seat.mandates.filter(kind=HolderKind.INTERIM).update(valid_from=clock.today())
    tick_expected(session.pk, by=None)
    event = PresenceEvent.objects.get(session=session)
    assert (event.seat_id, event.kind, event.person, event.person_name) == (
        seat.pk,
        PresenceKind.REPRESENTED,
        stands_in,
        "Ibrahim SANNI",
    )


def test_a_vacant_seat_held_par_intérim_is_convened_too():
    commission = commission_with_members(2)
    seat = commission.seats.get(position=2)
    seat.mandates.all().delete()
    session = SessionFactory(commission=commission)
    AgendaItemFactory(session=session)
    day = session.held_on
    MandateFactory(seat=seat, kind=HolderKind.INTERIM, valid_from=day, valid_to=day + timedelta(days=1))
    convene(session.pk, by=UserFactory())
    assert session.convocations.filter(seat=seat, seat_label__endswith="par intérim").count() == 1
