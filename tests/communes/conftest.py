from datetime import date

import pytest

from foundation.accounts.enums import Role
from tests.factories import CommuneFactory, officer_of

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)
    return TODAY


@pytest.fixture
def commune():
    return CommuneFactory(name="Kandi")


@pytest.fixture
def rsi(commune):
    return officer_of(commune.scope, Role.RSI)


def read(answer) -> str:
    """What a page says, its spaces being plain ones."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")
