"""Projects made by the operations themselves, as the portal makes them."""

import re
from datetime import date
from typing import Any

from django.test import Client

from foundation.accounts.enums import Role
from projects.enums import Stage
from projects.models import Project
from projects.operations import PlannedValues, create_project
from tests.factories import CommissionFactory, MinistryFactory, member_of, officer_of

DAY = date(2026, 3, 1)
PLANNED = PlannedValues(date(2026, 1, 1), date(2026, 12, 31), 100_000_000, DAY, "Commission", "D-1")


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
