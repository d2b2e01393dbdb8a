"""What recommendations show on the pages of projects, ministries, communes and commissions; limited to what the reader
may see.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from commissions.models import Commission
from foundation.common import clock
from foundation.common.models import beforehand
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import local_day, plural, short_date, shortened
from ministries.extensions import Panel
from ministries.models import Commune, Ministry
from projects.extensions import Line, PastPart, SheetPart
from projects.models import Project

from ..enums import OPEN_STATES
from ..enums import RecommendationState as State
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet
from .balance import total
from .following import TONES, list_rows

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 6
THEME = "recommandations"


def _panel(rows: RecommendationQuerySet, user: "User", query: str, *, position: int, whose: str = "") -> Panel | None:
    today = clock.today()
    line = total(user, today, rows)
    if not line.issued:
        return None
    return Panel(
        title="Recommandations",
        template="recommendations/panel.html",
        context={
            "line": line,
            "whose": whose,
            "rows": list(list_rows(rows.open())[:SHOWN]),
            "today": today,
            "tones": TONES,
        },
        position=position,
        count=line.issued,
        href=f"{reverse('recommendations:list')}?{query}" if query else "",
        anchor="recommandations",
    )


def project_panel(project: Project, user: "User") -> Panel | None:
    return _panel(
        Recommendation.objects.visible_to(user).filter(project=project), user, f"project={project.pk}", position=40
    )


def ministry_panel(ministry: Ministry, user: "User") -> Panel | None:
    """Those of its commission and those addressed to it by others."""
    rows = Recommendation.objects.visible_to(user).filter(
        Q(commission__ministry=ministry) | Q(addressee_scope_id=ministry.scope_id)
    )
    whose = "De sa commission et de tout organe qui s’adresse à lui"
    return _panel(rows, user, f"ministry={ministry.pk}", position=50, whose=whose)


def commune_panel(commune: Commune, user: "User") -> Panel | None:
    return _panel(Recommendation.objects.visible_to(user).filter(commune=commune), user, "", position=50)


def commission_panel(commission: Commission, user: "User") -> Panel | None:
    return _panel(
        Recommendation.objects.visible_to(user).filter(commission=commission),
        user,
        f"commission={commission.pk}",
        position=50,
    )


def open_business(commission: Commission) -> list[str]:
    """What forbids closing the commission."""
    count = Recommendation.objects.open().filter(commission=commission).count()
    return (
        [
            f"{plural(count, 'recommandation est encore ouverte', 'recommandations sont encore ouvertes')} : faites-en"
            " accepter la preuve ou déclarez-les caduques."
        ]
        if count
        else []
    )


def project_events(project: Any, user: "User") -> list[TimelineEntry]:
    """The recommendations about a project, on the day they were issued and at each step (2 queries)."""
    if not isinstance(project, Project):
        return []
    rows = (
        Recommendation.objects.visible_to(user)
        .issued()
        .filter(project=project)
        .prefetch_related("steps")
        .defer("search")
    )
    entries = []
    for row in rows:
        address = reverse("recommendations:detail", args=[row.pk])
        said = row.text, row.addressee_label, address
        entries.append(TimelineEntry(row.issued_on, f"{row.reference} émise", *said, theme=THEME))
        for step in row.steps.all():
            state = State(step.to_state)
            entries.append(
                TimelineEntry(
                    local_day(step.at),
                    f"{row.reference} : {'échéance changée' if step.action == 'redate' else state.label}",
                    step.reason,
                    step.by_capacity,
                    address,
                    TONES[state],
                    theme=THEME,
                )
            )
    return entries


def open_on(project: Project, user: "User", day: date) -> PastPart | None:
    """Those about a project that were open that day, in the state they were in (1 query)."""
    rows = Recommendation.objects.visible_to(user).filter(project=project).as_of(day)
    lines = [
        Line(
            shortened(row.text, 160),
            reverse("recommendations:detail", args=[row.pk]),
            f"{row.reference}, " + (f"échéance {short_date(row.due_on)}" if row.due_on else "sans échéance"),
            (state := State(beforehand(row, "state_then"))).label,
            TONES[state],
        )
        for row in rows.defer("search").order_by("issued_on", "pk")
        if beforehand(row, "state_then") in OPEN_STATES
    ]
    return PastPart("Recommandations ouvertes", tuple(lines), 40) if lines else None


def due_printed(day: date | None) -> str:
    return f"pour le {short_date(day)}" if day is not None else "sans échéance"


def open_printed(project: Project, user: "User") -> SheetPart | None:
    """Those of its ministry, open and not behind closed doors: every reader of the paper sees them (1 query)."""
    rows = Recommendation.objects.visible_to(user).open().filter(project=project, is_closed_doors=False)
    rows = rows.filter(scope_id=project.scope_id, commission__is_rehearsal=False)
    lines = [
        f"{row.reference} ({row.get_state_display()}, {due_printed(row.due_on)}) : {row.text}"
        for row in rows.defer("search").order_by("due_on", "pk")
    ]
    return SheetPart("Recommandations ouvertes", tuple(lines), 50) if lines else None
