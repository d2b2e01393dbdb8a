"""The list of projects and the page of one of them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import page_of
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage, columns_of
from foundation.common.requests import Request
from ministries.models import Ministry

from .. import rules
from ..extensions import list_buttons
from ..filters import MinistryAsked, ProjectFilter, ministries_of
from ..models import Project
from ..queries.board import board_of, bubbles_of, list_words, map_of
from ..queries.figures import list_address
from ..queries.guards import all_with_guards, calibration, gap_of, guards_of, retained, too_kind_cell
from ..queries.life import life_page
from ..queries.portfolio import SORTS, all_as_lines
from ..queries.quality import quality
from ..queries.sheet import marks_table, project_sheet, words_of
from .access import HOME, portfolio_crumbs, visible_project

MEASURES = [f"{kind}_{name}" for kind in ("planned", "forecast", "actual") for name in ("start", "end", "cost")]


def _on_page(label: str, **options: Any) -> Column:
    """Drawn by the template from the plain values of the row."""
    return Column(label, lambda row: "", in_files=False, **options)


def _buttons(user: User) -> list[Button]:
    buttons = [Button("Qualité des données", reverse("projects:quality"), tone="quiet")]
    buttons += [button for more in list_buttons for button in more(user)]
    if rules.can_create_project(user):
        buttons.append(Button("Créer un projet", reverse("projects:create"), tone="quiet", icon="plus"))
    if rules.can_see_own_projects(user):
        buttons.append(Button("Mettre à jour mes projets", reverse("projects:mine"), tone="primary"))
    return buttons


PROJECTS = ListPage(
    title="Projets",
    noun=("projet", "projets"),
    # The filter narrows to what the reader may see, by role.
    rows=lambda user: all_with_guards(),
    drawn=lambda user: all_as_lines(),
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
        Column("Signal retenu", lambda row: retained(row.colour, row.own_rating, row.asin_rating).label, on_page=False),
        Column("Garde-fous", lambda row: ", ".join(guard.label for guard in guards_of(row)), on_page=False),
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
    more=list_words,
)


ABOVE = ("Projets", "/projets/")
board = PROJECTS.seen("Projets par stade", "projects/board.html", ABOVE, board_of)
bubbles = PROJECTS.seen("Projets, coût et retard", "projects/bubbles.html", ABOVE, bubbles_of)
placed = PROJECTS.seen("Carte des projets", "projects/map.html", ABOVE, map_of)


@require_safe
def project(request: Request, pk: UUID) -> HttpResponse:
    row = visible_project(request, pk)
    user, today = request.user, clock.today()
    context = {"project": row, "sheet": project_sheet(row, user, today), "marks": marks_table(row), "today": today}
    return render(request, "projects/detail.html", context | rules.open_acts(user, row) | words_of(row), using="jinja2")


@page_of("projects/life.html", visible_project)
def life(request: Request, row: Project) -> dict[str, Any]:
    """All it met, and what it was on a day."""
    shown = {"project": row, "life": life_page(row, request.user, request.GET), "marks_of": marks_table}
    return words_of(row) | shown | {"crumbs": portfolio_crumbs(row, "Chronologie")}


CALIBRATION = ListPage(
    title="Calibrage des notes",
    noun=("ministère", "ministères"),
    state="Les projets que le DSI et l’ASIN ont tous deux notés. L’écart moyen est la note du premier moins celle du"
    " second ; optimiste : deux points et plus ; vert noté bas : vert que l’ASIN dit compromis ou en difficulté.",
    rows=lambda user: calibration(Ministry.objects.all(), None if user.access.is_asin else user.access.scopes()),
    columns=(
        Column("Ministère", "name", lambda row: Cell(row.short_name, list_address({"ministry": row.pk})), sort="name"),
        Column("Notés par les deux", "rated", numeric=True),
        Column("Écart moyen", lambda row: round(row.gap, 1), lambda row: Cell(gap_of(row)), sort="gap"),
        Column("Optimistes", "too_kind", too_kind_cell, numeric=True),
        Column("D’accord", "agreed", numeric=True),
        Column("Plus sévères", "severe", numeric=True),
        Column("Verts notés bas", "green_low", numeric=True),
    ),
    sorts={"gap": Sort("gap", float), "name": Sort(SortKey("name"))},
    default="-gap",
    file="calibrage",
    empty=Empty(
        "Aucun projet n’a les deux notes.", "Le calibrage compare la note du DSI et celle de l’ASIN d’un même projet."
    ),
    crumbs=(HOME, ("Projets", "/projets/")),
    icon="projects",
)


@require_safe
def quality_page(request: Request) -> HttpResponse:
    """The rules of quality over what the reader sees; one ministry when it is asked."""
    asked = MinistryAsked(request.GET, queryset=ministries_of(request), request=request)
    ministry = asked.form.cleaned_data.get("ministry") if asked.is_valid() else None
    lines = quality(request.user, {"ministry": ministry})
    context = {"lines": lines, "form": asked.form, "ministry": ministry}
    return render(request, "projects/quality.html", context, using="jinja2")
