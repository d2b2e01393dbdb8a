"""What e-services show on the pages of ministries and projects; limited to what the reader may see."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Count, Q
from django.urls import reverse

from foundation.common import clock
from foundation.common.database import FRENCH, SortKey
from foundation.common.timeline import TimelineEntry
from ministries.extensions import Panel
from projects.extensions import Alike, Likeness
from projects.models import Project
from projects.queries.similar import alike_rows

from ..models import EService, ServiceProblem
from .use import last_month

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 5


def ministry_panel(ministry: Any, user: "User") -> Panel | None:
    """The e-services of a ministry, with what is owed of them (3 queries)."""
    rows = EService.objects.visible_to(user).in_use().filter(ministry=ministry)
    found = list(rows.select_related("level").order_by(SortKey("name"), "pk")[:SHOWN])
    if not found:
        return None
    month = last_month(clock.today())
    silent = EService.objects.filter(pk__in=rows.values("pk")).silent(month).values("pk")
    counted = rows.aggregate(whole=Count("pk"), silent=Count("pk", filter=Q(pk__in=silent)))
    problems = ServiceProblem.objects.visible_to(user).open().filter(service__ministry=ministry).count()
    asked = f"?ministry={ministry.pk}"
    return Panel(
        title="E-services",
        template="eservices/ministry_panel.html",
        context={
            "rows": found,
            "silent": counted["silent"],
            "silent_href": f"{reverse('eservices:list')}{asked}&told=silent",
            "problems": problems,
            "problems_href": f"{reverse('service-problems:list')}{asked}&open=1",
            "radar_href": f"{reverse('eservices:radar')}{asked}",
        },
        position=45,
        count=counted["whole"],
        href=f"{reverse('eservices:list')}{asked}",
        href_label="Tous ses e-services",
        anchor="e-services",
    )


def project_events(project: Any, user: "User") -> list[TimelineEntry]:
    """On the page of a project: the e-services that came of it, the day they opened."""
    if not isinstance(project, Project):
        return []
    rows = EService.objects.visible_to(user).filter(project=project, opened_on__isnull=False)
    return [
        TimelineEntry(
            row.opened_on, "E-service ouvert", row.name, row.platform, reverse("eservices:detail", args=[row.pk])
        )
        for row in rows
    ]


def alike_services(user: "User", wanted: Likeness, limit: int) -> list[Alike]:
    """The e-services that the reader may see and whose name resembles."""
    rows = EService.objects.visible_to(user).select_related("ministry")
    if wanted.leave_out is not None:
        rows = rows.exclude(pk=wanted.leave_out)
    found = alike_rows(rows, "name", wanted, SearchVector("name", config=FRENCH))[:limit]
    return [
        Alike(
            row.name,
            reverse("eservices:detail", args=[row.pk]),
            f"E-service · {row.owner_told}" + (f" · {row.platform}" if row.platform else ""),
            row.score,
            row.pk,
        )
        for row in found
    ]
