"""What editions show elsewhere: the page of a ministry, that of a project."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from foundation.common.timeline import TimelineEntry
from foundation.common.typography import percent
from foundation.documents.models import Document
from ministries.extensions import Panel
from ministries.models import Ministry
from projects.enums import Colour, Situation, Stage
from projects.models import Project

from ..enums import EDITION_PAPER, Movement
from ..models import Edition, EditionRow
from ..rules import can_freeze_edition
from .snapshot import fingerprint
from .summary import summary_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 4  # on the page of a ministry
ON_PAGE = 100  # lines on the page of an edition; the list has them all
TONES = {
    Situation.DONE: "good",
    Situation.RUNNING: "information",
    Situation.TO_COME: "neutral",
    Situation.STOPPED: "late",
}


def lines_address(edition: Edition, **query: Any) -> str:
    asked = {"edition": str(edition.pk)} | query
    return f"{reverse('editions:lines')}?" + "&".join(f"{name}={value}" for name, value in asked.items())


@dataclass(frozen=True)
class Count:
    """A figure of the edition, and the list of the lines counted."""

    label: str
    value: int
    href: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Whole:
    """The page of an edition: from the frozen lines alone."""

    summary: list[tuple[str, str]]
    situations: list[Count]
    colours: list[Count]
    greened: Count
    movements: list[Count]
    moved: list[EditionRow]
    lines_href: str
    document: Document | None
    is_intact: bool


def whole_of(edition: Edition, user: "User") -> Whole:
    """Read an edition, and compute its fingerprint again (3 queries)."""
    rows = list(edition.rows.in_order())
    totals = edition.totals
    kind, there = {"kind": "project"}, {"kind": "project", "present": "1"}
    return Whole(
        summary=summary_of(edition),
        situations=[
            Count(key.label, totals["situations"][key], lines_address(edition, situation=key.value, **there))
            for key in Situation
        ],
        colours=[
            Count(*(key.label, totals["colours"][key], lines_address(edition, colour=key.value, **there)), key.value)
            for key in Colour
        ],
        greened=Count(
            "verdi par révision", totals["greened"], lines_address(edition, greened="1", **there), "attention"
        ),
        movements=[
            Count(key.label, totals["movements"][key], lines_address(edition, movement=key.value, **kind))
            for key in Movement
        ]
        if edition.previous_id
        else [],
        moved=[row for row in rows if row.movement != Movement.SAME][:ON_PAGE] if edition.previous_id else [],
        lines_href=lines_address(edition),
        document=Document.objects.visible_to(user).about(edition, EDITION_PAPER).select_related("file", "job").first(),
        is_intact=fingerprint(rows) == edition.rows_sha256,
    )


def editions_of_ministry(ministry: Ministry, user: "User") -> Panel | None:
    """The last editions of a ministry, and where its DSI freezes the next."""
    rows = list(Edition.objects.visible_to(user).filter(ministry=ministry).order_by("-number")[:SHOWN])
    if not rows:
        return None
    return Panel(
        title="Éditions du portefeuille",
        template="editions/ministry_panel.html",
        context={"rows": rows, "can_freeze": can_freeze_edition(user, ministry)},
        position=35,
        count=rows[0].number,
        href=f"{reverse('editions:list')}?ministry={ministry.pk}",
        href_label="Toutes les éditions",
        anchor="editions",
    )


def editions_of_project(project: Any, user: "User") -> list[TimelineEntry]:
    """On the page of a project: what each edition said of it, and whether that moved (1 query)."""
    if not isinstance(project, Project):
        return []
    rows = EditionRow.objects.visible_to(user).filter(project=project)
    return [
        TimelineEntry(
            row.edition.frozen_on,
            f"{row.edition} : {Movement(row.movement).label}"
            if row.edition.ministry_id is None
            else f"{row.edition.label} : {Movement(row.movement).label}",
            row.moves_text
            or f"stade « {Stage(row.stage).label} », signal {Colour(row.colour).label},"
            f" avancement {percent(row.progress)}",
            "",
            reverse("editions:detail", args=[row.edition_id]),
            theme="éditions",
        )
        for row in rows.select_related("edition").order_by("edition__frozen_on", "pk")
    ]
