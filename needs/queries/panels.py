"""What needs show on the pages of projects and commissions; limited to what the reader may see."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Count
from django.urls import reverse

from foundation.common.database import FRENCH
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import plural, short_amount
from ministries.extensions import Panel
from projects.extensions import Alike, Likeness
from projects.models import Project
from projects.queries.similar import alike_rows

from ..enums import STATE_TONES, NeedState
from ..models import CriteriaGrid, Need, NeedOutcome, NeedScore
from .grids import grid_in_force
from .scores import NeedScores, scores_of

if TYPE_CHECKING:
    from foundation.accounts.models import User


def project_panel(project: Project, user: "User") -> Panel | None:
    """« Né du besoin B-2021-004 »: where a project comes from."""
    rows = NeedOutcome.objects.visible_to(user).filter(project=project).select_related("need__structure")
    outcomes = list(rows.order_by("became_on", "pk"))
    if not outcomes:
        return None
    return Panel(
        title="Né d’un besoin" if len(outcomes) == 1 else "Né de plusieurs besoins",
        template="needs/project_panel.html",
        context={"outcomes": outcomes},
        position=18,
        count=len(outcomes),
        anchor="besoins",
    )


def project_events(project: Any, user: "User") -> list[TimelineEntry]:
    if not isinstance(project, Project):
        return []
    rows = NeedOutcome.objects.visible_to(user).filter(project=project).select_related("need")
    return [
        TimelineEntry(
            row.became_on,
            "Né d’un besoin",
            str(row.need),
            row.need.asked_by,
            reverse("needs:detail", args=[row.need_id]),
        )
        for row in rows.select_related("need__structure")
    ]


def commission_panel(commission: Any, user: "User") -> Panel | None:
    """Where the needs of a commission are, state by state."""
    rows = Need.objects.visible_to(user).filter(commission=commission)
    found = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    grid = CriteriaGrid.objects.visible_to(user).filter(commission=commission).order_by("-number").first()
    if not found and grid is None:
        return None
    address = f"{reverse('needs:list')}?commission={commission.pk}"
    return Panel(
        title="Besoins",
        template="needs/commission_panel.html",
        context={
            "states": [
                (NeedState(state).label, STATE_TONES[NeedState(state)], found[state], f"{address}&state={state}")
                for state in NeedState.values
                if state in found
            ],
            "grid": grid,
        },
        position=35,
        count=sum(found.values()),
        href=address,
        href_label="Tous ses besoins",
        anchor="besoins",
    )


def alike_needs(user: "User", wanted: Likeness, limit: int) -> list[Alike]:
    """The needs that the reader may see and whose title resembles: those of another ministry are not among them."""
    rows = Need.objects.visible_to(user).select_related("commission", "structure")
    if wanted.leave_out is not None:
        rows = rows.exclude(pk=wanted.leave_out)
    found = alike_rows(rows, "title", wanted, SearchVector("title", config=FRENCH))[:limit]
    return [
        Alike(
            row.title,
            reverse("needs:detail", args=[row.pk]),
            f"Besoin {row.code} · {row.commission.code} · {row.get_state_display()}",
            row.score,
            row.pk,
        )
        for row in found
    ]


def scores_read(need: Need, user: "User") -> tuple[CriteriaGrid | None, NeedScores | None, list[NeedScore]]:
    """The grid under which a need is scored, its scores criterion by criterion, and those of each member where the
    reader sits in the commission (4 queries).
    """
    grid = need.grid or grid_in_force(need.commission_id)
    if grid is None:
        return None, None, []
    scores = list(need.scores.select_related("criterion", "scorer").order_by("scorer_id", "criterion__position"))
    named = [score for score in scores if score.criterion.grid_id == grid.pk]
    own = need.commission_id in user.access.commissions()
    return grid, scores_of(list(grid.criteria.order_by("position")), named), named if own else []


def cost_words(total: int | None, unknown: int, count: int) -> str:
    """« 59,3 millions de FCFA ; 2 besoins sans coût estimé »: what is not known is no zero."""
    if not count:
        return "aucun besoin"
    left = f"{plural(unknown, 'besoin')} sans coût estimé" if unknown else ""
    return " ; ".join(filter(None, [short_amount(total) if total is not None else "", left]))
