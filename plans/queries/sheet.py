"""The page of a plan: its actions under their axes, what covers them, its days, and what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from foundation.common.lists import Button
from foundation.common.typography import plural, short_date
from foundation.journal.queries import history_of, line_of
from foundation.ui.buttons import Act
from projects.models import Project

from ..enums import STANDING_TONES, Need, PlanKind, PlanState, Standing
from ..models import ActionProject, Plan, PlanAction, PlanAxis
from ..models.plan import PlanActionQuerySet, later
from ..rules import can_keep_plan
from .carrying import Coverage, coverage_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

LATEST = 30  # lines of the history on the page; its own page has them all


@dataclass(frozen=True)
class Step:
    """What comes next, for whoever keeps the plan; one sentence for the others."""

    sentence: str
    button: Button | None = None


@dataclass(frozen=True)
class Group:
    axis: PlanAxis | None
    actions: list[PlanAction]
    buttons: list[Button]


@dataclass(frozen=True)
class Sheet:
    plan: Plan
    tone: str
    state: str
    coverage: Coverage
    groups: list[Group]
    needs: list[str]
    step: Step
    buttons: list[Button]
    timeline: list[dict[str, Any]]
    history: list[Any]
    followers: list[Plan]
    can_keep: bool


def with_projects(actions: PlanActionQuerySet, user: "User") -> PlanActionQuerySet:
    """Add `shown_links`: those to projects that the reader may see."""
    links = ActionProject.objects.filter(project__in=Project.objects.visible_to(user)).order_by("project__code", "pk")
    shown = links.select_related("project").defer("project__search")
    return actions.prefetch_related(Prefetch("links", shown, to_attr="shown_links"))


def period(plan: Plan) -> str:
    """« du 01/01/2024 au 31/12/2028 »; what is unknown is said."""
    if plan.starts_on and plan.ends_on:
        return f"du\u00a0{short_date(plan.starts_on)} au\u00a0{short_date(plan.ends_on)}"
    if plan.starts_on:
        return f"depuis le {short_date(plan.starts_on)}, fin non renseignée"
    return f"jusqu’au {short_date(plan.ends_on)}, début non renseigné" if plan.ends_on else "période non renseignée"


def needs_in_words(plan: Plan) -> list[str]:
    """Why it is « à mettre à jour », each with its figures; needs `with_standing`."""
    said = {
        Need.EXPIRED: f"il a pris fin le {short_date(plan.ends_on)} et aucun plan ne l’a remplacé",
        Need.EXPIRING: f"il prend fin le {short_date(plan.ends_on)}",
        Need.UNDATED: "sa fin n’est pas renseignée",
        Need.NO_ACT: "son acte d’adoption n’est pas renseigné",
        Need.OVERDUE: plural(
            plan.overdue, "action a dépassé son échéance sans projet", "actions ont dépassé leur échéance sans projet"
        ),
    }
    return [said[need] for need in plan.needs()]


def address(plan: Plan, name: str = "detail") -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def next_step(plan: Plan, coverage: Coverage, followers: list[Plan]) -> Step:
    """The first thing that is missing."""
    if plan.state == PlanState.DROPPED:
        return Step("Ce projet de plan est abandonné.")
    if plan.state == PlanState.DRAFT:
        if not coverage.total:
            return Step(
                "Saisissez ses actions : une à une, ou collées d’un tableau.",
                Button("Coller les actions", address(plan, "paste_actions"), "primary"),
            )
        return Step(
            "Une fois adopté, mettez-le en application : sa couverture et sa fin seront suivies.",
            Button("Mettre en application", address(plan, "adopt"), "primary"),
        )
    if plan.standing == Standing.REPLACED:
        return Step("Un autre plan a pris sa place : il n’appelle plus d’action.")
    needs = plan.needs()
    if {Need.EXPIRED, Need.EXPIRING} & set(needs):
        if follower := next((one for one in followers if one.state != PlanState.DROPPED), None):
            return Step(
                f"« {follower.title} » doit le remplacer : menez-le à son terme.",
                Button("Ouvrir le plan suivant", address(follower), "primary"),
            )
        return Step(
            "Préparez le plan qui le remplacera.",
            Button("Préparer le plan suivant", f"{reverse('plans:new')}?replaces={plan.pk}", "primary"),
        )
    if Need.OVERDUE in needs:
        return Step(
            "Reliez ces actions à un projet, ou dites où elles en sont.",
            Button("Voir les actions en retard", coverage.late_href, "primary"),
        )
    if needs:
        return Step("Complétez sa fiche.", Button("Compléter la fiche", address(plan, "edit"), "primary"))
    if not coverage.total:
        return Step(
            "Saisissez ses actions : sans elles, rien ne dit ce que les projets en portent.",
            Button("Coller les actions", address(plan, "paste_actions"), "primary"),
        )
    if coverage.alone:
        return Step(
            "Reliez les actions sans projet aux projets qui les portent.",
            Button("Voir les actions sans projet", coverage.alone_href, "primary"),
        )
    return Step("Rien n’est attendu : chaque action est portée par un projet, ou close.")


def buttons_of(plan: Plan) -> list[Button]:
    """The other acts, in the order of the life of a plan."""
    buttons = []
    if plan.state != PlanState.DROPPED:
        buttons += [
            Button("Modifier", address(plan, "edit"), icon="edit"),
            Button("Ajouter une action", address(plan, "new_action"), icon="plus"),
            Button("Ajouter un axe", address(plan, "new_axis"), icon="plus"),
            Button("Coller des actions", address(plan, "paste_actions")),
        ]
    if plan.state == PlanState.DRAFT:
        buttons += [
            Button("Mettre en application", address(plan, "adopt")),
            Button("Abandonner ce projet de plan", address(plan, "drop"), "quiet"),
        ]
    else:
        buttons.append(Button("Revenir au projet de plan", address(plan, "reopen"), "quiet"))
    return buttons


def timeline_of_plan(plan: Plan, followers: list[Plan], day: date) -> list[dict[str, Any]]:
    """Its days, past and to come, in their order; what no source dates is not there."""
    warning = later(plan.ends_on, -settings.PLAN_WARNING_MONTHS) if plan.ends_on else None
    adopted = f"par {plan.act_reference}" if plan.act_reference else "acte non renseigné"
    events = [
        (plan.adopted_on, "Adopté", adopted, "good"),
        (plan.starts_on, "Début de la période", "", "neutral"),
        (warning if plan.state == PlanState.ADOPTED else None, "Expire bientôt, à partir de ce jour", "", "attention"),
        (plan.ends_on, "Fin de la période", "", "late" if plan.ends_on and plan.ends_on < day else "neutral"),
        *((one.adopted_on, f"Remplacé par « {one.title} »", "", "neutral") for one in followers if one.adopted_on),
    ]
    dated = [(on, title, text, tone) for on, title, text, tone in events if on is not None]
    dated.sort(key=lambda event: event[0])
    return [{"when": short_date(on), "title": title, "text": text, "tone": tone} for on, title, text, tone in dated]


def sheet_of(plan: Plan, user: "User", day: date) -> Sheet:
    """Gather the page: a fixed number of queries, whatever the number of actions; needs `with_standing`."""
    keeps = can_keep_plan(user, plan)
    coverage = coverage_of(plan, user, day)
    actions = with_projects(plan.actions.with_state().select_related("axis", "structure").in_order(), user)
    by_axis: dict[Any, list[PlanAction]] = {}
    for action in actions:
        by_axis.setdefault(action.axis_id, []).append(action)
    axes = list(plan.axes.order_by("position", "pk"))
    changes = keeps and plan.state != PlanState.DROPPED
    groups = [Group(axis, by_axis.get(axis.pk, []), _axis_buttons(axis, by_axis) if changes else []) for axis in axes]
    if None in by_axis:
        groups.append(Group(None, by_axis[None], []))
    followers = list(plan.followers.order_by("created_at", "pk"))
    step = next_step(plan, coverage, followers)
    offered = [button for button in buttons_of(plan) if step.button is None or button.href != step.button.href]
    lines = history_of(plan, user).order_by("-at", "-pk")[:LATEST]
    return Sheet(
        plan=plan,
        tone=STANDING_TONES[Standing(plan.standing)],
        state=f"{PlanKind(plan.kind).label}, {period(plan)}.",
        coverage=coverage,
        groups=groups,
        needs=needs_in_words(plan),
        step=step,
        buttons=offered if keeps else [],
        timeline=timeline_of_plan(plan, followers, day),
        history=[line_of(line, user) for line in lines],
        followers=followers,
        can_keep=keeps,
    )


def _axis_buttons(axis: PlanAxis, by_axis: dict[Any, list[PlanAction]]) -> list[Button]:
    buttons = [Button("Modifier l’axe", reverse("plans:edit_axis", args=[axis.pk]), "quiet")]
    if axis.pk not in by_axis:
        asked = f"Retirer l’axe « {axis.title} » ?"
        href = reverse("plans:remove_axis", args=[axis.pk])
        buttons.append(Act("Retirer l’axe", href, "quiet", small=True, confirm=asked, confirm_label="Retirer"))
    return buttons
