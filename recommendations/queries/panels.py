"""What recommendations show on the pages of projects, ministries, communes and commissions; limited to what the reader
may see.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from commissions.models import Commission
from foundation.common import clock
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import plural
from ministries.extensions import Panel
from ministries.models import Commune, Ministry
from projects.models import Project

from ..enums import RecommendationState as State
from ..models import Recommendation
from ..models.recommendation import RecommendationQuerySet
from .balance import total
from .following import TONES, list_rows

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 6


def _panel(rows: RecommendationQuerySet, user: "User", query: str, *, position: int) -> Panel | None:
    today = clock.today()
    line = total(user, today, rows)
    if not line.issued:
        return None
    return Panel(
        title="Recommandations",
        template="recommendations/panel.html",
        context={"line": line, "rows": list(list_rows(rows.open())[:SHOWN]), "today": today, "tones": TONES},
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
    return _panel(rows, user, f"ministry={ministry.pk}", position=50)


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
        entries.append(TimelineEntry(row.issued_on, f"{row.reference} émise", row.text, row.addressee_label, address))
        for step in row.steps.all():
            state = State(step.to_state)
            entries.append(
                TimelineEntry(
                    step.at.date(),
                    f"{row.reference} : {state.label}",
                    step.reason,
                    step.by_capacity,
                    address,
                    TONES[state],
                )
            )
    return entries
