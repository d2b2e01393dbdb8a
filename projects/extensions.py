"""What the apps above show on the page of a project: decisions, reserves, recommendations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cmsic.common.extensions import ExtensionPoint
from ministries.extensions import Panel

if TYPE_CHECKING:
    from cmsic.accounts.models import User

    from .models import Project


@dataclass(frozen=True)
class TimelineEntry:
    """One event in the life of a project, already limited to what the reader may see."""

    on: date
    title: str
    text: str = ""
    by: str = ""
    href: str = ""
    tone: str = "neutral"


project_panels: "ExtensionPoint[Callable[[Project, User], Panel | None]]" = ExtensionPoint("project_page_panels", "parties de la page d’un projet")
project_timeline: "ExtensionPoint[Callable[[Project, User], list[TimelineEntry]]]" = ExtensionPoint(
    "project_timeline", "événements d’un projet : décisions, réserves, recommandations"
)
