"""The actions of all plans, the page of one of them, and the projects that carry it."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import acts_on, address_of, one_of, page_act, page_of
from foundation.common.database import SortKey
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage, columns_of
from foundation.common.requests import Request
from foundation.common.typography import amount, short_date
from foundation.journal.queries import history_of, line_of
from foundation.ui.buttons import Act
from projects.models import Project

from .. import forms, operations, rules
from ..enums import ACTION_TONES, ActionState, PlanState
from ..filters import ActionFilter
from ..models import ActionProject, PlanAction, PlanAxis
from ..models.plan import UNKNOWN_END, PlanActionQuerySet
from ..queries.sheet import with_projects
from .plans import HOME, crumbs
from .plans import address as plan_address

address = address_of("plans:action")


def whole(rows: PlanActionQuerySet) -> PlanActionQuerySet:
    return rows.with_state().select_related("plan__ministry", "plan__commune", "axis", "structure")


def _state(row: PlanAction) -> Cell:
    state = ActionState(row.state)
    late = (
        row.due_on is not None and row.due_on < clock.today() and state not in (ActionState.DONE, ActionState.STOPPED)
    )
    return Cell(state.label, tone=ACTION_TONES[state], note="échéance passée" if late else "")


def _codes(row: PlanAction) -> str:
    return " ; ".join(link.project.code for link in row.links.all())


ACTIONS = ListPage(
    title="Actions des plans",
    state="Chaque action a l’état des projets qui la portent ; sans projet, celui que l’on en dit.",
    noun=("action", "actions"),
    rows=lambda user: whole(PlanAction.objects.visible_to(user)).prefetch_related(
        Prefetch("links", ActionProject.objects.select_related("project").defer("project__search"))
    ),
    filters=ActionFilter,
    columns=(
        Column("Action", "__str__", lambda row: Cell(str(row), address(row), note=row.plan.title), width="wide"),
        Column("Plan", "plan.title", on_page=False),
        Column("Institution", "plan.owner"),
        Column("Axe", "axis.title", on_page=False),
        Column("Responsable", "who"),
        Column("Échéance", "due_on", lambda row: Cell(short_date(row.due_on)), sort="due"),
        Column("État", lambda row: ActionState(row.state).label, _state),
        Column("Projets", _codes, lambda row: Cell(_codes(row) or "sans projet")),
        *columns_of(PlanAction, "planned_cost", "stated"),
    ),
    sorts={"due": Sort(Coalesce("due_on", UNKNOWN_END), date.fromisoformat), "title": Sort(SortKey("title"))},
    default="due",
    file="actions-des-plans",
    empty=Empty("Aucune action enregistrée", "Les actions se saisissent ou se collent depuis la page de leur plan."),
    crumbs=(HOME, ("Plans", "/plans/")),
    icon="projects",
)
fetch = one_of(PlanAction, "plan__replaces", rows=whole)


def acts_of(row: PlanAction) -> list[Button]:
    if row.plan.state == PlanState.DROPPED:
        return []
    acts = [
        Button("Relier un projet", reverse("plans:link", args=[row.pk]), "primary", "plus"),
        Button("Modifier", reverse("plans:edit_action", args=[row.pk]), icon="edit"),
    ]
    if row.plan.state == PlanState.DRAFT:
        href, asked = reverse("plans:remove_action", args=[row.pk]), "Retirer cette action du projet de plan ?"
        acts.append(Act("Retirer", href, "quiet", confirm=asked, confirm_label="Retirer"))
    return acts


@page_of("plans/action.html", lambda request, pk: fetch(request, pk))
def action(request: Request, row: PlanAction) -> dict[str, Any]:
    user, keeps = request.user, rules.can_keep_part(request.user, row)
    links = with_projects(PlanAction.objects.filter(pk=row.pk), user).get().shown_links
    return {
        "action": row,
        "state": _state(row),
        "links": [(link, _unlink(link) if keeps else None) for link in links],
        "hidden": row.links.count() - len(links),
        "facts": [
            ("Axe", row.axis.title if row.axis else "aucun"),
            ("Responsable", row.who),
            ("Échéance", short_date(row.due_on)),
            ("Coût prévu", amount(row.planned_cost)),
            ("État dit", row.get_stated_display()),
        ],
        "buttons": acts_of(row) if keeps else [],
        "history": [line_of(line, user) for line in history_of(row, user).order_by("-at", "-pk")],
        "breadcrumb": crumbs((row.plan.title[:60], plan_address(row.plan)), (row.title[:60], "")),
    }


def _unlink(link: ActionProject) -> Act:
    asked = f"Défaire le lien avec {link.project.code} ?"
    href = reverse("plans:unlink", args=[link.pk])
    return Act("Défaire le lien", href, "quiet", small=True, confirm=asked, confirm_label="Défaire")


def _trail(row: PlanAction, here: str) -> list[tuple[str, str]]:
    return crumbs((row.plan.title[:60], plan_address(row.plan)), (row.title[:60], address(row)), (here, ""))


on_action = acts_on(fetch=fetch, to=address, crumbs=_trail, rule=rules.can_keep_part)
edit = on_action(
    operations.edit_action,
    form=forms.ActionForm,
    title="Modifier l’action",
    submit="Enregistrer",
    here="Modifier",
    edits=True,
    options=lambda request, row: {"plan": row.plan},
    said="L’action est à jour.",
)
remove = on_action(
    operations.remove_action, back=lambda row: plan_address(row.plan), said="L’action est retirée du projet de plan."
)
link = on_action(
    operations.link_project,
    form=forms.LinkForm,
    title="Relier un projet : {row.title}",
    submit="Relier",
    here="Relier un projet",
    intro="L’action prend l’état des projets qui la portent.",
    options=lambda request, row: {"action": row},
    said=lambda made: f"Le projet {made.project.code} porte cette action.",
)
on_link = acts_on(
    fetch=one_of(ActionProject, "action__plan"),
    to=lambda row: address(row.action),
    crumbs=lambda row, here: _trail(row.action, here),
    of=lambda row: row.action,
    rule=rules.can_keep_part,
)
unlink = on_link(operations.unlink_project, said="Le lien est défait : l’action n’a plus l’état de ce projet.")
on_axis = acts_on(
    fetch=one_of(PlanAxis, "plan"),
    to=lambda row: plan_address(row.plan),
    crumbs=lambda row, here: crumbs((row.plan.title[:60], plan_address(row.plan)), (here, "")),
    rule=rules.can_keep_part,
)
edit_axis = on_axis(
    operations.edit_axis,
    form=forms.AxisForm,
    title="Modifier l’axe",
    submit="Enregistrer",
    edits=True,
    said="L’axe est à jour.",
)
remove_axis = on_axis(operations.remove_axis, said="L’axe est retiré.")


def _project_page(row: Project) -> FormPage:
    href = reverse("projects:detail", args=[row.pk])
    above = [HOME, ("Projets", reverse("projects:list")), (row.code, href)]
    title = f"Relier {row.code} à une action"
    return FormPage(title, "Relier", href, [*above, ("Relier à une action", "")], row.title)


link_project = page_act(
    operations.link_action,
    fetch=one_of(Project, rows=lambda rows: rows.defer("search")),
    rule=rules.can_link_project,
    form=forms.ActionChoiceForm,
    page=_project_page,
    options=lambda request, row: {"project": row},
    said=lambda made: f"Le projet porte l’action « {made.action.title} ».",
)
