"""« Exact decimals, unknown ≠ 0 ≠ withheld ≠ not applicable in sums, charts, sorting and exports »; « progress right
for decreasing ones »; « cycles refused »; « use review asked 6 and 18 months after »; « initial marks never change ».
"""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.accounts.enums import Role
from foundation.common.figures import get
from foundation.common.typography import amount
from steering.models import FundingLine, Milestone
from steering.queries.amounts import sums_by_year, sums_of
from tests.factories import FundingLineFactory, MinistryFactory, ProjectFactory, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AMOUNT = st.integers(0, 10**15)  # zero, and thousands of billions to the franc
ABSENT = st.sampled_from(["", "not_applicable", "withheld"])
LINES = st.lists(st.tuples(st.sampled_from([2025, 2026, 2027]), AMOUNT | ABSENT), min_size=1, max_size=12)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère de l’Essai du pilotage")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)


@pytest.fixture
def on(monkeypatch):
    """Put the clock on a day."""
    return lambda day: monkeypatch.setattr("foundation.common.clock.today", lambda: day)


def plain(lines: list[Any]) -> tuple[int | None, dict[str, int]]:
    """The sum and what it leaves out, by plain arithmetic."""
    known = [value for value in lines if isinstance(value, int)]
    names = {"": "unknown", "not_applicable": "not_applicable", "withheld": "withheld"}
    return sum(known) if known else None, {name: lines.count(value) for value, name in names.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_sums_and_files_tell_the_four_values_apart(client, ministry, dsi, lines):
    with transaction.atomic():
        project = ProjectFactory(ministry=ministry)
        for year, value in lines:
            has = {"planned": value} if isinstance(value, int) else {"planned_absence": value}
            reason = {"withheld_reason": "Offres en cours"} if value == "withheld" else {}
            FundingLineFactory(project=project, year=year, **has, **reason)
        total, left_out = plain([value for _, value in lines])
        found = sums_of(FundingLine.objects.filter(project=project))["planned"]
        assert (found.total, {name: getattr(found, name) for name in left_out}) == (total, left_out)
        figure = get("funding.planned").compute(dsi, {})
        assert (figure.value, figure.withheld) == (total, sum(left_out.values()))
        for year, sums in sums_by_year(FundingLine.objects.filter(project=project)):
            assert sums["planned"].total == plain([value for of, value in lines if of == year])[0]
        client.force_login(dsi)
        text = b"".join(client.get(reverse("funding:list"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        written = [row["Prévu (FCFA)"] for row in rows if row["Prévu, état"] == "renseigné"]
        assert sum(map(int, written)) == (total or 0)
        assert len(rows) - len(written) == sum(left_out.values())
        assert all(row["Prévu (FCFA)"] == "" for row in rows if row["Prévu, état"] != "renseigné")
        page = client.get(reverse("funding:list")).content.decode()
        assert total is None or amount(total) in page
        transaction.set_rollback(True)


def test_a_year_of_a_finished_project(client, ministry, dsi, on):
    """Entered by pages alone: the milestone is late to its first mark, the falling delay is on its way, and the DSI is
    asked what use is made of it after six months, then eighteen.
    """
    on(date(2026, 1, 10))
    client.force_login(dsi)
    project = ProjectFactory(ministry=ministry, done=True, actual_end=date(2026, 1, 9), title="Guichet")
    said = {"project": project.pk, "title": "Recette", "initial_on": "2025-12-01"}
    client.post(reverse("milestones:new"), said)
    milestone = Milestone.objects.get()
    client.post(
        reverse("milestones:move", args=[milestone.pk]),
        {"to_on": "2026-01-05", "reason": "contract", "explanation": "Lot refait."},
    )
    client.post(reverse("milestones:reach", args=[milestone.pk]), {"actual_on": "2026-01-08"})
    milestone.refresh_from_db()
    marks = milestone.initial_on, milestone.current_on, milestone.actual_on
    assert marks == (date(2025, 12, 1), date(2026, 1, 5), date(2026, 1, 8))

    indicator = {"project": project.pk, "title": "Délai", "unit": "jours", "direction": "down", "initial_value": "30"}
    indicator |= {"initial_on": "2026-01-10", "target_value": "10", "target_on": "2027-01-10", "source": "Registre"}
    added = client.post(reverse("indicators:new"), indicator | {"periodicity": 6})
    key = added["Location"].rpartition("/")[2]
    on(date(2026, 4, 1))
    client.post(reverse("measures:new"), {"indicator": key, "measured_on": "2026-04-01", "value": "22"})
    told = client.get(reverse("api:indicators-detail", args=[key])).json()
    assert Decimal(told["progress"]) == 40

    review = reverse("use-reviews:new")
    for day, terms in (
        (date(2026, 7, 8), []),
        (date(2026, 7, 9), [6]),
        (date(2027, 7, 8), []),
        (date(2027, 7, 9), [18]),
        (date(2029, 1, 1), []),
    ):
        on(day)
        home = client.get("/").content.decode()
        assert ("revue d’usage demandée" in home) == bool(terms), day
        page = client.get(reverse("use-reviews:list")).content.decode()
        assert [term for term in (6, 18) if f"{review}?project={project.pk}&amp;term={term}" in page] == terms
        for term in terms:
            said = {"project": project.pk, "term": term, "reviewed_on": day.isoformat(), "users": 40}
            assert client.post(review, said).status_code == 302


def test_two_projects_never_wait_for_each_other(client, ministry, dsi):
    one, other = ProjectFactory(ministry=ministry), ProjectFactory(ministry=ministry)
    client.force_login(dsi)
    for later, earlier, status in ((one, other, 302), (other, one, 400)):
        said = {"project": later.pk, "predecessor": earlier.pk, "awaited": "Une interface"}
        assert client.post(reverse("dependencies:new"), said).status_code == status
