"""Clear days: neither the day of sending nor that of the session; public holidays of Benin as data, taken out where the
act says so.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commissions.models import Statute
from foundation.common import clock
from foundation.common.holidays import holiday_on, working_day_from
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import convening_blockers, notice_blocker, notice_for
from sessions.core.queries.notice import clear_days, first_day_for, last_day_for, notice_of
from sessions.core.reports.wording import opened_in_words
from sessions.preparing.forms.sessions import SessionForm
from sessions.preparing.queries.around import mending_address
from tests.factories import SessionFactory, UserFactory, commission_with_members

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("sent", "held", "counted", "without_holidays"),
    [
        (date(2026, 9, 1), date(2026, 9, 2), 0, 0),
        (date(2026, 9, 1), date(2026, 9, 7), 5, 5),
        (date(2026, 12, 23), date(2026, 12, 29), 5, 4),  # Christmas
        (date(2026, 1, 5), date(2026, 1, 12), 6, 4),  # two days for the traditional religions (law 2024-32)
        (date(2026, 9, 2), date(2026, 9, 1), 0, 0),
    ],
)
def test_the_days_between_are_counted(sent, held, counted, without_holidays):
    assert (clear_days(sent, held), clear_days(sent, held, skips_holidays=True)) == (counted, without_holidays)


@given(days, st.integers(0, 40), st.booleans())
def test_the_first_and_the_last_day_leave_just_the_delay(day, required, skips):
    first, last = first_day_for(day, required, skips_holidays=skips), last_day_for(day, required, skips_holidays=skips)
    assert clear_days(day, first, skips_holidays=skips) >= required
    assert clear_days(last, day, skips_holidays=skips) >= required
    if required:
        assert clear_days(day, first - timedelta(days=1), skips_holidays=skips) < required
        assert clear_days(last + timedelta(days=1), day, skips_holidays=skips) < required


def test_a_holiday_in_the_delay_is_told_and_counted_unless_the_act_takes_it_out():
    sent, held = date(2026, 7, 30), date(2026, 8, 5)
    plain = notice_of(Statute(notice_days=5, notice_article="article 6"), sent_on=sent, held_on=held)
    assert (plain.given, plain.is_short) == (5, False)
    assert plain.remarks == [
        "Férié dans le délai : Fête Nationale le 1er août 2026 ; l’acte ne dit pas de le retirer, il est compté."
    ]
    strict = notice_of(Statute(notice_days=5, notice_skips_holidays=True), sent_on=sent, held_on=held)
    assert (strict.given, strict.is_short, strict.last_day, strict.first_day) == (
        4,
        True,
        date(2026, 7, 29),
        date(2026, 8, 6),
    )


def test_a_session_on_a_holiday_is_told_and_an_estimated_feast_says_so():
    assert (
        notice_of(None, sent_on=date(2026, 7, 1), held_on=date(2026, 8, 1)).remarks[0]
        == "Le jour de la session est férié (Fête Nationale)."
    )
    assert holiday_on(date(2026, 5, 27)).is_estimated
    assert "date estimée" in notice_of(None, sent_on=date(2026, 5, 1), held_on=date(2026, 5, 27)).remarks[0]


@pytest.mark.django_db
def test_the_day_that_is_proposed_is_a_working_day_and_a_weekend_is_said():
    commission = commission_with_members(1)
    with time_machine.travel(datetime(2026, 11, 29, 10, tzinfo=UTC)):  # five clear days after: Saturday 5 December
        session = SessionFactory(
            commission=commission, statute=commission.statutes.get(), held_on=date(2026, 11, 29), urgency_motive=""
        )
        notice = notice_for(session, sent_on=clock.today())
        assert "Le jour de la session est un dimanche." in notice.remarks
        blocker = notice_blocker(session, today=clock.today())
    assert notice.first_day == date(2026, 12, 5)
    assert "lundi 7 décembre 2026" in blocker.sentence
    assert working_day_from(date(2026, 8, 1)) == date(2026, 8, 3)  # a Saturday, and a feast
    assert notice_of(None, sent_on=date(2026, 11, 2), held_on=date(2026, 11, 9)).held_on_weekend == ""


@pytest.mark.django_db
def test_what_is_missing_leads_to_its_field():
    session = SessionFactory()
    session.held_on = session.starts_at = None
    session.place = session.video_link = ""
    addresses = [mending_address(session, row) for row in convening_blockers(session, today=date(2026, 11, 2))]
    form = SessionForm(instance=session, user=UserFactory())
    fields = {address.partition("#id_")[2] for address in addresses if "#id_" in address}
    assert fields == {"held_on", "starts_at", "place"}
    assert fields <= set(form.fields)


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        (time(9, 49), "ouverte à 9 h 49, 11 minutes avant l’heure de la convocation."),
        (time(10), "ouverte à 10 h 00."),
        (time(10, 20), "ouverte à 10 h 20."),
    ],
)
def test_an_early_opening_says_it(opened, said):
    day = date(2026, 11, 16)
    instant = timezone.make_aware(datetime.combine(day, opened))
    session = CommissionSession(held_on=day, starts_at=time(10), opened_at=instant)
    assert re.sub(r"\s", " ", opened_in_words(session)).endswith(said)
