"""What the registers of steering share: their filters, the columns of their project, their tabs."""

from collections.abc import Callable, Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from foundation.common.lists import Cell, Column, Filters, chosen
from foundation.common.requests import Request
from ministries.filters import MinistryChoice
from projects.models import Project

from ..queries.panels import TABS
from ..rules import can_steer

CRUMBS = (("Accueil", "/"), ("Projets", "/projets/"))


class PartFilter(Filters):
    project = django_filters.UUIDFilter(label="Projet", field_name="project_id", widget=forms.HiddenInput)
    ministry = MinistryChoice(field_name="project__ministry")
    role = chosen(
        "Rôle", [("carrier", "ministère porteur"), ("partner", "ministère partenaire")], "tous", method="by_role"
    )

    def by_role(self, rows: Any, name: str, value: str) -> QuerySet:
        carried = rows.carried_by(self.request.user)
        return carried if value == "carrier" else rows.exclude(pk__in=carried.values("pk"))


def project_cell(row: Any) -> Cell:
    note = " · ".join(
        [row.project.code, row.project.ministry.short_name, *(["fictif"] if row.project.is_fictitious else [])]
    )
    return Cell(row.project.title, reverse("projects:detail", args=[row.project_id]), note=note)


PROJECT_COLUMNS = (
    Column("Projet", "project.title", project_cell, width="wide"),
    Column("Code", "project.code", on_page=False),
    Column("Ministère", lambda row: row.project.ministry.short_name, on_page=False),
    Column("Fictif", "project.is_fictitious", on_page=False),
)


def tabs(here: str) -> list[dict[str, Any]]:
    return [{"label": label, "href": reverse(name), "current": name == here} for name, label in TABS]


def project_asked(request: Request) -> Project | None:
    """The project that the address narrows the list to, when the reader may see it."""
    try:
        asked = forms.UUIDField(required=False).clean(request.GET.get("project", ""))
    except forms.ValidationError:
        return None
    found: Project | None = Project.objects.visible_to(request.user).filter(pk=asked).first() if asked else None
    return found


def chooses(rows: Any) -> Any:
    """The projects that a field offers."""
    return rows.select_related("lead").defer("search").order_by("code", "pk")


def nothing_above(request: Request, rows: Any, about: Project | None) -> Mapping[str, Any]:
    return {}


def steers(
    name: str,
    shown: Callable[[Request, Any, Project | None], Mapping[str, Any]] = nothing_above,
    prepare: Callable[[Any], Any] = lambda rows: rows,
) -> dict[str, Any]:
    """What every register of steering says alike. `shown` reads what stands above the rows found, of the project that
    the address names if any; `prepare` adds what is computed.
    """

    def above(request: Request, found: Filters) -> Mapping[str, Any]:
        about = project_asked(request)
        return {"tabs": tabs(f"{name}:list"), "about": about, **shown(request, found.qs, about)}

    return {
        "name": name,
        "owner": "project",
        "keeps": can_steer,
        "once": ("project",),
        "crumbs": CRUMBS,
        "icon": "projects",
        "finds": (),  # all of them in one query: steering/search.py
        "reads": ("project__ministry", "project__lead"),
        "prepare": lambda rows: prepare(rows.defer("project__search")),
        "offers": dict.fromkeys(("project", "predecessor"), chooses),
        "list_template": "steering/list.html",
        "list_more": above,
    }
