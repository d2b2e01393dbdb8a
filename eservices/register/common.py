"""What the registers of e-services share: their trail, their tabs, the cell and the filter of a service."""

from typing import Any

import django_filters
from django import forms
from django.urls import reverse

from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, Filters, chosen, column_of
from foundation.common.requests import Request
from foundation.common.typography import known
from foundation.registers.register import Register, Words
from ministries.filters import MinistryChoice

from ..models import EService
from ..rules import can_keep_lists

ABOVE = (("Accueil", "/"), ("Systèmes", "/tableau-de-bord/services-et-systemes"))
CRUMBS = (*ABOVE, ("E-services", "/e-services/"))
TABS = (
    ("Catalogue", "eservices:list"),
    ("Mois", "service-months:list"),
    ("Comparaison", "eservices:radar"),
    ("Problèmes", "service-problems:list"),
    ("Pièces", "service-pieces:list"),
    ("Objectifs", "service-goals:list"),
    ("Niveaux", "service-levels:list"),
    ("Étapes", "service-steps:list"),
)
USED = [("1", "proposés"), ("0", "plus proposés")]


def tabs(here: str) -> dict[str, Any]:
    return {"tabs": [{"label": label, "href": reverse(name), "current": name == here} for label, name in TABS]}


class PartFilter(Filters):
    service = django_filters.UUIDFilter(label="E-service", field_name="service_id", widget=forms.HiddenInput)
    ministry = MinistryChoice(field_name="service__ministry")


def service_asked(request: Request) -> EService | None:
    """The e-service that the address narrows the list to, when the reader may see it."""
    try:
        asked = forms.UUIDField(required=False).clean(request.GET.get("service", ""))
    except forms.ValidationError:
        return None
    found: EService | None = EService.objects.visible_to(request.user).filter(pk=asked).first() if asked else None
    return found


def service_cell(row: Any) -> Cell:
    note = row.service.owner_told + (" · fictif" if row.service.is_fictitious else "")
    return Cell(row.service.name, reverse("eservices:detail", args=[row.service_id]), note=note)


SERVICE_COLUMNS = (
    Column("E-service", "service.name", service_cell, width="wide"),
    Column("Ministère", "service.owner_told", on_page=False),
)


def offered_services(rows: Any) -> Any:
    return rows.in_use().select_related("ministry").order_by(SortKey("name"), "pk")


def of_services(name: str, label: str) -> dict[str, Any]:
    """What every register of parts of an e-service says alike."""

    def above(request: Request, found: Filters) -> dict[str, Any]:
        return tabs(f"{name}:list") | {"about": service_asked(request)}

    return {
        "name": name,
        "file": label,
        "owner": "service",
        "reads": ("service__ministry",),
        "offers": {"service": offered_services},
        "crumbs": CRUMBS,
        "icon": "projects",
        "list_template": "eservices/list.html",
        "list_more": above,
    }


class WordFilter(Filters):
    used = chosen("Usage", USED, "tous", lambda rows, value: rows.filter(ended_on__isnull=value == "1"))


def list_of(model: Any, name: str, *, words: Words, title: str, noun: tuple[str, str], **said: Any) -> Register:
    """The register of a list of words that the ASIN keeps."""
    made: Register = Register(
        name=name,
        model=model,
        fields=("rank", "name", "definition", "source", "ended_on"),
        keeps=can_keep_lists,
        words=words,
        title=title,
        noun=noun,
        columns=(
            column_of(model, "name", href=lambda row: made.href(row), width="wide"),
            column_of(model, "rank", sort="rank", numeric=True),
            column_of(model, "definition", shown=lambda row: Cell(known(row.definition))),
            column_of(model, "ended_on"),
            column_of(model, "source", on_page=False),
            column_of(model, "is_fictitious", on_page=False),
        ),
        filters=WordFilter,
        sorts={"rank": Sort("rank", int)},
        default="rank",
        finds=(),
        crumbs=CRUMBS,
        icon="projects",
        list_template="eservices/list.html",
        list_more=lambda request, found: tabs(f"{name}:list") | {"about": None},
        **said,
    )
    return made
