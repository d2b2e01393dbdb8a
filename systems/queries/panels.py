"""What platforms show on the pages of ministries and projects; limited to what the reader may see."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.urls import reverse

from foundation.common import clock
from foundation.common.database import FRENCH
from foundation.common.figures import get
from foundation.common.timeline import TimelineEntry
from ministries.extensions import Panel
from ministries.models import Ministry
from projects.extensions import Alike, Likeness
from projects.models import Project
from projects.queries.similar import alike_rows

from ..models import Platform

if TYPE_CHECKING:
    from foundation.accounts.models import User


def ministry_panel(ministry: Ministry, user: "User") -> Panel | None:
    """How many platforms a ministry runs, and those that nobody will pay for."""
    rows = Platform.objects.visible_to(user).filter(ministry=ministry).running(clock.today())
    if not (count := rows.count()):
        return None
    filters = {"ministry": ministry.pk}
    return Panel(
        title="Plateformes",
        template="systems/ministry_panel.html",
        context={"figures": [(figure, figure.compute(user, filters)) for figure in map(get, PANEL)]},
        position=42,
        count=count,
        href=f"{reverse('platforms:list')}?ministry={ministry.pk}",
        href_label="Toutes ses plateformes",
        anchor="plateformes",
    )


PANEL = (
    "platforms.running",
    "platforms.without_relay",
    "platforms.formality_due",
    "cloud.undecided",
    "cloud.to_verify",
)


def project_events(project: Any, user: "User") -> list[TimelineEntry]:
    """On the page of a project: the day a platform that it built opened."""
    rows = Platform.objects.visible_to(user).filter(project=project) if isinstance(project, Project) else ()
    return [
        TimelineEntry(
            row.opened_on,
            "Plateforme en service",
            row.name,
            "",
            reverse("platforms:detail", args=[row.pk]),
            "good",
            theme="plateformes",
        )
        for row in rows
        if row.opened_on
    ]


def alike_platforms(user: "User", wanted: Likeness, limit: int) -> list[Alike]:
    """The platforms that the reader may see and whose name resembles what is being typed: « déjà vu »."""
    rows = Platform.objects.visible_to(user).select_related("ministry")
    if wanted.leave_out is not None:
        rows = rows.exclude(pk=wanted.leave_out)
    found = alike_rows(rows, "name", wanted, SearchVector("name", config=FRENCH))[:limit]
    return [
        Alike(
            row.name,
            reverse("platforms:detail", args=[row.pk]),
            f"{row.get_kind_display().capitalize()} · {row.ministry.short_name}",
            row.score,
            row.pk,
        )
        for row in found
    ]
