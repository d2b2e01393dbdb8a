"""The list of projects and the page of one of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.lists import Button, Column, Empty, Filters, ListPage

from .. import rules
from ..enums import STAGE_DEFINITIONS, ProjectKind, Rating, Stage
from ..filters import ProjectFilter
from ..models import Project
from ..queries.portfolio import SORTS, list_rows
from ..queries.project_signals import COST_FORMULA, SCHEDULE_FORMULA, colour_rule, freshness_rule, signed
from ..queries.sheet import LINEAGE_WORDS, marks_table, project_sheet
from .access import HOME, visible_project

KINDS = {kind.value: kind.label for kind in ProjectKind}
STAGES = {stage.value: stage.label for stage in Stage}


def _percent(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _in_file(label: str, value: Callable[[Project], Any]) -> Column:
    return Column(label, value, on_page=False)


def _on_page(label: str, **options: Any) -> Column:
    """Drawn by the template from the plain values of the row."""
    return Column(label, lambda row: "", in_files=False, **options)


def _more(request: HttpRequest, found: Filters) -> dict[str, Any]:
    return {"today": clock.today(), "stages": STAGES, "kinds": KINDS, "signed": signed}


def _buttons(user: User) -> list[Button]:
    buttons = []
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
        _in_file("Code", lambda row: row.code),
        _in_file("Intitulé", lambda row: row.title),
        _in_file("Ministère", lambda row: row.ministry.short_name),
        _in_file("Ligne", lambda row: row.get_kind_display()),
        _in_file("Stade", lambda row: row.get_stage_display()),
        _in_file("Situation", lambda row: row.situation.label),
        _in_file("Signal calculé", lambda row: row.get_colour_display()),
        _in_file("Note du DSI", lambda row: row.own_rating),
        _in_file("Note de l’ASIN", lambda row: row.asin_rating),
        _in_file("Avancement (%)", lambda row: row.progress),
        _in_file("Début prévu", lambda row: row.planned_start),
        _in_file("Fin prévue", lambda row: row.planned_end),
        _in_file("Coût prévu (FCFA)", lambda row: row.planned_cost),
        _in_file("Début estimé", lambda row: row.forecast_start),
        _in_file("Fin estimée", lambda row: row.forecast_end),
        _in_file("Coût estimé (FCFA)", lambda row: row.forecast_cost),
        _in_file("Début effectif", lambda row: row.actual_start),
        _in_file("Fin effective", lambda row: row.actual_end),
        _in_file("Coût effectif (FCFA)", lambda row: row.actual_cost),
        _in_file("Écart de délai (%)", lambda row: _percent(row.schedule_variance)),
        _in_file("Écart de coût (%)", lambda row: _percent(row.cost_variance)),
        _in_file("Fin initiale", lambda row: row.initial_end),
        _in_file("Coût initial (FCFA)", lambda row: row.initial_cost),
        _in_file("Révisions", lambda row: row.revision_count),
        _in_file("Dernière mise à jour", lambda row: row.last_update_on),
        _in_file("À jour jusqu’au", lambda row: row.fresh_until),
        _in_file("Périmé", lambda row: row.is_stale(clock.today())),
        _in_file("Sorti le", lambda row: row.left_on),
        _in_file("Motif de sortie", lambda row: row.get_exit_reason_display()),
        _in_file("Axe du PAG", lambda row: row.pag_axis),
        _in_file("Action du SDSI", lambda row: row.sdsi_action),
        _in_file("Source", lambda row: row.source),
        _in_file("Fictif", lambda row: row.is_fictitious),
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


@require_safe
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = visible_project(request, pk)
    user, today = request.user, clock.today()
    open_ = row.left_on is None
    context = {
        "project": row,
        "sheet": project_sheet(row, user, today),
        "marks": marks_table(row),
        "today": today,
        "stages": STAGES,
        "ratings": {int(rating): rating.label for rating in Rating},
        "definition": STAGE_DEFINITIONS[Stage(row.stage)],
        "schedule_formula": SCHEDULE_FORMULA,
        "cost_formula": COST_FORMULA,
        "colour_rule": colour_rule(),
        "freshness_rule": freshness_rule(),
        "lineage_words": LINEAGE_WORDS,
        "can_edit": open_ and rules.can_edit_project(user, row),
        "can_update": open_ and rules.can_update_project(user, row),
        "can_revise": open_ and rules.can_revise_baseline(user, row),
        "can_reshape": open_ and rules.can_reshape_portfolio(user, row),
        "can_rate": open_ and rules.can_rate_for_asin(user, row),
    }
    return render(request, "projects/detail.html", context, using="jinja2")
