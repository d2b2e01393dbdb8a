"""The watch on the life of commissions: right figures, for whom it concerns, at a constant cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cmsic.dashboards.queries.watch import SORTS, line_of, watched
from foundation.accounts.enums import Role
from foundation.common import figures
from sessions.core.models import ProcesVerbal
from tests.factories import (
    CommissionFactory,
    ScopeFactory,
    SessionFactory,
    UserFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WATCH = reverse("dashboards:watch")


@pytest.fixture
def asin():
    return officer_of(ScopeFactory(kind="national"), Role.ASIN_READER)


@pytest.fixture
def living():
    """One session held out of two due; one seat vacant, one mandate about to end; a procès-verbal submitted two days
    after, one expected.
    """
    commission = commission_with_members(4, founded_on=TODAY - timedelta(days=100))
    first, _ = (SessionFactory(commission=commission, lifted=True, year=TODAY.year) for _ in range(2))
    type(first).objects.filter(pk=first.pk).update(
        held_on=TODAY - timedelta(days=40),
        kind="extraordinary",
        opened_at=timezone.now() - timedelta(days=2, hours=2),
        lifted_at=timezone.now() - timedelta(days=2),
    )
    ProcesVerbal.objects.create(
        scope=commission.scope, commission=commission, session=first, year=TODAY.year, submitted_at=timezone.now()
    )
    seats = list(commission.seats.filter(role="member").order_by("position"))
    seats[0].mandates.all().delete()
    seats[1].mandates.update(valid_to=TODAY + timedelta(days=30))
    return commission


def line(user, commission):
    return line_of(watched(user, year=TODAY.year, day=TODAY).get(pk=commission.pk), day=TODAY)


def test_each_figure_is_right(living, asin):
    values = vars(line(asin, living).figures)
    assert {
        name: values[name]
        for name in (
            "sessions_due",
            "sessions_held",
            "days_to_first_session",
            "vacant_seats",
            "mandates_ending",
            "pv_days",
            "pv_expected",
        )
    } == {
        "sessions_due": 2,
        "sessions_held": 1,
        "days_to_first_session": 60,
        "vacant_seats": 1,
        "mandates_ending": 1,
        "pv_days": 2.0,
        "pv_expected": 1,
    }


def test_what_is_unknown_is_said_and_never_zero(asin):
    new = CommissionFactory(founded_on=TODAY - timedelta(days=10))
    found = line(asin, new)
    assert (found.sessions, found.first.replace("\xa0", " "), found.pv) == (
        "0, périodicité non renseignée",
        "aucune depuis 10 jours",
        "",
    )


def test_the_figures_of_the_page_open_their_rows(living, asin, client):
    expected = {
        "commissions.first_session": 60,
        "mandates.ending": 1,
        "pv.delay": 2,
        "pv.expected": 1,
        "seats.vacant": 1,
        "sessions.held_of_due": 1,
    }
    client.force_login(asin)
    page = client.get(WATCH).content.decode()
    for key, value in expected.items():
        assert figures.get(key).compute(asin, {}).value == value, key
        assert reverse("dashboards:figure", args=[key]) in page
        assert client.get(reverse("dashboards:figure", args=[key])).status_code == 200


def test_one_sees_ones_own_commissions_and_the_asin_all(living, asin, client):
    foreign = CommissionFactory(name="Commission du voisin")
    for user, count in ((asin, 2), (member_of(living, Role.SECRETARY), 1), (UserFactory(), 0)):
        client.force_login(user)
        page = client.get(WATCH)
        assert len(watched(user, year=TODAY.year, day=TODAY)) == count
        assert (foreign.name in page.content.decode()) is (user == asin)
        assert (foreign.name in client.get(reverse("dashboards:watch_csv")).getvalue().decode()) is (user == asin)


def test_the_list_is_sorted_by_each_column(living, asin):
    other = CommissionFactory(name="Zone")
    for sort in (*SORTS, *(f"-{key}" for key in SORTS), "inconnu"):
        assert {row.pk for row in watched(asin, year=TODAY.year, day=TODAY, sort=sort)} == {living.pk, other.pk}
    assert [row.pk for row in watched(asin, year=TODAY.year, day=TODAY, sort="-vacants")] == [living.pk, other.pk]


def test_the_filters_keep_the_commissions_they_name(living, asin, client):
    CommissionFactory()
    client.force_login(asin)
    for concern, found in (("sessions", 1), ("never", 1), ("vacant", 1), ("ending", 1), ("pv", 1), ("inconnu", 0)):
        lines = client.get(reverse("dashboards:watch_csv"), {"concern": concern}).getvalue().decode().splitlines()
        assert len(lines) == 1 + found, concern


def test_the_page_costs_as_many_queries_for_one_commission_as_for_three(living, asin, client):
    client.force_login(asin)
    client.get(WATCH)
    with CaptureQueriesContext(connection) as one:
        client.get(WATCH)
    for _ in range(2):
        commission_with_members(3)
    with CaptureQueriesContext(connection) as three:
        client.get(WATCH)
    assert len(three) == len(one)
