from datetime import date

import pytest

from foundation.accounts.enums import Role
from tests.factories import MinistryFactory, officer_of

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def ministry():
    return MinistryFactory(name="Ministère du Plan", acronym="MP")


@pytest.fixture
def dsi(ministry):
    return officer_of(ministry.scope, Role.DSI)
