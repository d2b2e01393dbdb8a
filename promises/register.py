"""The register of public promises: its list, pages, calls and search."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from rest_framework import serializers

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, column_of
from foundation.common.timeline import TimelineEntry, timeline
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice
from projects.models import Project
from projects.queries.panels import project_cell

from .enums import TONES, Standing
from .models import Promise
from .rules import can_keep_promise


class PromiseFilter(Filters):
    standing = django_filters.ChoiceFilter(label="Écart", choices=Standing.choices, empty_label="toutes les promesses")
    ministry = MinistryChoice()


def check(values: Mapping[str, Any]) -> None:
    if values["project"] is not None and values["project"].ministry_id != values["ministry"].pk:
        raise InvalidInput({"project": ["Ce projet est d’un autre ministère : choisissez-en un du ministère nommé."]})


def standing_cell(row: Promise) -> Cell:
    return Cell(Standing(row.standing).label, tone=TONES[Standing(row.standing)], note=row.gap(clock.today()))


PROMISES: Register = Register(
    name="promises",
    model=Promise,
    fields=("ministry", "text", "origin", "said_on", "source", "due_on", "project", "kept_on"),
    owner="ministry",
    keeps=can_keep_promise,
    check=check,
    words=Words(
        "promesse publique",
        none="Aucune promesse publique",
        new="Enregistrer une promesse",
        added="La promesse est au registre ; son écart se lit dans la liste.",
    ),
    title="Promesses publiques",
    noun=("promesse", "promesses"),
    state="Ce qui a été promis en public, avec sa source, le projet qui le tient et l’écart.",
    empty="Ce que le Conseil, le PAG ou la presse ont annoncé apparaîtra ici, avec l’écart.",
    columns=(
        column_of(Promise, "text", href=lambda row: PROMISES.href(row), width="wide"),
        column_of(Promise, "ministry", shown=lambda row: Cell(row.ministry.short_name)),
        column_of(Promise, "origin"),
        column_of(Promise, "said_on", sort="said"),
        column_of(Promise, "due_on"),
        column_of(Promise, "project", shown=lambda row: project_cell(row.project)),
        Column("Écart", lambda row: f"{Standing(row.standing).label} {row.gap(clock.today())}".strip(), standing_cell),
        column_of(Promise, "kept_on", on_page=False),
        column_of(Promise, "source", on_page=False),
        column_of(Promise, "is_fictitious", on_page=False),
    ),
    filters=PromiseFilter,
    sorts={"said": Sort("said_on", date.fromisoformat)},
    default="-said",
    file="promesses",
    finds=("text", "source"),
    prepare=lambda rows: rows.with_standing(clock.today()),
    also_shown={"standing": serializers.ChoiceField(choices=Standing.choices, read_only=True, label="écart")},
    crumbs=(("Accueil", "/"), ("Projets", "/projets/")),
    icon="projects",
    place="ce qui a été annoncé, et l’écart avec les projets",
)
app_name, urlpatterns, ROUTES = PROMISES.name, PROMISES.urlpatterns, PROMISES.routes


@timeline.register
def promises_of(project: Any, user: User) -> list[TimelineEntry]:
    """On the page of a project: what was promised of it, the day it was said."""
    rows = PROMISES.rows(user).filter(project=project) if isinstance(project, Project) else ()
    return [
        TimelineEntry(
            row.said_on, "Promesse publique", row.text, row.get_origin_display(), PROMISES.href(row), theme="promesses"
        )
        for row in rows
    ]
