"""To whom a recommendation may be addressed: structures that exist, in the order in which a Frenchman reads."""

from datetime import date, timedelta

import pytest

from foundation.common import clock
from sessions.meeting.queries.live import addressees_of
from tests.factories import SessionFactory, StructureFactory, commission_with_members

pytestmark = pytest.mark.django_db


def names(session):
    return [label for group, rows in addressees_of(session) if group == "Structures du ministère" for _, label in rows]


def test_structures_are_sorted_with_their_accents_and_none_that_is_dissolved_is_offered():
    commission = commission_with_members(3)
    for name in ("Zone franche", "École nationale", "Direction du budget", "état civil", "Économie rurale"):
        StructureFactory(ministry=commission.ministry, name=name)
    StructureFactory(ministry=commission.ministry, name="Cellule dissoute", valid_to=clock.today() - timedelta(days=1))
    session = SessionFactory(commission=commission, held_on=clock.today())
    found = names(session)
    order = ["Direction du budget", "École nationale", "Économie rurale", "état civil", "Zone franche"]
    assert [next(name for name in order if name in label) for label in found] == order


def test_a_session_of_the_past_offers_the_structures_of_its_day():
    commission = commission_with_members(3)
    StructureFactory(ministry=commission.ministry, name="Cellule dissoute", valid_to=date(2025, 1, 1))
    assert any("Cellule" in label for label in names(SessionFactory(commission=commission, held_on=date(2024, 9, 18))))
