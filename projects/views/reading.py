"""The list of projects and the page of one of them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.lists import Button, Column, Empty, Filters, ListPage, columns_of
from foundation.common.requests import Request

from .. import rules
from ..enums import STAGE_DEFINITIONS, ProjectKind, Rating, Stage
from ..extensions import list_buttons
from ..filters import ProjectFilter
from ..models import Project
from ..models.project import greened_after
from ..queries.portfolio import SORTS, list_rows
from ..queries.project_signals import COST_FORMULA, SCHEDULE_FORMULA, colour_rule, freshness_rule, signed
from ..queries.sheet import LINEAGE_WORDS, marks_table, project_sheet
from .access import HOME, visible_project

KINDS = {kind.value: kind.label for kind in ProjectKind if kind != ProjectKind.PROJECT}  # said of those only
MEASURES = [f"{kind}_{name}" for kind in ("planned", "forecast", "actual") for name in ("start", "end", "cost")]


def _on_page(label: str, **options: Any) -> Column:
    """Drawn by the template from the plain values of the row."""
    return Column(label, lambda row: "", in_files=False, **options)


def _more(request: Request, found: Filters) -> dict[str, Any]:
    today = clock.today()
    shown = {"stages": dict(Stage.choices), "kinds": KINDS, "signed": signed}
    return shown | {"today": today, "greened_after": greened_after(today)}


def _buttons(user: User) -> list[Button]:
    buttons = [button for more in list_buttons for button in more(user)]
    if rules.can_create_project(user):
        buttons.append(Button("Créer un projet", reverse("projects:create"), tone="quiet", icon="plus"))
    if rules.can_see_own_projects(user):
        buttons.append(Button("Mettre à jour mes projets", reverse("projects:mine"), tone="primary"))
    return buttons


PROJECTS = ListPage(
    title="Projets",
    noun=("projet", "projets"),
    # The filter narrows to what the reader may see, by role.
    rows=lambda user: Project.objects.defer("search").select_related("ministry"),
    reads=list_rows,
    filters=ProjectFilter,
    columns=(
        _on_page("Projet", sort="title", width="wide"),
        _on_page("Stade, avancement"),
        _on_page("Signaux"),
        _on_page("Fin", sort="end"),
        _on_page("Écarts", sort="variance", numeric=True),
        _on_page("Fraîcheur", sort="fresh"),
        *columns_of(Project, "code", "title"),
        Column("Ministère", lambda row: row.ministry.short_name, on_page=False),
        *columns_of(Project, "kind", "stage", kind="Ligne"),
        Column("Situation", lambda row: row.situation.label, on_page=False),
        *columns_of(
            Project,
            *("colour", "own_rating", "asin_rating", "progress", *MEASURES),
            *("schedule_variance", "cost_variance", "initial_end", "initial_cost", "revision_count", "greened_on"),
            *("last_update_on", "fresh_until"),
            own_rating="Note du DSI",
            asin_rating="Note de l’ASIN",
            last_update_on="Dernière mise à jour",
        ),
        Column("Périmé", lambda row: row.is_stale(clock.today()), on_page=False),
        *columns_of(
            Project,
            *("left_on", "exit_reason", "pag_axis", "sdsi_action", "source", "is_fictitious"),
            left_on="Sorti le",
            is_fictitious="Fictif",
        ),
    ),
    sorts=SORTS,
    default="title",
    file="projets",
    empty=Empty(
        "Le portefeuille est vide.",
        "Créez le premier projet : il reçoit son code, puis sa référence initiale.",
        "Créer un projet",
        lambda user: reverse("projects:create") if rules.can_create_project(user) else "",
    ),
    crumbs=(HOME,),
    buttons=_buttons,
    icon="projects",
    template="projects/list.html",
    more=_more,
)


ACTS = {
    "can_edit": rules.can_edit_project,
    "can_update": rules.can_update_project,
    "can_revise": rules.can_revise_baseline,
    "can_reshape": rules.can_reshape_portfolio,
    "can_rate": rules.can_rate_for_asin,
}


@require_safe
def project(request: Request, pk: UUID) -> HttpResponse:
    row = visible_project(request, pk)
    user, today = request.user, clock.today()
    context = {
        "project": row,
        "sheet": project_sheet(row, user, today),
        "marks": marks_table(row),
        "today": today,
        "stages": dict(Stage.choices),
        "ratings": dict(Rating.choices),
        "definition": STAGE_DEFINITIONS[Stage(row.stage)],
        "schedule_formula": SCHEDULE_FORMULA,
        "cost_formula": COST_FORMULA,
        "colour_rule": colour_rule(),
        "freshness_rule": freshness_rule(),
        "lineage_words": LINEAGE_WORDS,
    }
    may = {name: row.left_on is None and rule(user, row) for name, rule in ACTS.items()}
    return render(request, "projects/detail.html", context | may, using="jinja2")
