"""Projects made by the operations themselves, as the portal makes them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from foundation.accounts.enums import Role
from foundation.common import clock
from projects.enums import Stage
from projects.models import Project
from projects.operations import PlannedValues, create_project
from tests.factories import CommissionFactory, MinistryFactory, member_of, officer_of

DAY = date(2026, 3, 1)
PLANNED = PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 100_000_000, DAY, "Commission", "D-1")


class Today:
    """The business day of a test, moved at will: the one business clock is shifted the way production does in its own
    tests, by CMSIC_CLOCK_FILE.
    """

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, *, hour: int = 9) -> None:
        self.hour, self.shift = hour, folder / "clock"
        self.move(date(2026, 6, 15))
        patch.setenv("CMSIC_CLOCK_FILE", str(self.shift))
        assert clock.today() == self.day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, 0, tzinfo=UTC)

    def move(self, day: date) -> None:
        self.day = day
        self.shift.write_text(str((self.now() - datetime.now(UTC)).total_seconds()))


@contextmanager
def an_hour_before(folder: Path) -> Iterator[Today]:
    """The same day, for what a module makes once."""
    with pytest.MonkeyPatch.context() as patch:
        yield Today(patch, folder, hour=8)


def dsi_of(ministry: Any) -> Any:
    return officer_of(ministry.scope, Role.DSI)


def ministry_with_dsi(**fields: Any) -> tuple[Any, Any]:
    ministry = MinistryFactory(**fields)
    return ministry, dsi_of(ministry)


def president_of(project: Project) -> Any:
    """Who presides over the commission of its ministry, and answers the revisions of its baselines."""
    return member_of(CommissionFactory(ministry=project.ministry), Role.PRESIDENT)


def running_project(ministry: Any, by: Any, title: str = "Gestion du courrier", **fields: Any) -> Project:
    fields = {"stage": Stage.RUNNING, "actual_start": date(2026, 1, 15), "progress": 30, "planned": PLANNED} | fields
    return create_project(ministry, title, by=by, **fields)


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def project_links(response: Any) -> list[str]:
    """The projects a list shows, in order."""
    return re.findall(r'<th scope="row"><a href="/projets/([0-9a-f-]{36})"', response.content.decode())
