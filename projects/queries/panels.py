"""What projects show on the pages of institutions: already limited to what the reader may see."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from foundation.common import clock
from foundation.common.figures import get
from foundation.common.lists import Cell
from ministries.extensions import Panel
from ministries.models import CouncilRecord, Ministry

from ..enums import Colour
from ..models import Project
from .figures import list_address
from .portfolio import list_rows

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 8


def ministry_panel(ministry: Ministry, user: "User") -> Panel | None:
    """The portfolio of a ministry: its figures, then what asks for attention first."""
    projects = Project.objects.carried_by(user).filter(ministry=ministry)
    filters = {"ministry": ministry.pk}
    total = get("projects.total").compute(user, filters)
    if not total.value and not projects.exists():
        return None
    today = clock.today()
    attention = projects.followed().filter(Q(colour=Colour.RED) | Q(fresh_until__lt=today))
    return Panel(
        title="Projets",
        template="projects/ministry_panel.html",
        context={
            "situations": get("projects.by_situation").compute(user, filters),
            "colours": get("projects.by_colour").compute(user, filters),
            "stale": get("projects.stale").compute(user, filters),
            "greened": get("projects.greened").compute(user, filters),
            "rows": list(list_rows(attention).order_by("fresh_until", "code", "id")[:SHOWN]),
            "today": today,
        },
        position=30,
        count=int(total.value or 0),
        href=list_address(filters),
        href_label="Tous les projets",
        anchor="projets",
    )


def council_panel(record: CouncilRecord, user: "User") -> Panel | None:
    """The projects that point to a communication or decision of the Council."""
    rows = list(list_rows(Project.objects.carried_by(user).filter(council_record=record)).order_by("code", "id")[:50])
    if not rows:
        return None
    return Panel(
        title="Projets",
        template="projects/rows_panel.html",
        context={"rows": rows, "today": clock.today()},
        position=30,
        count=len(rows),
        anchor="projets",
    )


def project_cell(project: Project | None) -> Cell:
    """A project named in a list of another app: its page, and whether its data are stale."""
    if project is None:
        return Cell("")
    note = "données périmées" if project.is_stale_now else ""
    return Cell(project.title, reverse("projects:detail", args=[project.pk]), note=note)
