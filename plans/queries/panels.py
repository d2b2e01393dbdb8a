"""What plans show on the pages of projects, ministries and communes; limited to what the reader may see."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from foundation.common import clock
from foundation.common.timeline import TimelineEntry
from foundation.common.typography import plural
from ministries.extensions import Panel
from ministries.models import Commune, Ministry
from projects.models import Project

from ..enums import ACTION_TONES, STANDING_TONES, ActionState, PlanState, Standing
from ..models import ActionProject, Plan, PlanAction
from ..models.plan import sees_all
from ..rules import can_create_plan
from .pssie import Conformity, conformity_of, with_measures
from .sheet import period

if TYPE_CHECKING:
    from foundation.accounts.models import User

SHOWN = 12


def project_panel(project: Project, user: "User") -> Panel | None:
    """The actions that a project carries, in the plans that the reader sees."""
    rows = PlanAction.objects.visible_to(user).filter(links__project=project).exclude(plan__state=PlanState.DROPPED)
    actions = list(rows.with_state().select_related("plan__ministry", "plan__commune").in_order()[:SHOWN])
    may_link = can_create_plan(user, project.scope_id) and _has_actions(project.scope_id)
    if not actions and not may_link:
        return None
    return Panel(
        title="Actions de plans",
        template="plans/project_panel.html",
        context={"actions": actions, "tones": ACTION_TONES, "states": dict(ActionState.choices)},
        position=20,
        count=len(actions),
        href=reverse("plans:link_project", args=[project.pk]) if may_link else "",
        href_label="Relier à une action",
        anchor="actions",
    )


def _has_actions(scope_id: Any) -> bool:
    return PlanAction.objects.filter(scope_id=scope_id).exclude(plan__state=PlanState.DROPPED).exists()


def ministry_panel(ministry: Ministry, user: "User") -> Panel | None:
    """Its plans, and where it is with the measures of the PSSIE."""
    if not _reads(ministry.scope_id, user):
        return None
    row = with_measures(Ministry.objects.filter(pk=ministry.pk), clock.today()).get()
    return _panel(Plan.objects.filter(ministry=ministry), user, ministry.scope_id, ministry, conformity_of(row))


def commune_panel(commune: Commune, user: "User") -> Panel | None:
    if not _reads(commune.scope_id, user):
        return None
    return _panel(Plan.objects.filter(commune=commune), user, commune.scope_id)


def _reads(scope_id: Any, user: "User") -> bool:
    return sees_all(user) or scope_id in user.access.scopes()


def _panel(
    rows: Any, user: "User", scope_id: Any, ministry: Ministry | None = None, pssie: Conformity | None = None
) -> Panel:
    plans = list(rows.visible_to(user).with_standing(clock.today()).with_counts().order_by("-ends_on", "title", "pk"))
    shown = [plan for plan in plans if plan.standing != Standing.DROPPED]
    return Panel(
        title="Plans",
        template="plans/panel.html",
        context={
            "plans": shown[:SHOWN],
            "tones": STANDING_TONES,
            "standings": dict(Standing.choices),
            "period": period,
            "new_href": reverse("plans:new") if can_create_plan(user, scope_id) else "",
            "pssie": pssie,
            "pssie_href": reverse("plans:pssie_ministry", args=[ministry.pk]) if ministry else "",
        },
        position=35,
        count=len(shown),
        href=f"{reverse('plans:list')}?ministry={ministry.pk}" if ministry and shown else "",
        href_label="Tous ses plans",
        anchor="plans",
    )


def project_events(project: Any, user: "User") -> list[TimelineEntry]:
    """The day a project was said to carry an action."""
    if not isinstance(project, Project):
        return []
    links = ActionProject.objects.visible_to(user).filter(project=project).select_related("action__plan")
    return [
        TimelineEntry(
            link.linked_on,
            "Relié à une action",
            f"{link.action}, dans « {link.action.plan.title} »",
            href=reverse("plans:action", args=[link.action_id]),
            theme="plans",
        )
        for link in links
    ]


def left_behind_by(ministry: Ministry) -> list[str]:
    """What stays attached to a ministry that ends: sentences, nothing is moved."""
    count = Plan.objects.filter(ministry=ministry).with_standing(clock.today()).applied().count()
    return [plural(count, "plan en application", "plans en application")] if count else []
