"""The forecast by reference class: what the finished projects of a ministry say of another one, and to whom."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.test import override_settings
from django.urls import reverse

from foundation.accounts.enums import Role, ScopeKind
from projects.enums import ExitReason, Stage
from projects.queries.forecast import forecast, forecast_of, foreseen
from projects.queries.project_signals import FORECAST_FORMULA, band_of
from tests.factories import MinistryFactory, ProjectFactory, ScopeFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db
START = date(2022, 1, 1)
MILLION = 1_000_000


def ended(ministry, factor, *, cost=300, paid=None, days=100, nature="platform", **other):
    """A project that took `factor` times the days that its initial baseline foresaw."""
    values = {
        "initial_start": START,
        "initial_end": START + timedelta(days=days),
        "initial_cost": cost * MILLION,
        "planned_start": START,
        "planned_end": START + timedelta(days=days * 9),  # a revision: it changes nothing here
        "actual_start": START,
        "actual_end": START + timedelta(days=int(days * factor)),
        "actual_cost": int((cost if paid is None else paid) * MILLION),
        "stage": Stage.DONE,
    }
    return ProjectFactory(ministry=ministry, nature=nature, **values | other)


FACTORS = [1, 1.2, 1.4, 1.6, 1.6, 1.8, 2, 2.5]


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


def test_eight_finished_projects_of_the_band_and_kind_say_their_median_against_the_initial_baseline(ministry):
    for factor in FACTORS:
        ended(ministry, factor, paid=360)
    for _ in range(8):
        ended(ministry, 5, cost=10)  # of another band
        ended(MinistryFactory(), 7)  # of another ministry
    start = date(2026, 1, 1)
    asked = {"cost": 250 * MILLION, "nature": "platform", "start": start, "end": start + timedelta(days=100)}
    found = forecast(ministry, is_own=True, **asked)
    assert (found.duration.median, found.duration.count) == (Decimal(str(median(FACTORS))), 8)
    assert found.end == start + timedelta(days=160)
    assert found.sentence == (
        "Vos projets de 200\u00a0millions de FCFA à 1\u00a0milliard de FCFA (plateforme ou application) ont duré"
        " 1,6 fois le prévu (médiane, n = 8) et coûté 1,2 fois le prévu (médiane, n = 8). À ce rythme, celui-ci"
        " finirait le 10/06/2026."
    )


def test_the_class_widens_until_it_is_large_enough_and_below_eight_it_says_so(ministry):
    for factor in FACTORS[:7]:
        ended(ministry, factor)
    few = forecast(ministry, is_own=True, cost=250 * MILLION, nature="platform")
    assert few.duration is None
    assert "7\u00a0projets achevés ou arrêtés" in few.sentence
    assert "il en faut 8 au moins" in few.sentence
    ended(ministry, 9, nature="data")
    wider = forecast(ministry, is_own=False, cost=250 * MILLION, nature="platform")
    assert wider.sentence.startswith(
        "Les projets de MP de 200\u00a0millions de FCFA à 1\u00a0milliard de FCFA ont duré"
    )
    everything = forecast(ministry, is_own=True)
    assert everything.sentence.startswith("Vos projets ont duré")


def test_stopped_projects_stay_in_and_are_said_and_those_that_went_elsewhere_are_not(ministry):
    for factor in FACTORS[:5]:
        ended(ministry, factor)
    for _ in range(4):
        ended(ministry, 1, stage=Stage.ABANDONED, actual_end=None, actual_cost=None)
        ended(ministry, 1, exit_reason=ExitReason.MERGED, left_on=START)
    found = forecast(ministry, is_own=True)
    assert (found.duration.count, found.duration.stopped) == (9, 4)
    assert found.duration.median == Decimal("1.6")  # five ended, four never did: the fifth of nine
    assert "(médiane, n = 9, dont 4\u00a0arrêtés)" in found.sentence
    for _ in range(2):
        ended(ministry, 1, exit_reason=ExitReason.STOPPED, left_on=START, actual_end=None, stage=Stage.RUNNING)
    stopped = forecast(ministry, is_own=True)
    assert stopped.duration.median is None
    assert "la moitié au moins ont été arrêtés" in stopped.sentence
    assert stopped.end is None


def test_ended_projects_without_dates_are_counted_apart(ministry):
    for factor in FACTORS:
        ended(ministry, factor)
    ended(ministry, 1, actual_start=None, actual_end=None, dates_unknown=True)
    found = forecast(ministry, is_own=True)
    assert (found.duration.count, found.undated) == (8, 1)
    assert found.note == "1\u00a0projet achevé sans dates n’est pas compté."


@override_settings(PROJECT_FORECAST_BANDS=[10, 20])
@pytest.mark.parametrize(("cost", "band"), [(0, (0, 10)), (10, (10, 20)), (19, (10, 20)), (20, (20, None))])
def test_a_cost_is_in_one_band_and_an_unknown_one_in_none(cost, band):
    assert (band_of(cost).low, band_of(cost).high) == band
    assert band_of(None) is None


def test_it_is_read_by_who_sees_the_whole_portfolio_and_by_no_partner(client, ministry):
    for factor in FACTORS:
        ended(ministry, factor)
    project = ProjectFactory(ministry=ministry, stage=Stage.RUNNING, actual_start=START)
    partner = MinistryFactory()
    project.partner_ministries.add(partner)
    neighbour, dsi = officer_of(partner.scope, Role.DSI), officer_of(ministry.scope, Role.DSI)
    asin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_READER)
    assert forecast_of(project, neighbour) is None
    assert foreseen(neighbour, project=project.pk) is None
    assert foreseen(neighbour, ministry=ministry.pk) is None
    assert foreseen(UserFactory(), ministry=ministry.pk) is None
    assert forecast_of(project, dsi).sentence.startswith("Vos projets")
    assert forecast_of(project, asin).sentence.startswith("Les projets de MP")
    for user, shown in ((dsi, True), (neighbour, False)):
        client.force_login(user)
        page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
        assert ('id="prevision"' in page) is shown


def test_while_it_is_typed_the_sentence_is_beside_the_field_and_nothing_is_written(client, ministry):
    for factor in FACTORS:
        ended(ministry, factor)
    client.force_login(officer_of(ministry.scope, Role.DSI))
    typed = {"ministry": ministry.pk, "planned_start": "01/01/2026", "planned_end": "11/04/2026", "planned_cost": "25"}
    part = client.post(reverse("projects:forecast"), typed).content.decode()
    assert "1,6\u00a0fois" in part or "1,6 fois" in part
    assert "10/06/2026" in part
    assert "dates" not in client.post(reverse("projects:forecast"), {"planned_end": "demain"}).content.decode()
    page = client.get(reverse("projects:create")).content.decode()
    assert reverse("projects:forecast") in page
    assert FORECAST_FORMULA[:40] in client.get(reverse("dashboards:figures")).content.decode().replace("\u00a0", " ")
