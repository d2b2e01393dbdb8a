from datetime import date

import pytest

from foundation.accounts.enums import Role
from tests.factories import MinistryFactory, ProjectFactory, officer_of

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


@pytest.fixture
def dsi(db):
    return officer_of(MinistryFactory(name="Ministère du Plan", acronym="MP").scope, Role.DSI)


@pytest.fixture
def project(dsi):
    ministry = MinistryFactory._meta.model.objects.get(scope_id__in=dsi.access.scopes())
    return ProjectFactory(ministry=ministry, running=True, title="Guichet unique", code="MP-0001")


@pytest.fixture
def listed(rf):
    """The rows that a list shows to a user at an address, and what stands above them."""

    def read(register, user, address=""):
        request = rf.get(address or "/")
        request.user = user
        found = register.page.found(request)
        return register.page.shown(request, found).page.rows, register.list_more(request, found)

    return read
