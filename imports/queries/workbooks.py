"""The workbooks of a ministry, on its page, for who sends them out."""

from typing import TYPE_CHECKING

from django.urls import reverse

from ministries.extensions import Panel
from ministries.models import Ministry

from ..models import Workbook
from ..rules import can_send_out

if TYPE_CHECKING:
    from foundation.accounts.models import User

LATEST = 3


def workbooks_panel(ministry: Ministry, user: "User") -> Panel | None:
    if not can_send_out(user, ministry.scope_id):
        return None
    rows = Workbook.objects.visible_to(user).filter(ministry=ministry).order_by("-created_at", "-pk")[:LATEST]
    return Panel(
        title="Classeur des projets",
        template="imports/ministry_panel.html",
        context={"rows": list(rows)},
        position=31,
        href=reverse("imports:workbooks"),
        href_label="Tous les classeurs",
        anchor="classeurs",
    )
