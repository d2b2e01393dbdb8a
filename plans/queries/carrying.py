"""Which projects no action of a master plan calls for, and what the actions of a plan are covered by."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from foundation.common import clock
from foundation.common.typography import plural
from projects.enums import ProjectKind
from projects.models import Project

from ..enums import APPLIED, CLOSED_ACTIONS, PlanKind
from ..models import ActionProject, Plan, PlanAction

if TYPE_CHECKING:
    from foundation.accounts.models import User


def orphans(otherwise: Q) -> Q:
    """Where a ministry has a master plan in application whose actions are entered, its projects that carry none of
    them; `otherwise` elsewhere. A query for the plans.
    """
    plans = Plan.objects.filter(kind=PlanKind.SDSI).with_standing(clock.today()).applied()
    kept = dict(plans.filter(Exists(PlanAction.objects.filter(plan=OuterRef("pk")))).values_list("pk", "scope_id"))
    if not kept:
        return otherwise
    links = ActionProject.objects.filter(
        project=OuterRef("pk"), action__plan__in=list(kept), scope_id=OuterRef("scope_id")
    )
    of_a_plan = Q(scope_id__in=set(kept.values()))
    return (of_a_plan & ~Q(Exists(links))) | (~of_a_plan & otherwise)


def actions_address(**query: Any) -> str:
    return f"{reverse('plans:actions')}?{urlencode(query)}"


@dataclass(frozen=True)
class Coverage:
    """The actions of a plan: each is counted once among the first three."""

    total: int
    carried: int
    closed: int  # done or stopped without a project
    alone: int
    late: int
    all_href: str
    alone_href: str
    late_href: str
    orphans: int | None = None  # projects without an action; None where it is not counted
    orphans_href: str = ""

    @property
    def sentence(self) -> str:
        if not self.total:
            return "Aucune action n’est encore enregistrée."
        parts = [f"{plural(self.carried, 'portée', 'portées')} par un projet"]
        if self.closed:
            parts.append(f"{plural(self.closed, 'faite ou arrêtée', 'faites ou arrêtées')} sans projet")
        parts.append(f"{plural(self.alone, 'sans projet', 'sans projet')}")
        return f"{plural(self.total, 'action')} : {', '.join(parts)}."


def coverage_of(plan: Plan, user: "User", day: date) -> Coverage:
    """Two queries, and those of the orphans; needs `with_standing`."""
    counts = plan.actions.with_state().aggregate(
        total=Count("pk"),
        carried=Count("pk", filter=Q(is_carried=True)),
        closed=Count("pk", filter=Q(is_carried=False, stated__in=CLOSED_ACTIONS)),
        late=Count("pk", filter=Q(due_on__lt=day) & ~Q(state__in=CLOSED_ACTIONS)),
    )
    found: int | None = None
    asked = {"ministry": plan.ministry_id, "kind": ProjectKind.PROJECT.value, "sdsi": "none"}
    if plan.kind == PlanKind.SDSI and plan.ministry_id and counts["total"] and plan.standing in APPLIED:
        found = orphan_projects(user).filter(ministry_id=plan.ministry_id).count()
    return Coverage(
        **counts,
        alone=counts["total"] - counts["carried"] - counts["closed"],
        all_href=actions_address(plan=plan.pk),
        alone_href=actions_address(plan=plan.pk, carried="none"),
        late_href=actions_address(plan=plan.pk, late=1),
        orphans=found,
        orphans_href=f"{reverse('projects:list')}?{urlencode(asked)}",
    )


def orphan_projects(user: "User") -> QuerySet[Project]:
    return Project.objects.carried_by(user).followed().filter(orphans(Q(sdsi_action="")), kind=ProjectKind.PROJECT)
