"""The list of the editions, that of their lines, the page of one of them, and the act that freezes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.accounts.models import User
from foundation.common.acts import one_of, page_of
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage, column_of, columns_of
from foundation.common.permissions import require
from foundation.common.requests import Request
from foundation.common.typography import percent
from foundation.ui.buttons import Act
from ministries.models import Ministry
from projects.enums import Colour
from projects.queries.figures import COLOUR_TONES
from projects.queries.project_signals import signed

from .enums import MOVEMENT_TONES, Movement, Occasion
from .filters import EditionFilter, LineFilter
from .models import Edition, EditionRow
from .operations import freeze_edition
from .queries.shown import whole_of
from .rules import can_freeze_edition, can_freeze_national

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))
HERE = ("Éditions", "/editions/")
CONFIRM = "Figer le portefeuille tel qu’il est ce jour ? Une édition ne se corrige ni ne s’efface."


def _address(row: Edition) -> str:
    return reverse("editions:detail", args=[row.pk])


def _buttons(user: User) -> list[Button]:
    """One for each portfolio that this user may freeze."""
    found: list[Button] = []
    if can_freeze_national(user):
        found.append(Act("Figer l’édition nationale", reverse("editions:freeze_national"), "primary", confirm=CONFIRM))
    if can_freeze_edition(user):
        ministries = Ministry.objects.filter(scope_id__in=user.access.scopes(), valid_to=None).select_related("scope")
        found += [
            Act(
                f"Figer une édition ({row.short_name})",
                reverse("editions:freeze", args=[row.pk]),
                "primary",
                confirm=CONFIRM,
            )
            for row in ministries
            if can_freeze_edition(user, row)
        ]
    return found


EDITIONS = ListPage(
    title="Éditions du portefeuille",
    noun=("édition", "éditions"),
    state="Un portefeuille tel qu’il était un jour, gardé pour toujours : ce que lit la commission et que cite le"
    " procès-verbal.",
    rows=lambda user: Edition.objects.visible_to(user).select_related("ministry"),
    filters=EditionFilter,
    columns=(
        Column("Édition", "label", lambda row: Cell(row.label, _address(row)), sort="day"),
        column_of(Edition, "owner_name", sort="owner", width="wide"),
        Column("Occasion", "get_occasion_display"),
        Column("Projets", lambda row: row.totals["projects"], numeric=True),
        Column("Entrées", lambda row: row.totals["movements"][Movement.ENTERED], numeric=True),
        Column("Sorties", lambda row: row.totals["movements"][Movement.LEFT], numeric=True),
        Column("Mouvements", lambda row: row.totals["movements"][Movement.MOVED], numeric=True),
        *columns_of(Edition, "number", "frozen_on", "for_day", "method_version", "rows_sha256", "is_fictitious"),
    ),
    sorts={"day": Sort("frozen_on", date.fromisoformat), "owner": Sort("owner_name")},
    default="-day",
    file="editions-du-portefeuille",
    empty=Empty(
        "Aucune édition", "La première est figée avec l’ordre du jour d’une session ordinaire, ou par le bouton du DSI."
    ),
    crumbs=CRUMBS,
    buttons=_buttons,
    icon="projects",
)

LINES = ListPage(
    title="Lignes des éditions",
    noun=("ligne", "lignes"),
    state="Chaque valeur est celle du jour où l’édition fut figée.",
    rows=lambda user: EditionRow.objects.visible_to(user).select_related("edition"),
    filters=LineFilter,
    columns=(
        Column(
            "Projet",
            "title",
            lambda row: Cell(row.title, reverse("projects:detail", args=[row.project_id]), note=row.code),
            sort="title",
            width="wide",
        ),
        Column("Édition", "edition.label", lambda row: Cell(row.edition.label, _address(row.edition)), sort="edition"),
        Column("Stade", "get_stage_display"),
        Column(
            "Signal",
            "get_colour_display",
            lambda row: Cell(
                Colour(row.colour).label,
                tone=COLOUR_TONES[Colour(row.colour)],
                note="verdi par révision" if row.greened_on else "",
            ),
        ),
        Column("Avancement", "progress", lambda row: Cell(percent(row.progress)), numeric=True),
        Column("Écart de délai", "schedule_variance", lambda row: Cell(signed(row.schedule_variance)), numeric=True),
        Column(
            "Mouvement",
            "get_movement_display",
            lambda row: Cell(
                Movement(row.movement).label, tone=MOVEMENT_TONES[Movement(row.movement)], note=row.moves_text
            ),
        ),
        *columns_of(
            EditionRow,
            *("code", "ministry_name", "structure_name", "kind", "situation", "own_rating", "asin_rating"),
            *("initial_end", "planned_end", "forecast_end", "actual_end", "initial_cost", "planned_cost"),
            *(
                "forecast_cost",
                "actual_cost",
                "cost_variance",
                "revision_count",
                "greened_on",
                "fresh_until",
                "is_stale",
            ),
            *("exit_reason", "narrative"),
        ),
        Column("Ce qui a changé", "moves_text", on_page=False),
    ),
    sorts={"title": Sort("title"), "edition": Sort("edition__frozen_on", date.fromisoformat)},
    default="-edition",
    file="lignes-d-edition",
    empty=Empty("Aucune ligne", "Les lignes apparaissent avec la première édition."),
    crumbs=(*CRUMBS, HERE),
    icon="projects",
)


@page_of("editions/detail.html", one_of(Edition, "ministry", "previous", "next", "frozen_by"))
def edition(request: Request, row: Edition) -> dict[str, Any]:
    return {
        "edition": row,
        "whole": whole_of(row, request.user),
        "following": getattr(row, "next", None),
        "crumbs": [*CRUMBS, HERE, (row.label, "")],
    }


def _frozen(request: Request, ministry: Ministry | None) -> HttpResponse:
    row = freeze_edition(ministry.pk if ministry else None, occasion=Occasion.ON_REQUEST, by=request.user)
    messages.success(
        request, f"L’édition n° {row.number} est figée ; sa communication est en cours de mise en page, ci-dessous."
    )
    return redirect(_address(row))


@require_POST
def freeze(request: Request, pk: Any) -> HttpResponse:
    ministry = get_object_or_404(Ministry.objects.visible_to(request.user).select_related("scope"), pk=pk)
    require(can_freeze_edition, request.user, ministry)
    return _frozen(request, ministry)


@require_POST
def freeze_national(request: Request) -> HttpResponse:
    require(can_freeze_national, request.user)
    return _frozen(request, None)
